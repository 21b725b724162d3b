package org.lambdanas.predictors.predictor;

import java.util.Optional;

/**
 * Predicted labels.
 *
 * @param means one for each input
 * @param deviations standard deviations, where the method has them
 */
public record Estimates(double[] means, Optional<double[]> deviations) {

  /** Estimates without deviations. */
  public static Estimates of(double[] means) {
    return new Estimates(means, Optional.empty());
  }

  /** Estimates with deviations. */
  public static Estimates of(double[] means, double[] deviations) {
    return new Estimates(means, Optional.of(deviations));
  }
}
