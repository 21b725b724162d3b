package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Lanczos' method for the largest eigenvalue of a symmetric matrix that is known by its products
 * with vectors only; with full orthogonalisation (Golub and Van Loan, Matrix Computations, chapter
 * 10).
 */
final class Lanczos {

  /** So many steps see every part of the spectrum before the first answer is believed. */
  private static final int FEWEST_STEPS = 12;

  private static final int MOST_STEPS = 96;

  /**
   * The vector's remainder relative to the eigenvalue; the eigenvalue's error goes with its square.
   */
  private static final double ACCURACY = 1e-4;

  /** A remainder of the basis shorter than this is rounding. */
  private static final double SHORTEST = 1e-10;

  private Lanczos() {}

  /**
   * The largest eigenvalue, by products with vectors of length 1; not a number if one is not
   * finite.
   */
  static double largest(int size, UnaryOperator<double[]> times, RandomGenerator random) {
    double[] start = new double[size];
    Arrays.setAll(start, i -> random.nextGaussian());
    List<double[]> basis = new ArrayList<>();
    List<Double> main = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    double[] next = Vectors.scaled(start, 1 / Vectors.norm(start));
    double scale = 0;
    while (true) {
      basis.add(next);
      double[] product = times.apply(next);
      double diagonal = Vectors.dot(product, next);
      if (!Double.isFinite(diagonal)) {
        return Double.NaN;
      }
      main.add(diagonal);
      scale = Math.max(scale, Math.abs(diagonal));
      // Twice is enough against rounding.
      for (int pass = 0; pass < 2; pass++) {
        for (double[] earlier : basis) {
          product = Vectors.moved(product, earlier, -Vectors.dot(product, earlier));
        }
      }
      double remainder = Vectors.norm(product);
      EigenDecompositionSymmetric small = tridiagonal(main, beside);
      double[] values = small.getEigenvalues();
      int top = largestOf(values);
      int steps = basis.size();
      double error = remainder * Math.abs(small.getEigenvector(top).getEntry(steps - 1));
      if (steps >= Math.min(size, MOST_STEPS)
          || remainder <= SHORTEST * Math.max(scale, Double.MIN_NORMAL)
          || (steps >= FEWEST_STEPS && error <= ACCURACY * Math.abs(values[top]))) {
        return values[top];
      }
      beside.add(remainder);
      next = Vectors.scaled(product, 1 / remainder);
    }
  }

  private static EigenDecompositionSymmetric tridiagonal(List<Double> main, List<Double> beside) {
    return new EigenDecompositionSymmetric(
        main.stream().mapToDouble(Double::doubleValue).toArray(),
        beside.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static int largestOf(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Vectors as arrays. */
  static final class Vectors {

    private Vectors() {}

    static double[] moved(double[] from, double[] direction, double by) {
      double[] to = from.clone();
      for (int i = 0; i < to.length; i++) {
        to[i] += by * direction[i];
      }
      return to;
    }

    static double[] scaled(double[] vector, double factor) {
      return moved(new double[vector.length], vector, factor);
    }

    static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    static double norm(double[] vector) {
      return Math.sqrt(dot(vector, vector));
    }
  }
}
