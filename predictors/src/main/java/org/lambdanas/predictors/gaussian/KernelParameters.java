package org.lambdanas.predictors.gaussian;

import java.util.List;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
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
  private static final String OPTIMISE = "optimise";
  private static final double SQUARED_SHARE = 4 / 9.6;

  /**
   * The settings that all Gaussian processes here have in common.
   *
   * @param published what they are, or start from, in the publication
   * @param optimised whether they are fitted there
   */
  static List<SettingDescription> settings(KernelParameters published, boolean optimised) {
    return List.of(
        SettingDescription.number(
                LENGTH_SCALE,
                0,
                0,
                1e6,
                "length scale of the kernel, in units of the features; 0: 0.645 times the root mean"
                    + " square distance of the training rows")
            .published(published.lengthScale()),
        SettingDescription.number(
                VARIANCE, 1, 1e-6, 1e6, "variance of the function, of standardised labels")
            .published(published.variance())
            .searchedLogarithmically(0.1, 10),
        SettingDescription.number(
                NOISE, 0.1, 1e-6, 1e6, "variance of the noise on standardised labels")
            .published(published.noise())
            .searchedLogarithmically(0.001, 1),
        SettingDescription.whole(
                OPTIMISE,
                1,
                0,
                1,
                "1: length scale, variance and noise are fitted, from the values given; 0: they"
                    + " stay")
            .published(optimised ? 1 : 0));
  }

  /** Where a fit starts, or what stays. */
  static KernelParameters of(Settings settings, SparseRows rows) {
    double lengthScale = settings.number(LENGTH_SCALE);
    return new KernelParameters(
        lengthScale == 0 ? suitingLengthScale(rows) : lengthScale,
        settings.number(VARIANCE),
        settings.number(NOISE));
  }

  static boolean areFitted(Settings settings) {
    return settings.whole(OPTIMISE) == 1;
  }

  /**
   * A length scale that suits an encoding: a fixed share of the root mean square distance between
   * training rows; 1 where all are the same. The share is such that two random architectures of
   * NAS-Bench-201, one-hot, whose squared distance is 9.6 on average, get a length scale of 2.
   */
  static double suitingLengthScale(SparseRows rows) {
    double distance = rows.meanSquaredDistance();
    return distance > 0 ? Math.sqrt(SQUARED_SHARE * distance) : 1;
  }

  /** From the logarithms of length scale, variance and noise; more may follow. */
  static KernelParameters ofLogs(double[] logs) {
    return new KernelParameters(Math.exp(logs[0]), Math.exp(logs[1]), Math.exp(logs[2]));
  }

  /** The logarithms of length scale, variance and noise. */
  double[] logs() {
    return new double[] {Math.log(lengthScale), Math.log(variance), Math.log(noise)};
  }

  /** The covariance of the function at two places, above 0 and at most the variance. */
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
