package org.lambdanas.predictors.gaussian;

import java.util.List;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * The squared exponential kernel {@code variance * exp(-|x - x'|^2 / (2 lengthScale^2))} and the
 * noise on the labels (Rasmussen and Williams, Gaussian processes for machine learning, section
 * 4.2). All three are above 0.
 *
 * @param lengthScale in units of the features
 * @param variance of the function, in squared units of the labels
 * @param noise variance of the noise, in squared units of the labels
 */
public record KernelParameters(double lengthScale, double variance, double noise) {

  /** Number of parameters. */
  static final int COUNT = 3;

  private static final String LENGTH_SCALE = "length_scale";
  private static final String VARIANCE = "variance";
  private static final String NOISE = "noise";

  /**
   * From logarithms.
   *
   * @param logs those of length scale, variance and noise; more may follow
   */
  static KernelParameters ofLogs(double[] logs) {
    return new KernelParameters(Math.exp(logs[0]), Math.exp(logs[1]), Math.exp(logs[2]));
  }

  /** The logarithms of length scale, variance and noise. */
  double[] logs() {
    return new double[] {Math.log(lengthScale), Math.log(variance), Math.log(noise)};
  }

  /**
   * The covariance of the function at two places.
   *
   * @param squaredDistance between them
   * @return above 0, at most the variance
   */
  double covariance(double squaredDistance) {
    return variance * Math.exp(-0.5 * squaredDistance / (lengthScale * lengthScale));
  }

  List<NamedTensor> tensors() {
    return new StoredModel.Writer()
        .number(LENGTH_SCALE, lengthScale)
        .number(VARIANCE, variance)
        .number(NOISE, noise)
        .tensors();
  }

  static KernelParameters read(StoredModel stored) {
    return new KernelParameters(
        stored.positive(LENGTH_SCALE), stored.positive(VARIANCE), stored.positive(NOISE));
  }
}
