package org.lambdanas.search.study;

import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor that may be recommended.
 *
 * @param predictor it
 * @param spec with its space
 * @param fidelity epochs of learning curves that it reads; 0: none
 */
public record Contestant(Predictor predictor, PredictorSpec spec, int fidelity) {

  /** Its name. */
  public String id() {
    return spec.getPredictor();
  }

  /** Whether it learns from trained networks. */
  boolean isFitted() {
    return predictor.description(spec).leastObservations() > 0;
  }
}
