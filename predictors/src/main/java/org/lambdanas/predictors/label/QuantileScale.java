package org.lambdanas.predictors.label;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Labels as normal quantiles of their ranks (rank Gauss). The way back runs straight between the
 * training labels. Beyond the ends it goes on with the slope of the last stretch and flattens: it
 * rises for ever, but by less than the width of that stretch, so that no prediction is far beyond
 * what was seen, and no two different predictions become one. Where all labels are the same, so is
 * every prediction.
 */
final class QuantileScale implements LabelScale {

  private static final String LABELS = PREFIX + "labels";
  private static final String QUANTILES = PREFIX + "quantiles";

  private final double[] labels;
  private final double[] quantiles;

  /** Both strictly ascending, of one length, at least 1. */
  private QuantileScale(double[] labels, double[] quantiles) {
    this.labels = labels;
    this.quantiles = quantiles;
  }

  static ScaledLabels fit(double[] given) {
    int n = given.length;
    double[] sorted = new double[n];
    for (int i = 0; i < n; i++) {
      // Minus zero would sort before zero, though they are tied.
      sorted[i] = given[i] + 0.0;
    }
    Arrays.sort(sorted);
    NormalDistribution normal = new NormalDistribution();
    double[] labels = new double[n];
    double[] quantiles = new double[n];
    int distinct = 0;
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && sorted[to] == sorted[from]) {
        to++;
      }
      // Ranks from + 1 to to, on average (from + 1 + to) / 2.
      labels[distinct] = sorted[from];
      quantiles[distinct] = normal.inverseCumulativeProbability((from + to) / (2.0 * n));
      distinct++;
      from = to;
    }
    QuantileScale scale =
        new QuantileScale(Arrays.copyOf(labels, distinct), Arrays.copyOf(quantiles, distinct));
    double[] values = new double[n];
    Arrays.setAll(values, i -> scale.quantiles[Arrays.binarySearch(scale.labels, given[i] + 0.0)]);
    return new ScaledLabels(values, scale);
  }

  static QuantileScale load(StoredModel stored) {
    double[] labels = stored.vector(LABELS);
    double[] quantiles = stored.numbers(QUANTILES, labels.length);
    requireAscending(LABELS, labels);
    requireAscending(QUANTILES, quantiles);
    return new QuantileScale(labels, quantiles);
  }

  private static void requireAscending(String name, double[] values) {
    if (values.length == 0) {
      throw new DataException("tensor '" + name + "' is empty");
    }
    for (int i = 0; i < values.length; i++) {
      if (i > 0 && !(values[i] > values[i - 1])) {
        throw new DataException(
            "tensor '" + name + "' has " + values[i] + " at " + i + ": must ascend");
      }
    }
  }

  @Override
  public double label(double value) {
    int last = labels.length - 1;
    if (last == 0) {
      return labels[0];
    }
    if (value >= quantiles[last]) {
      double width = labels[last] - labels[last - 1];
      return labels[last]
          + width * rise((value - quantiles[last]) / (quantiles[last] - quantiles[last - 1]));
    }
    if (value <= quantiles[0]) {
      double width = labels[1] - labels[0];
      return labels[0] - width * rise((quantiles[0] - value) / (quantiles[1] - quantiles[0]));
    }
    int found = Arrays.binarySearch(quantiles, value);
    if (found >= 0) {
      return labels[found];
    }
    int above = -found - 1;
    if (above > last) {
      // Not a number sorts behind all others.
      return Double.NaN;
    }
    double share = (value - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]);
    double label = labels[above - 1] + (labels[above] - labels[above - 1]) * share;
    return Math.min(label, labels[above]);
  }

  /** Rises from 0 with slope 1, and stays below 1. */
  private static double rise(double distance) {
    return Double.isInfinite(distance) ? 1 : distance / (1 + distance);
  }

  @Override
  public double deviation(double value, double deviation) {
    return (label(value + deviation) - label(value - deviation)) / 2;
  }

  @Override
  public List<NamedTensor> store() {
    return new StoredModel.Writer().vector(LABELS, labels).vector(QUANTILES, quantiles).tensors();
  }
}
