package org.lambdanas.search.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;

/** Tables of a study with numbers that are known. */
final class HandMadeTable {

  private final StudyTable.Builder table =
      StudyTable.newBuilder()
          .setTable("made")
          .setSpace("nasbench201")
          .setMetric("accuracy")
          .setTestSet(TestSet.TEST_SET_UNIFORM);

  /** One that knows seconds: of training 100 for each architecture, 10 for each epoch. */
  static HandMadeTable withSeconds() {
    HandMadeTable made = new HandMadeTable();
    made.table.setKnowsSeconds(true);
    return made;
  }

  static HandMadeTable withoutSeconds() {
    return new HandMadeTable();
  }

  HandMadeTable mutated() {
    table.setTestSet(TestSet.TEST_SET_MUTATED);
    return this;
  }

  /** Adds a score with these taus of its trials; fit and prediction take no time. */
  HandMadeTable add(String predictor, int trained, int epochs, double... taus) {
    boolean seconds = table.getKnowsSeconds();
    table.addScores(
        StudyScore.newBuilder()
            .setScore(
                PredictorScore.newBuilder()
                    .setPredictor(predictor)
                    .setTrainSize(trained)
                    .setFidelity(epochs)
                    .setTrials(taus.length)
                    .setTrainingSeconds(seconds ? 100.0 * trained : 0)
                    .setPartialTrainingSeconds(seconds ? 10.0 * epochs : 0)
                    .putMetrics(Correlation.KENDALL.id(), EvaluationSummary.score(taus)))
            .addAllTrialTaus(Arrays.stream(taus).mapToObj(tau -> (float) tau).toList()));
    return this;
  }

  /** The same with three trials that are .01 apart, alike for every predictor. */
  HandMadeTable around(String predictor, int trained, int epochs, double tau) {
    return add(
        predictor,
        trained,
        epochs,
        IntStream.range(-1, 2).mapToDouble(i -> tau + 0.01 * i + 1e-4 * i * trained).toArray());
  }

  StudyTable build() {
    return table.build();
  }
}
