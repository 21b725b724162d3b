package org.lambdanas.predictors.metric;

import java.util.Arrays;

/**
 * Precision at k: which share of the k truly best architectures is among the k predicted best. A
 * set of best ones holds what is strictly above the (k+1)-th largest value, so ties at the border
 * make it smaller, and constant predictions score 0.
 */
public record PrecisionAt(int k) implements Metric {

  /** Checks. */
  public PrecisionAt {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  @Override
  public String id() {
    return "precision_at_" + k;
  }

  /** With no more than k pairs there is nothing to tell apart. */
  @Override
  public int leastSize() {
    return Math.addExact(k, 1);
  }

  @Override
  public MetricValue compute(double[] truth, double[] predicted) {
    Pairs.require(this, truth, predicted);
    double leastTrue = border(truth);
    double leastPredicted = border(predicted);
    int both = 0;
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] > leastTrue && predicted[i] > leastPredicted) {
        both++;
      }
    }
    return MetricValue.of((double) both / k);
  }

  private double border(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1 - k];
  }
}
