package org.lambdanas.predictors.metric;

/**
 * A measure of how well predictions agree with the truth. Higher true values are better, and so are
 * higher predictions: turn losses round first. Metrics are values; they do not depend on the order
 * of the pairs.
 */
public sealed interface Metric
    permits Correlation, SparseKendall, PrecisionAt, RegretAt, PredictionError, IntervalCover {

  /** Its name in tables, files and messages, such as {@code "kendall_tau"}. */
  String id();

  /** Whether it compares the predictions' numbers, and not only their order, with the truth. */
  default boolean needsUnits() {
    return false;
  }

  /** Whether it compares standard deviations of the predictions. */
  default boolean needsDeviations() {
    return false;
  }

  /** The fewest pairs for which it says something, at least 1. */
  default int leastSize() {
    return 1;
  }

  /**
   * Compares.
   *
   * @param truth true values, {@code [architectures]}
   * @param predicted predictions for the same architectures, in the same order
   * @return the value, flagged where it is not defined
   * @throws org.lambdanas.graph.error.DataException if the lengths differ, there are fewer than
   *     {@link #leastSize()} pairs, or a number is not finite
   */
  MetricValue compute(double[] truth, double[] predicted);

  /**
   * Compares predictions that come with standard deviations.
   *
   * @param truth true values, {@code [architectures]}
   * @param predicted predictions for the same architectures, in the same order
   * @param deviations one for each prediction, 0 or more
   * @return the value, flagged where it is not defined
   * @throws org.lambdanas.graph.error.DataException as {@link #compute(double[], double[])}, or if
   *     a deviation is negative or not a number
   */
  default MetricValue compute(double[] truth, double[] predicted, double[] deviations) {
    return compute(truth, predicted);
  }
}
