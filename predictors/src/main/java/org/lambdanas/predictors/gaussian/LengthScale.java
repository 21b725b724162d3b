package org.lambdanas.predictors.gaussian;

import org.lambdanas.predictors.features.SparseRows;

/**
 * A length scale that suits an encoding: a fixed share of the root mean square distance between
 * training rows. The share is such that two random architectures of NAS-Bench-201, one-hot, whose
 * squared distance is 9.6 on average, get a length scale of 2.
 */
final class LengthScale {

  private static final double SQUARED_SHARE = 4 / 9.6;

  private LengthScale() {}

  /**
   * Chooses.
   *
   * @return above 0; 1 where all rows are the same
   */
  static double of(SparseRows rows) {
    int n = rows.size();
    double[] sum = new double[rows.features()];
    double norms = 0;
    for (int i = 0; i < n; i++) {
      rows.addTo(i, 1, sum);
      norms += rows.squaredNorm(i);
    }
    double squaredSum = 0;
    for (double value : sum) {
      squaredSum += value * value;
    }
    // The sum over all ordered pairs of |x - x'|^2.
    double pairs = 2 * (n * norms - squaredSum);
    double mean = n < 2 ? 0 : pairs / ((double) n * (n - 1));
    return mean > 1e-12 * norms / n ? Math.sqrt(SQUARED_SHARE * mean) : 1;
  }
}
