package org.lambdanas.predictors.metric;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.graph.error.DataException;

/**
 * Cover of intervals: which share of the true values lies within the central interval that a normal
 * distribution with the predicted mean and standard deviation gives so many percent. Deviations are
 * right where it is that share; below it they are too small. A prediction without a deviation is
 * one of deviation 0.
 *
 * @param percent what the intervals claim to hold
 */
public record IntervalCover(int percent) implements Metric {

  /** Checks. */
  public IntervalCover {
    if (percent < 1 || percent > 99) {
      throw new IllegalArgumentException(percent + " percent: must be 1 to 99");
    }
  }

  @Override
  public String id() {
    return "interval_cover_" + percent;
  }

  @Override
  public boolean needsUnits() {
    return true;
  }

  @Override
  public boolean needsDeviations() {
    return true;
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    return compute(truth, predicted, new double[predicted.length]);
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted, double[] deviations) {
    Pairs.require(this, truth, predicted);
    double reach = new NormalDistribution().inverseCumulativeProbability(0.5 + percent / 200.0);
    int inside = 0;
    for (int i = 0; i < truth.length; i++) {
      if (!(deviations[i] >= 0)) {
        throw new DataException(
            id() + ": deviation " + i + " is " + deviations[i] + ", must be 0 or more");
      }
      if (Math.abs(truth[i] - predicted[i]) <= reach * deviations[i]) {
        inside++;
      }
    }
    return MetricValue.of((double) inside / truth.length);
  }
}
