package org.lambdanas.predictors.table;

import java.util.Arrays;

/** Ranks of values among the rows of a table: 1 is best, ties share the best rank. */
final class Ranking {

  private final float[] ascending;
  private final boolean higherIsBetter;

  private Ranking(float[] ascending, boolean higherIsBetter) {
    this.ascending = ascending;
    this.higherIsBetter = higherIsBetter;
  }

  /** Values that are not finite were not measured and do not count. */
  static Ranking of(float[] values, boolean higherIsBetter) {
    float[] sorted = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        sorted[count++] = value;
      }
    }
    sorted = Arrays.copyOf(sorted, count);
    Arrays.sort(sorted);
    return new Ranking(sorted, higherIsBetter);
  }

  int measured() {
    return ascending.length;
  }

  int rank(float value) {
    return 1 + (higherIsBetter ? measured() - below(value, true) : below(value, false));
  }

  /** How many values are below, or not above, a value. */
  private int below(float value, boolean orEqual) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < value || (orEqual && ascending[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
