package org.lambdanas.predictors.metric;

/** How far predictions are from the truth. */
public enum PredictionError implements Metric {
  /** Mean of the absolute differences, in the units of the truth. */
  MEAN_ABSOLUTE("mean_absolute_error"),
  /** Mean of the squared differences, in squared units of the truth. */
  MEAN_SQUARED("mean_squared_error"),
  /** Square root of {@link #MEAN_SQUARED}, in the units of the truth. */
  ROOT_MEAN_SQUARED("root_mean_squared_error");

  private final String id;

  PredictionError(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean needsUnits() {
    return true;
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    Pairs.require(this, truth, predicted);
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double difference = predicted[i] - truth[i];
      sum += this == MEAN_ABSOLUTE ? Math.abs(difference) : difference * difference;
    }
    double mean = sum / truth.length;
    return MetricValue.of(this == ROOT_MEAN_SQUARED ? Math.sqrt(mean) : mean);
  }
}
