package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The families that a curve can be fitted by, each with its weight: its probability by Akaike's
 * criterion with the correction for few points (Burnham and Anderson, Model selection and
 * multimodel inference, 2002, section 2.9). Equal weights, as the reference has them, average over
 * families that do not fit: on a noiseless curve of one family they are wrong by points.
 *
 * <p>The residuals of neighbouring epochs are alike, as no family is the true one: so many epochs
 * count as one. The fewer, the more the best family takes: errors are smaller, but the families'
 * common bias, which does no harm to ranks, is no longer common.
 *
 * @param fits the likeliest first
 * @param weights one for each, sum 1
 * @param doubts the same where {@link #DOUBTFUL_EPOCHS} count as one: which family is right is less
 *     certain than which fits best
 */
record FamilyFits(List<FamilyFit> fits, double[] weights, double[] doubts) {

  /** By trial on 500 curves of NAS-Bench-NLP: with fewer the spread is too small, by far. */
  static final double DOUBTFUL_EPOCHS = 20;

  /** Relative to the best; a weight of 0 would have no logarithm. */
  private static final double LEAST_WEIGHT = 1e-12;

  /** Variance of the noise where a fit is exact: what 32-bit values in percent resolve. */
  static final double LEAST_VARIANCE = 1e-14;

  /**
   * Fits all families.
   *
   * @param values the curve as fractions
   * @param isPlausible fits that it refuses are left out
   * @param epochsAPoint how many epochs count as one
   * @return may be empty
   */
  static FamilyFits of(double[] values, Predicate<FamilyFit> isPlausible, double epochsAPoint) {
    double[] t = CurveFamily.logarithms(values.length);
    int n = values.length;
    List<FamilyFit> fits =
        Stream.of(CurveFamily.values())
            .filter(family -> criterion(family, 1, n) < Double.POSITIVE_INFINITY)
            .map(family -> FamilyFit.of(family, values, t))
            .filter(fit -> Double.isFinite(fit.squares()) && isPlausible.test(fit))
            .sorted(Comparator.comparingDouble(fit -> criterion(fit, n)))
            .toList();
    return new FamilyFits(fits, weights(fits, n, epochsAPoint), weights(fits, n, DOUBTFUL_EPOCHS));
  }

  private static double[] weights(List<FamilyFit> fits, int n, double epochsAPoint) {
    double[] weights = new double[fits.size()];
    for (int k = 0; k < weights.length; k++) {
      double difference = criterion(fits.get(k), n) - criterion(fits.get(0), n);
      weights[k] = Math.max(Math.exp(-difference / (2 * epochsAPoint)), LEAST_WEIGHT);
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** Standard deviation of the families' values from their weighted mean: which one is right? */
  double spread(double t) {
    double mean = 0;
    for (int k = 0; k < weights.length; k++) {
      mean += weights[k] * fits.get(k).at(t);
    }
    double square = 0;
    for (int k = 0; k < weights.length; k++) {
      double difference = fits.get(k).at(t) - mean;
      square += doubts[k] * difference * difference;
    }
    return Math.sqrt(square);
  }

  Mixture mixture() {
    return new Mixture(fits.stream().map(FamilyFit::family).toList());
  }

  private static double criterion(FamilyFit fit, int n) {
    return criterion(fit.family(), fit.squares(), n);
  }

  /** Infinite where a family has too many parameters for so few points. */
  private static double criterion(CurveFamily family, double squares, int n) {
    // The noise is a parameter too.
    int k = family.dimensions() + 1;
    if (n < 5) {
      // No family passes; the one with the fewest parameters has a degree of freedom from 3 on.
      return n > k - 1 && family == CurveFamily.LOG_LOG_LINEAR ? 0 : Double.POSITIVE_INFINITY;
    }
    if (n <= k + 1) {
      return Double.POSITIVE_INFINITY;
    }
    return n * Math.log(Math.max(squares / n, LEAST_VARIANCE))
        + 2 * k
        + 2.0 * k * (k + 1) / (n - k - 1);
  }
}
