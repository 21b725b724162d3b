package org.lambdanas.predictors.omni;

import java.util.List;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;

/** No model: what the signals leave unsaid stays unsaid. */
enum NoModel implements Learner {
  LEARNER;

  @Override
  public PredictorDescription description() {
    return PredictorDescription.modelBased(
        "none", "no model", PredictorDescription.VECTORS, false, List.of(), "");
  }

  @Override
  public Learned fit(LearningTask task) {
    return learned();
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return learned();
  }

  private static Learned learned() {
    return Learned.of(
        (List<Features> inputs) -> Estimates.of(new double[inputs.size()]),
        () -> StoredModel.of(List.of()));
  }
}
