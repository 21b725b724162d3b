package org.lambdanas.predictors.metric;

/**
 * The value of a metric. Where the predictions, or the true values, are all the same, a correlation
 * is not defined: the value is NaN and the answer is flagged.
 *
 * @param value the value; NaN if {@code constant}
 * @param constant whether the metric is not defined because one side is constant
 */
public record MetricValue(double value, boolean constant) {

  private static final MetricValue CONSTANT = new MetricValue(Double.NaN, true);

  /** Checks that the flag and the value agree. */
  public MetricValue {
    if (Double.isNaN(value) != constant) {
      throw new IllegalArgumentException("value " + value + " with constant = " + constant);
    }
  }

  static MetricValue of(double value) {
    return new MetricValue(value, false);
  }

  static MetricValue ofConstant() {
    return CONSTANT;
  }

  /** The value for tables and averages: a constant predictor knows nothing, so it counts as 0. */
  public double reported() {
    return constant ? 0 : value;
  }
}
