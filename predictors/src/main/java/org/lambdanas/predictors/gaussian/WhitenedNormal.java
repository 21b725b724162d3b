package org.lambdanas.predictors.gaussian;

import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;

/**
 * A normal distribution q(v) of the whitened values at the inducing points: the function there is L
 * v, and before any label is seen v is standard normal. Kept by its natural parameters. Immutable.
 *
 * @param precision inverse of the covariance S, {@code [m][m]}
 * @param shift precision times mean, {@code [m]}
 */
record WhitenedNormal(double[][] precision, double[] shift) {

  /** What is believed before any label is seen. */
  static WhitenedNormal standard(int size) {
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return new WhitenedNormal(identity, new double[size]);
  }

  /** The best one given the kernel: with it the bound of Hensman et al. becomes that of Titsias. */
  static WhitenedNormal optimal(InducingFeatures inducing, double[] targets, double noise) {
    int m = inducing.gram().length;
    WhitenedNormal optimum = standard(m);
    for (int i = 0; i < m; i++) {
      Rows.add(optimum.precision[i], 1 / noise, inducing.gram()[i], m);
      optimum.shift[i] = Rows.dot(inducing.features()[i], targets) / noise;
    }
    return optimum;
  }

  /**
   * A natural-gradient step (Salimbeni, Eleftheriadis and Hensman, Natural gradients in practice,
   * 2018): with a Gaussian likelihood it is a step on the straight line to the optimum.
   *
   * @param optimum given the kernel as it is now
   * @param share of the way, 0 to 1
   */
  WhitenedNormal towards(WhitenedNormal optimum, double share) {
    int m = shift.length;
    double[][] newPrecision = new double[m][];
    double[] newShift = shift.clone();
    Rows.scale(newShift, 1 - share, m);
    Rows.add(newShift, share, optimum.shift, m);
    for (int i = 0; i < m; i++) {
      newPrecision[i] = precision[i].clone();
      Rows.scale(newPrecision[i], 1 - share, m);
      Rows.add(newPrecision[i], share, optimum.precision[i], m);
    }
    return new WhitenedNormal(newPrecision, newShift);
  }

  /** Factor of the precision. */
  CholeskyFactor factor() {
    return CholeskyFactor.of(precision);
  }
}
