package org.lambdanas.graph.random;

import java.util.SplittableRandom;

/**
 * Shares of a Beta(alpha, alpha) distribution: around 1/2 for a large alpha, near 0 or 1 for a
 * small one, uniform for 1.
 */
public final class SymmetricBeta {

  private SymmetricBeta() {}

  /**
   * Draws one.
   *
   * @param alpha positive
   * @return 0 to 1
   */
  public static double draw(double alpha, SplittableRandom random) {
    // Of two gamma variates, whose logarithms are finite however small alpha is.
    double first = logGamma(alpha, random);
    double second = logGamma(alpha, random);
    return 1 / (1 + Math.exp(second - first));
  }

  /**
   * Marsaglia and Tsang (2000), "A simple method for generating gamma variables": of a shape larger
   * by 1, times the power of a uniform variate that makes up for it.
   */
  private static double logGamma(double shape, SplittableRandom random) {
    double d = shape + 1 - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        double u = 1 - random.nextDouble();
        if (Math.log(u) < x * x / 2 + d * (1 - v + Math.log(v))) {
          return Math.log(d * v) + Math.log(1 - random.nextDouble()) / shape;
        }
      }
    }
  }
}
