package org.lambdanas.predictors.learningcurve;

/** Positions on the axis of a learning curve. */
final class Epochs {

  private Epochs() {}

  /** Natural logarithms of the epochs 1 to n. */
  static double[] logarithms(int n) {
    double[] t = new double[n];
    for (int i = 0; i < n; i++) {
      t[i] = Math.log(i + 1.0);
    }
    return t;
  }
}
