package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;

class StudyRecommenderTest {

  private static StudyScore score(
      String predictor, int size, int fidelity, double partialSeconds, float... taus) {
    StudyScore.Builder score =
        StudyScore.newBuilder()
            .setScore(
                PredictorScore.newBuilder()
                    .setPredictor(predictor)
                    .setTrainSize(size)
                    .setFidelity(fidelity)
                    .setTrials(taus.length)
                    .setPartialTrainingSeconds(partialSeconds)
                    .setFitSeconds(size / 100.0));
    for (float tau : taus) {
      score.addTrialTaus(tau);
    }
    return score.build();
  }

  private static StudyTable.Builder table(String name, String space) {
    return StudyTable.newBuilder().setTable(name).setSpace(space).setMetric("accuracy");
  }

  /** Two tables of one space, one of another with curves, and mutated test sets. */
  private static final PredictorStudyResult STUDY =
      PredictorStudyResult.newBuilder()
          .addTables(
              table("one", "nasbench201")
                  .addScores(score("steep", 10, 0, 0, .2f, .3f, .1f))
                  .addScores(score("steep", 1000, 0, 0, .8f, .9f, .7f))
                  .addScores(score("flat", 10, 0, 0, .4f, .5f, .3f))
                  .addScores(score("flat", 1000, 0, 0, .6f, .7f, .5f))
                  .addScores(score("falling", 10, 0, 0, .4f, .4f, .4f))
                  .addScores(score("falling", 1000, 0, 0, .2f, .2f, .2f)))
          .addTables(
              table("two", "nasbench201")
                  .addScores(score("steep", 10, 0, 0, .2f, .3f, .1f))
                  .addScores(score("steep", 1000, 0, 0, .8f, .9f, .7f))
                  .addScores(score("flat", 10, 0, 0, .4f, .5f, .3f))
                  .addScores(score("flat", 1000, 0, 0, .6f, .7f, .5f))
                  .addScores(score("falling", 10, 0, 0, .4f, .4f, .4f))
                  .addScores(score("falling", 1000, 0, 0, .2f, .2f, .2f))
                  .addScores(score("rare", 10, 0, 0, .99f, .99f, .99f)))
          .addTables(
              table("one", "nasbench201")
                  .setTestSet(TestSet.TEST_SET_MUTATED)
                  .addScores(score("mutated", 10, 0, 0, .99f, .99f, .99f)))
          .addTables(
              table("three", "nasbench_nlp")
                  .setKnowsSeconds(true)
                  .addScores(score("model", 10, 0, 0, .3f, .31f, .29f))
                  .addScores(score("curve", 0, 1, 60, .5f, .52f, .48f))
                  .addScores(score("curve", 0, 5, 300, .9f, .91f, .89f)))
          .build();

  private static Recommendation ask(String space, int networks, int epochs, double seconds) {
    return new StudyRecommender(STUDY, space, networks, epochs, seconds).recommend();
  }

  private static RecommendedPredictor other(Recommendation answer, String id) {
    return answer.getOthersList().stream()
        .filter(other -> other.getPredictor().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** A hundred is halfway between ten and a thousand. */
  @Test
  void tauIsInterpolatedBetweenTrainSizes() {
    Recommendation answer = ask("nasbench201", 100, 0, 0);
    assertThat(answer.getTables()).isEqualTo(2);
    assertThat(answer.getTable()).isEqualTo("one, two");
    assertThat(answer.getBy()).isEqualTo("study");
    assertThat(answer.getBest().getTau().getMean()).isCloseTo(.5, within(1e-6));
    assertThat(other(answer, answer.getBest().getPredictor().equals("flat") ? "steep" : "flat"))
        .satisfies(
            second -> {
              assertThat(second.getTau().getMean()).isCloseTo(.5, within(1e-6));
              assertThat(second.getNotDistinguishable()).isTrue();
            });
    // Tau never falls with the number: both sizes say .3.
    assertThat(other(answer, "falling").getTau().getMean()).isCloseTo(.3, within(1e-6));
    assertThat(other(answer, "rare").getFailure()).contains("1 of 2 tables");
    assertThat(answer.getOthersList()).noneMatch(o -> o.getPredictor().equals("mutated"));
  }

  @Test
  void theBudgetDecides() {
    assertThat(ask("nasbench201", 20, 0, 0).getBest().getPredictor()).isEqualTo("flat");
    Recommendation many = ask("nasbench201", 900, 0, 0);
    assertThat(many.getBest().getPredictor()).isEqualTo("steep");
    assertThat(other(many, "flat").getNotDistinguishable()).isFalse();
    assertThat(many.getGainOfATenth().getMean())
        .isCloseTo(.6 * Math.log(1.1) / Math.log(100), within(1e-6));
    assertThat(ask("nasbench201", 5000, 0, 0).hasGainOfATenth()).isFalse();
  }

  @Test
  void queriesThatTrainCostEpochsOrSeconds() {
    assertThat(ask("nasbench_nlp", 10, 0, 0).getBest().getPredictor()).isEqualTo("model");
    assertThat(ask("nasbench_nlp", 10, 4, 0).getBest().getFidelity()).isEqualTo(1);
    Recommendation long5 = ask("nasbench_nlp", 10, 0, 400);
    assertThat(long5.getBest().getPredictor()).isEqualTo("curve");
    assertThat(long5.getBest().getFidelity()).isEqualTo(5);
    assertThat(long5.getBest().getQuerySeconds()).isEqualTo(300);
    assertThat(ask("nasbench_nlp", 10, 0, 100).getBest().getFidelity()).isEqualTo(1);
    assertThat(ask("nasbench_nlp", 0, 1, 0).getBest().getPredictor()).isEqualTo("curve");
  }

  /** No table of that space: all tables. */
  @Test
  void aSpaceThatWasNotStudiedGetsTheMeanOverAll() {
    Recommendation answer = ask("darts", 0, 5, 0);
    assertThat(answer.getBest().getPredictor()).isEqualTo("curve");
    assertThat(answer.getSpace()).isEqualTo("darts");
  }

  @Test
  void tooSmallBudgetsAreAnErrorInALine() {
    assertThatThrownBy(() -> ask("nasbench201", 5, 0, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--observations");
  }
}
