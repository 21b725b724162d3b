package org.lambdanas.predictors.learningcurve;

import org.lambdanas.predictors.numeric.Rows;

/** What a curve says, in its units, and how sure that is; NaN where a method does not know. */
record Extrapolation(double mean, double deviation) {

  /**
   * The answer where nothing can be fitted: the curve stays where it is, give or take what it has
   * moved so far.
   */
  static Extrapolation stay(double[] values) {
    double last = values[values.length - 1];
    return new Extrapolation(last, Math.abs(last - values[0]));
  }

  /** Mean and spread of predictions, or the curve's last value if they are not finite. */
  static Extrapolation of(double[] predictions, double[] values) {
    double mean = Rows.mean(predictions);
    double deviation = Rows.deviation(predictions);
    return Double.isFinite(mean) && Double.isFinite(deviation)
        ? new Extrapolation(mean, deviation)
        : stay(values);
  }

  /** With a further, independent cause of doubt; one that is not finite says nothing. */
  Extrapolation widened(double spread) {
    double wider = Math.hypot(deviation, spread);
    return Double.isFinite(wider) ? new Extrapolation(mean, wider) : this;
  }

  /** Out of fractions. */
  Extrapolation inPercent() {
    return new Extrapolation(100 * mean, 100 * deviation);
  }
}
