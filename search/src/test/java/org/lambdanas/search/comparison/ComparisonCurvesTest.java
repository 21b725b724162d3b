package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.ComparedCourse;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.MethodPair;
import org.lambdanas.proto.v1.PairSpan;
import org.lambdanas.proto.v1.TrialScore;

class ComparisonCurvesTest {

  private static ComparisonResult.Builder result(boolean higherIsBetter) {
    return ComparisonResult.newBuilder()
        .setConfig(
            ComparisonConfig.newBuilder()
                .addAllMethods(List.of("guided", "random"))
                .setGuided(GuidedConfig.newBuilder().setQueries(4)))
        .setHigherIsBetter(higherIsBetter);
  }

  private static ComparedRun run(String method, long seed, Double... best) {
    return ComparedRun.newBuilder()
        .setMethod(method)
        .setSeed(seed)
        .setCourse(ComparedCourse.newBuilder().addAllBestValues(List.of(best)))
        .build();
  }

  /** Three seeds that differ much, and a lead that hardly does: only pairs show it. */
  private static ComparisonResult losses() {
    return result(false)
        .addRuns(run("guided", 0, 5.0, 4.0, 3.0, 2.9))
        .addRuns(run("guided", 1, 7.0, 6.0, 5.0, 4.9))
        .addRuns(run("guided", 2, 9.0, 8.0, 7.0, 7.0))
        .addRuns(run("random", 0, 5.0, 4.5, 4.0, 3.0))
        // Its domain was exhausted.
        .addRuns(run("random", 1, 7.0, 6.6, 6.1))
        .addRuns(run("random", 2, Double.NaN, 8.7, 8.0, 7.5))
        .build();
  }

  @Test
  void aLeadIsThatOfTheSameSeeds() {
    MethodPair pair = ComparisonCurves.pairs(losses()).get(0);
    assertThat(pair.getSpansList())
        .extracting(PairSpan::getFirstQuery, PairSpan::getLastQuery, PairSpan::getBetter)
        .containsExactly(tuple(1, 1, ""), tuple(2, 3, "guided"), tuple(4, 4, ""));
    TrialScore lead = pair.getLead();
    assertThat(lead.getMean()).isCloseTo((0.1 + 1.2 + 0.5) / 3, offset(1e-12));
    assertThat(lead.getLow()).isNegative();
    assertThat(ComparisonCurves.text(pair))
        .startsWith("guided and random are not distinguishable: 0.6 [")
        .endsWith("after 4 (guided was after 2 to 3)");
  }

  @Test
  void theBetterOneIsNamedFirstWhicheverItIs() {
    ComparisonResult turned = losses().toBuilder().setHigherIsBetter(true).build();
    MethodPair pair = ComparisonCurves.pairs(turned).get(0);
    assertThat(pair.getSpans(1).getBetter()).isEqualTo("random");
    ComparisonResult three =
        result(true)
            .addRuns(run("guided", 0, 1.0, 1.0, 1.0, 1.0))
            .addRuns(run("guided", 1, 1.0, 1.0, 2.0, 2.0))
            .addRuns(run("random", 0, 1.0, 2.0, 2.0, 2.0))
            .addRuns(run("random", 1, 1.0, 3.0, 3.0, 3.0))
            .build();
    assertThat(ComparisonCurves.text(ComparisonCurves.pairs(three).get(0)))
        .isEqualTo("random is better than guided by 1 [1, 1] after 4, from 3 on");
  }

  @Test
  void curvesAreOverTheRunsThatHaveAValue() {
    List<TrialScore> best = ComparisonCurves.best(ComparisonCurves.runs(losses(), "random"), 4);
    assertThat(best).extracting(TrialScore::getTrials).containsExactly(2, 3, 3, 3);
    assertThat(best.get(3).getMean()).isCloseTo((3.0 + 6.1 + 7.5) / 3, offset(1e-12));
    assertThat(ComparisonCurves.csv(losses()).lines())
        .hasSize(9)
        .anyMatch(line -> line.matches("random,1,6,1\\.414213\\d*,-6\\.70620\\d*,18\\.7062\\d*,2"));
  }
}
