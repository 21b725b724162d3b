package org.lambdanas.predictors.metric;

import java.util.Arrays;

/**
 * Kendall's tau-b by Knight's method (1966): inversions counted in a merge sort, O(n log n). The
 * library's own sorts boxed pairs, which is some ten times slower under a bootstrap.
 */
final class KendallTau {

  private KendallTau() {}

  /** Neither side may be constant, nor hold a -0.0. */
  static double tauB(double[] x, double[] y) {
    int n = x.length;
    int[] rankX = denseRanks(x);
    int[] rankY = denseRanks(y);
    long[] pairs = new long[n];
    for (int i = 0; i < n; i++) {
      pairs[i] = ((long) rankX[i] << 32) | rankY[i];
    }
    Arrays.sort(pairs);
    long all = pairsOf(n);
    long tiedX = 0;
    long tiedBoth = 0;
    int sameX = 0;
    int sameBoth = 0;
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      sameX = i > 0 && pairs[i] >> 32 == pairs[i - 1] >> 32 ? sameX + 1 : 0;
      sameBoth = i > 0 && pairs[i] == pairs[i - 1] ? sameBoth + 1 : 0;
      tiedX += sameX;
      tiedBoth += sameBoth;
      order[i] = (int) pairs[i];
    }
    // Within equal x, y ascends: no inversion is counted there.
    long discordant = sortCountingInversions(order, new int[n], 0, n);
    long tiedY = 0;
    int sameY = 0;
    for (int i = 1; i < n; i++) {
      sameY = order[i] == order[i - 1] ? sameY + 1 : 0;
      tiedY += sameY;
    }
    double score = all - tiedX - tiedY + tiedBoth - 2 * discordant;
    double untiedX = all - tiedX;
    double untiedY = all - tiedY;
    // Without roots where they cancel: full agreement is exactly 1.
    return untiedX == untiedY ? score / untiedX : score / Math.sqrt(untiedX) / Math.sqrt(untiedY);
  }

  private static long pairsOf(long n) {
    return n * (n - 1) / 2;
  }

  /** The position of each value among the sorted ones; equal values share one. */
  private static int[] denseRanks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    int[] ranks = new int[values.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = Arrays.binarySearch(sorted, 0, distinct, values[i]);
    }
    return ranks;
  }

  private static long sortCountingInversions(int[] values, int[] space, int from, int to) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long inversions =
        sortCountingInversions(values, space, from, middle)
            + sortCountingInversions(values, space, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      if (right == to || (left < middle && values[left] <= values[right])) {
        space[i] = values[left++];
      } else {
        space[i] = values[right++];
        inversions += middle - left;
      }
    }
    System.arraycopy(space, from, values, from, to - from);
    return inversions;
  }
}
