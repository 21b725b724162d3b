package org.lambdanas.predictors.metric;

import org.lambdanas.graph.error.DataException;

/** The check that every metric makes first. */
final class Pairs {

  private Pairs() {}

  static void require(Metric metric, double[] truth, double[] predicted) {
    if (truth.length != predicted.length) {
      throw new DataException(
          metric.id()
              + ": "
              + predicted.length
              + " predictions for "
              + truth.length
              + " true values, must be as many");
    }
    if (truth.length < metric.leastSize()) {
      throw new DataException(
          metric.id()
              + ": "
              + truth.length
              + " pairs are too few, it needs "
              + metric.leastSize()
              + " or more");
    }
    requireFinite(metric, "true value", truth);
    requireFinite(metric, "prediction", predicted);
  }

  private static void requireFinite(Metric metric, String what, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new DataException(
            metric.id() + ": " + what + " " + i + " is " + values[i] + ", must be finite");
      }
    }
  }
}
