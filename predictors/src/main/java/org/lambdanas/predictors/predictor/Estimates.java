package org.lambdanas.predictors.predictor;

import java.util.Optional;

/**
 * Predicted labels.
 *
 * @param means one for each input
 * @param deviations standard deviations, where the method has them
 */
public record Estimates(double[] means, Optional<double[]> deviations) {

  /**
   * Estimates without deviations.
   *
   * @param means one for each input
   * @return the estimates
   */
  public static Estimates of(double[] means) {
    return new Estimates(means, Optional.empty());
  }

  /**
   * Estimates with deviations.
   *
   * @param means one for each input
   * @param deviations one for each input, 0 or more
   * @return the estimates
   */
  public static Estimates of(double[] means, double[] deviations) {
    return new Estimates(means, Optional.of(deviations));
  }
}
