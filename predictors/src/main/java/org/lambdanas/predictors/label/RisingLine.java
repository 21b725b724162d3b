package org.lambdanas.predictors.label;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * A function that rises: straight between points. Beyond the ends it goes on with the slope of the
 * last stretch and flattens: it rises for ever, but by less than the height of that stretch. One
 * point makes it constant.
 *
 * @param x of the points, strictly ascending, at least 1
 * @param y of the points, strictly ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record RisingLine(double[] x, double[] y) {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  /**
   * From values to the normal quantiles of their ranks: {@code Φ⁻¹((rank − ½) / n)}, where equal
   * values share their average rank.
   *
   * @param values finite, at least 1, in any order
   */
  public static RisingLine quantiles(double[] values) {
    int n = values.length;
    // Minus zero would sort before zero, though they are tied.
    double[] sorted = Arrays.stream(values).map(value -> value + 0.0).sorted().toArray();
    double[] x = new double[n];
    double[] y = new double[n];
    int distinct = 0;
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && sorted[to] == sorted[from]) {
        to++;
      }
      // Ranks from + 1 to to, on average (from + 1 + to) / 2.
      x[distinct] = sorted[from];
      y[distinct] = NORMAL.inverseCumulativeProbability((from + to) / (2.0 * n));
      distinct++;
      from = to;
    }
    return new RisingLine(Arrays.copyOf(x, distinct), Arrays.copyOf(y, distinct));
  }

  /** Reads two tensors, or throws DataException where they do not ascend. */
  public static RisingLine read(StoredModel stored, String x, String y) {
    double[] first = stored.vector(x);
    double[] second = stored.numbers(y, first.length);
    requireAscending(x, first);
    requireAscending(y, second);
    return new RisingLine(first, second);
  }

  private static void requireAscending(String name, double[] values) {
    if (values.length == 0) {
      throw new DataException("tensor '" + name + "' is empty");
    }
    for (int i = 1; i < values.length; i++) {
      if (!(values[i] > values[i - 1])) {
        throw new DataException(
            "tensor '" + name + "' has " + values[i] + " at " + i + ": must ascend");
      }
    }
  }

  /** The function the other way round, between the ends. */
  public RisingLine inverse() {
    return new RisingLine(y, x);
  }

  /** The function's value; NaN for NaN. */
  public double at(double place) {
    int last = x.length - 1;
    if (last == 0) {
      return y[0];
    }
    if (place >= x[last]) {
      double height = y[last] - y[last - 1];
      return y[last] + height * rise((place - x[last]) / (x[last] - x[last - 1]));
    }
    if (place <= x[0]) {
      double height = y[1] - y[0];
      return y[0] - height * rise((x[0] - place) / (x[1] - x[0]));
    }
    int found = Arrays.binarySearch(x, place + 0.0);
    if (found >= 0) {
      return y[found];
    }
    int above = -found - 1;
    if (above > last) {
      // Not a number sorts behind all others.
      return Double.NaN;
    }
    double share = (place - x[above - 1]) / (x[above] - x[above - 1]);
    return Math.min(y[above - 1] + (y[above] - y[above - 1]) * share, y[above]);
  }

  /** Rises from 0 with slope 1, and stays below 1. */
  private static double rise(double distance) {
    return Double.isInfinite(distance) ? 1 : distance / (1 + distance);
  }
}
