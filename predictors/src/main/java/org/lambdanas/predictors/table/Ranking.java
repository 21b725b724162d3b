package org.lambdanas.predictors.table;

import java.util.Arrays;

/** Ranks of values among the rows of a table: 1 is best, ties share the best rank. */
final class Ranking {

  /** Best first: negated where higher is better. */
  private final float[] ascending;

  private final boolean higherIsBetter;

  /** Values that are not finite were not measured and do not count. */
  Ranking(float[] values, boolean higherIsBetter) {
    this.higherIsBetter = higherIsBetter;
    float[] sorted = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        sorted[count++] = ordered(value);
      }
    }
    this.ascending = Arrays.copyOf(sorted, count);
    Arrays.sort(ascending);
  }

  private float ordered(float value) {
    return higherIsBetter ? -value : value;
  }

  int measured() {
    return ascending.length;
  }

  int rank(float value) {
    float wanted = ordered(value);
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 1 + low;
  }
}
