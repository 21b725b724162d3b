package org.lambdanas.predictors.gaussian;

/**
 * What is believed of the kernel's parameters before any label is seen: independent normal
 * distributions of their logarithms. It keeps them sane where labels are few.
 */
record HyperPrior(KernelParameters centre) {

  /** Standard deviations of the logarithms of length scale, variance and noise. */
  private static final double[] DEVIATIONS = {0.5, 1, 1};

  /** The logarithm of the density at logarithms of the parameters; more may follow. */
  double logDensity(double[] logs) {
    double[] middle = centre.logs();
    double sum = 0;
    for (int i = 0; i < DEVIATIONS.length; i++) {
      double z = (logs[i] - middle[i]) / DEVIATIONS[i];
      sum -= 0.5 * z * z;
    }
    return sum;
  }

  /** Adds the gradient of {@link #logDensity} to the first elements. */
  void addGradient(double[] logs, double[] gradient) {
    double[] middle = centre.logs();
    for (int i = 0; i < DEVIATIONS.length; i++) {
      gradient[i] -= (logs[i] - middle[i]) / (DEVIATIONS[i] * DEVIATIONS[i]);
    }
  }
}
