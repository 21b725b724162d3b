package org.lambdanas.search.study;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;
import org.lambdanas.proto.v1.TrialScore;

/**
 * The mean of what the parts of a repeated cross-validation say, with its interval by the corrected
 * resampled t-test (Nadeau and Bengio, Inference for the generalization error, 2003, section 5):
 * training sets overlap, so the variance of the mean does not vanish with the number of repeats.
 */
final class ResampledMean {

  private static final double TAIL = 0.025;

  private ResampledMean() {}

  /**
   * The 95 % interval.
   *
   * @param values of the parts, at least 2
   * @param folds parts of each repeat, at least 2
   */
  static TrialScore of(double[] values, int folds) {
    double mean = mean(values);
    double reach =
        new TDistribution(values.length - 1).inverseCumulativeProbability(1 - TAIL)
            * error(values, folds);
    return TrialScore.newBuilder()
        .setMean(mean)
        .setDeviation(Math.sqrt(variance(values)))
        .setLow(mean - reach)
        .setHigh(mean + reach)
        .setTrials(values.length)
        .build();
  }

  /** The standard error of the mean. */
  static double error(double[] values, int folds) {
    // What is tested is one part for each folds - 1 that are trained on.
    return Math.sqrt((1.0 / values.length + 1.0 / (folds - 1)) * variance(values));
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
