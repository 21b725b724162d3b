package org.lambdanas.predictors.metric;

import org.lambdanas.graph.error.DataException;

/** The check that every metric makes first. */
final class Pairs {

  private Pairs() {}

  static void require(Metric metric, double[] truth, double[] predicted) {
    if (truth.length != predicted.length) {
      throw new DataException(
          "%s: %s predictions for %s true values, must be as many"
              .formatted(metric.id(), predicted.length, truth.length));
    }
    if (truth.length < metric.leastSize()) {
      throw new DataException(
          "%s: %s pairs are too few, it needs %s or more"
              .formatted(metric.id(), truth.length, metric.leastSize()));
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
