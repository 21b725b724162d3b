package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;

class PublishedStatementTest {

  /** As the paper has it. */
  private static HandMadeTable asPublished() {
    return HandMadeTable.withSeconds()
        .around("jacov", 0, 0, .55)
        .around("fisher", 0, 0, .2)
        .around("oneshot", 0, 0, .02)
        .around("valacc", 0, 1, .2)
        .around("valacc", 0, 50, .6)
        .around("sotle", 0, 1, .2)
        .around("sotle", 0, 50, .8)
        .around("lce", 0, 1, .1)
        .around("lce", 0, 50, .15)
        .around("gp", 5, 0, .1)
        .around("gp", 24, 0, .3)
        .around("gp", 121, 0, .5)
        .around("gp", 1000, 0, .6)
        .around("seminas", 5, 0, .1)
        .around("seminas", 24, 0, .35)
        .around("seminas", 121, 0, .58)
        .around("seminas", 1000, 0, .62)
        .around("xgb", 5, 0, .05)
        .around("xgb", 24, 0, .2)
        .around("xgb", 121, 0, .4)
        .around("xgb", 1000, 0, .7)
        .around("omni", 24, 0, .7)
        .around("omni without scores", 24, 0, .4)
        .around("omni without encoding", 24, 0, .6);
  }

  private static final List<String> HOLD =
      List.of(
          "jacov and synflow lead",
          "Weight sharing is weak",
          "SoTL-E leads",
          "LCE is the last",
          "SemiNAS leads",
          "Boosted trees lead",
          "jacov and synflow beat all",
          "The parts of OMNI",
          "OMNI ranks better");

  private static Map<String, StudyStatement> statements(StudyTable... tables) {
    return PublishedStatement.of(List.of(tables)).stream()
        .collect(Collectors.toMap(StudyStatement::getText, one -> one));
  }

  private static StudyStatement one(Map<String, StudyStatement> all, String beginning) {
    return all.values().stream()
        .filter(statement -> statement.getText().startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsAsPublishedIsConfirmed() {
    Map<String, StudyStatement> all = statements(asPublished().build());
    for (String beginning : HOLD) {
      StudyStatement statement = one(all, beginning);
      assertThat(statement.getVerdict())
          .as(statement.toString())
          .isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
    }
    assertThat(one(all, "jacov and synflow beat all").getBecause())
        .contains("jacov 0.550 [", "seminas 0.350 [")
        .endsWith("a model is better from 121 networks on");
    assertThat(one(all, "OMNI ranks better").getBecause()).startsWith("+27 % at most: omni 0.700");
    assertThat(one(all, "The parts of OMNI").getBecause())
        .contains("omni without scores 0.300", "the least; difference 0.100");
    assertThat(all.keySet()).noneMatch(text -> text.contains("DARTS"));
  }

  @Test
  void whatIsOtherwiseIsRefuted() {
    // With what would beat each of them.
    StudyTable table =
        asPublished()
            .around("snip", 0, 0, .01)
            .around("grasp", 0, 0, .01)
            .around("rf", 1000, 0, .9)
            .around("rf", 5, 0, .85)
            .around("rf", 24, 0, .8)
            .around("rf", 121, 0, .8)
            .around("valloss", 0, 50, .01)
            .around("omni without curve", 24, 0, .8)
            .build();
    Map<String, StudyStatement> all = statements(table);
    for (String beginning : HOLD) {
      StudyStatement statement = one(all, beginning);
      assertThat(statement.getVerdict())
          .as(statement.toString())
          .isEqualTo(
              beginning.startsWith("Weight")
                  ? StatementVerdict.STATEMENT_VERDICT_CONFIRMED
                  : StatementVerdict.STATEMENT_VERDICT_REFUTED);
    }
  }

  /** What is said of up to 24 networks is not refuted by what 42 do. */
  @Test
  void budgetsBeyondTheStatementSayNothing() {
    StudyTable table =
        HandMadeTable.withSeconds()
            .around("jacov", 0, 0, .5)
            .around("gp", 14, 0, .3)
            .around("gp", 42, 0, .7)
            .build();
    StudyStatement statement = one(statements(table), "jacov and synflow beat all");
    assertThat(statement.getVerdict()).isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
    assertThat(statement.getBecause()).endsWith("a model is better from 42 networks on");
  }

  @Test
  void trialsThatDifferLeaveItOpen() {
    StudyTable table =
        HandMadeTable.withSeconds()
            .add("jacov", 0, 0, .5, .6, .4)
            .add("gp", 5, 0, .45, .3, .6)
            .build();
    assertThat(one(statements(table), "jacov and synflow lead").getVerdict())
        .isEqualTo(StatementVerdict.STATEMENT_VERDICT_OPEN);
  }

  @Test
  void whatWasNotMeasuredIsSaid() {
    Map<String, StudyStatement> all =
        statements(HandMadeTable.withoutSeconds().around("rf", 5, 0, .5).build());
    assertThat(all.values())
        .allSatisfy(
            statement -> {
              assertThat(statement.getVerdict())
                  .isEqualTo(StatementVerdict.STATEMENT_VERDICT_UNSPECIFIED);
              // The verdict says it already.
              assertThat(statement.getBecause()).isNotBlank().doesNotContain("not measured");
            });
    assertThat(all).hasSize(PublishedStatement.ALL.size() - 1);
  }

  @Test
  void zeroCostPredictorsAreAskedForOnDarts() {
    StudyTable darts =
        HandMadeTable.withoutSeconds().around("jacov", 0, 0, .05).build().toBuilder()
            .setSpace("darts")
            .build();
    StudyStatement statement = one(statements(darts), "Zero-cost predictors fail");
    assertThat(statement.getVerdict()).isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
    assertThat(statement.getBecause()).contains("jacov 0.050 [", "the bar is 0.30");
  }

  @Test
  void fallsAreTakenBetweenTheTwoKindsOfTestSets() {
    StudyTable uniform =
        HandMadeTable.withSeconds()
            .around("seminas", 24, 0, .6)
            .around("gp", 24, 0, .6)
            .around("xgb", 24, 0, .6)
            .build();
    StudyTable mutated =
        HandMadeTable.withSeconds()
            .mutated()
            .around("seminas", 24, 0, .1)
            .around("gp", 24, 0, .4)
            .add("xgb", 24, 0, .45, .53, .51)
            .build();
    Map<String, StudyStatement> all = statements(uniform, mutated);
    assertThat(one(all, "On mutation-based test sets model").getVerdict())
        .isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
    assertThat(one(all, "On mutation-based test sets SemiNAS").getBecause())
        .startsWith("seminas falls by 0.500, gp by 0.200; difference 0.300");
    assertThat(one(all, "On mutation-based test sets boosted").getVerdict())
        .isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
  }

  @Test
  void optimaAreCountedAmongThe31() {
    HandMadeTable seven = HandMadeTable.withSeconds();
    for (int i = 0; i < PaperPredictors.ALL.size(); i++) {
      // Of those that cost more, the first six are better, the others are worse than the first.
      seven.around(PaperPredictors.ALL.get(i), 10 * i, 0, i < 7 ? .1 + .1 * i : .05);
    }
    StudyStatement statement = one(statements(seven.build()), "7 of the 31");
    assertThat(statement.getVerdict()).isEqualTo(StatementVerdict.STATEMENT_VERDICT_CONFIRMED);
    assertThat(statement.getBecause()).contains("7 of the 31 measured are: bananas");
    StudyTable.Builder less = seven.build().toBuilder();
    less.removeScores(0);
    assertThat(one(statements(less.build()), "7 of the 31").getVerdict())
        .isEqualTo(StatementVerdict.STATEMENT_VERDICT_OPEN);
  }
}
