package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * The posterior of a Gaussian process at new places. With k the covariances of a place with the
 * base rows and a = L<sup>-1</sup> k, the mean is {@code weights . k} and the variance of a label
 * is {@code variance + noise - a.a}, plus a.S a where the values at the base rows are themselves
 * uncertain. Immutable.
 *
 * @param parameters of the kernel
 * @param base training rows or inducing points
 * @param weights one for each base row
 * @param factor L of the covariance of the base rows
 * @param precision factor of S<sup>-1</sup>; empty: the values at the base rows are known
 */
record KernelPosterior(
    KernelParameters parameters,
    SparseRows base,
    double[] weights,
    CholeskyFactor factor,
    Optional<CholeskyFactor> precision) {

  /** Places that are worked on together, so that L is read from memory once for all of them. */
  private static final int BLOCK = 128;

  /** Refuses weights that are not finite. */
  KernelPosterior {
    for (double weight : weights) {
      if (!Double.isFinite(weight)) {
        throw new ArithmeticException("a weight is " + weight);
      }
    }
  }

  /** A fitted Gaussian process. */
  Learned learned(double mean, double scale, Supplier<StoredModel> stored) {
    return Learned.of(
        inputs -> predict(SparseRows.of(inputs, base.features()), mean, scale), stored);
  }

  /** Predicts labels, with deviations; a row does not depend on the others, to the bit. */
  Estimates predict(SparseRows rows, double mean, double scale) {
    int most = Math.min(BLOCK, rows.size());
    double[] baseNorms = Distances.norms(base);
    double[] norms = Distances.norms(rows);
    double[][] queries = new double[base.features()][most];
    double[][] block = new double[base.size()][most];
    double[] means = new double[rows.size()];
    double[] deviations = new double[rows.size()];
    double[] sums = new double[most];
    for (int from = 0; from < means.length; from += BLOCK) {
      Cancellation.check();
      int count = Math.min(BLOCK, means.length - from);
      for (double[] feature : queries) {
        Arrays.fill(feature, 0);
      }
      for (int c = 0; c < count; c++) {
        int column = c;
        rows.forEach(from + c, (feature, value) -> queries[feature][column] = value);
      }
      Arrays.fill(sums, 0);
      for (int b = 0; b < weights.length; b++) {
        double[] covariances = block[b];
        base.dots(b, queries, covariances, count);
        for (int c = 0; c < count; c++) {
          covariances[c] =
              parameters.covariance(
                  Distances.squared(norms[from + c], baseNorms[b], covariances[c]));
        }
        Rows.add(sums, weights[b], covariances, count);
      }
      for (int c = 0; c < count; c++) {
        means[from + c] = mean + scale * sums[c];
      }
      variances(block, count, sums);
      for (int c = 0; c < count; c++) {
        deviations[from + c] = scale * Math.sqrt(sums[c]);
      }
    }
    return Estimates.of(means, deviations);
  }

  private void variances(double[][] block, int count, double[] sums) {
    Arrays.fill(sums, parameters.variance());
    factor.solveLower(block, count);
    addSquares(block, -1, sums, count);
    if (precision.isPresent()) {
      precision.get().solveLower(block, count);
      addSquares(block, 1, sums, count);
    }
    for (int c = 0; c < count; c++) {
      sums[c] = Math.max(0, sums[c]) + parameters.noise();
    }
  }

  private static void addSquares(double[][] block, double factor, double[] sums, int count) {
    for (double[] row : block) {
      for (int c = 0; c < count; c++) {
        sums[c] += factor * row[c] * row[c];
      }
    }
  }
}
