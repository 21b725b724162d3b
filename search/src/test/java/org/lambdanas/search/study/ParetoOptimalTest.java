package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;

class ParetoOptimalTest {

  private static final StudyTable TABLE =
      HandMadeTable.withSeconds()
          .around("jacov", 0, 0, .5)
          .around("plain", 0, 0, .2)
          .around("gp", 10, 0, .4)
          .around("gp", 100, 0, .7)
          .around("rf", 100, 0, .6)
          .around("sotle", 0, 20, .6)
          .around("omni without scores", 100, 0, .9)
          .build();

  @Test
  void whoIsReachedByNobodyForAsLittleIsOptimal() {
    assertThat(ParetoOptimal.of(TABLE)).containsOnlyKeys("jacov", "gp", "sotle");
    // At 10 networks jacov, which costs less, is better.
    assertThat(ParetoOptimal.of(TABLE).get("gp"))
        .extracting(score -> score.getScore().getTrainSize())
        .containsExactly(100);
  }

  @Test
  void aDrawMakesNeitherOptimal() {
    StudyTable table =
        HandMadeTable.withSeconds()
            .add("one", 0, 0, .5, .5)
            .add("two", 0, 0, .4, .6)
            .around("three", 5, 0, .1)
            .build();
    assertThat(ParetoOptimal.of(table)).isEmpty();
    assertThat(ParetoOptimal.possible(table, name -> true)).containsOnlyKeys("one", "two");
    assertThat(ParetoOptimal.certain(table, name -> true)).isEmpty();
  }

  @Test
  void doubtIsSaid() {
    StudyTable table =
        HandMadeTable.withSeconds()
            .add("sure", 0, 0, .5, .51, .52)
            .add("worse", 0, 0, .1, .1, .11)
            .add("near", 10, 0, .3, .6, .7)
            .build();
    assertThat(ParetoOptimal.of(table)).containsOnlyKeys("sure", "near");
    assertThat(ParetoOptimal.certain(table, name -> true)).containsOnlyKeys("sure");
    assertThat(ParetoOptimal.possible(table, name -> true)).containsOnlyKeys("sure", "near");
  }

  @Test
  void costsAreSecondsAndWhereTheseAreUnknownNetworksAndEpochs() {
    StudyScore score = StudyScore.newBuilder(TABLE.getScores(2)).setScoreSeconds(.5).build();
    assertThat(StudyCost.of(TABLE, score)).isEqualTo(new StudyCost(1000 + 10 * .5, .5));
    // Microseconds tell nobody apart.
    assertThat(StudyCost.of(TABLE, TABLE.getScores(0))).isEqualTo(new StudyCost(0, 1e-3));
    assertThat(StudyCost.of(TABLE, TABLE.getScores(5))).isEqualTo(new StudyCost(0, 200));
    StudyTable unknown = TABLE.toBuilder().setKnowsSeconds(false).build();
    assertThat(StudyCost.of(unknown, score)).isEqualTo(new StudyCost(10, 0));
    assertThat(StudyCost.of(unknown, TABLE.getScores(5))).isEqualTo(new StudyCost(0, 20));
  }

  @Test
  void everyBudgetHasItsWinner() {
    List<BudgetWinner> winners = BudgetWinners.of(TABLE);
    // 1000 to 10 000 s before, 1 ms to 200 s a query.
    assertThat(winners).hasSize(11 * 14);
    assertThat(winners.get(0).getInitialisationSeconds()).isEqualTo(1000);
    assertThat(winners.get(0).getQuerySeconds()).isEqualTo(1e-3);
    assertThat(winner(winners.get(0))).isEqualTo("jacov");
    BudgetWinner patient = winners.get(13);
    assertThat(patient.getQuerySeconds()).isEqualTo(200);
    assertThat(winner(patient)).isEqualTo("sotle");
    BudgetWinner most = winners.get(winners.size() - 1);
    assertThat(most.getInitialisationSeconds()).isEqualTo(10_000);
    assertThat(winner(most)).isEqualTo("gp");
    assertThat(most.getNotDistinguishableList()).isEmpty();
    assertThat(winners.get(14).getInitialisationSeconds()).isCloseTo(1258.9, within(.1));
  }

  private static Offset<Double> within(double value) {
    return Assertions.within(value);
  }

  @Test
  void whoCannotBeToldFromTheWinnerIsNamed() {
    StudyTable table =
        HandMadeTable.withoutSeconds()
            .add("best", 10, 0, .5, .6, .7)
            .add("near", 10, 0, .6, .5, .68)
            .add("worse", 10, 0, .4, .5, .6)
            .add("early", 5, 0, .1, .1, .1)
            .build();
    List<BudgetWinner> winners = BudgetWinners.of(table);
    assertThat(winners).hasSize(2);
    assertThat(winner(winners.get(0))).isEqualTo("early");
    assertThat(winners.get(0).getTrainSize()).isEqualTo(5);
    assertThat(winner(winners.get(1))).isEqualTo("best");
    // Always .1 below is told apart, however much trials differ; now and then above is not.
    assertThat(winners.get(1).getNotDistinguishableList()).containsExactly("near");
  }

  private static String winner(BudgetWinner winner) {
    return winner.getBest().getScore().getPredictor();
  }
}
