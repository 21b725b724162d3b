package org.lambdanas.graph.score;

/** Sums over the values of tensors. */
final class Sums {

  private Sums() {}

  /** The Euclidean norm. */
  static double norm(double[] values) {
    return Math.sqrt(product(values, values));
  }

  /** The inner product. */
  static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The sum of the products' absolute values. */
  static double absoluteProduct(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] * b[i]);
    }
    return sum;
  }
}
