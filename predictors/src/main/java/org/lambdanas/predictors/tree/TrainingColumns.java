package org.lambdanas.predictors.tree;

import java.util.Arrays;

/**
 * The features of a training set, column by column. Each value stands there as its rank among the
 * distinct values of its feature, so a node finds its best split by counting instead of sorting.
 */
final class TrainingColumns {

  private final int rows;
  private final int[][] ranks;
  private final float[][] distinct;

  private TrainingColumns(int rows, int[][] ranks, float[][] distinct) {
    this.rows = rows;
    this.ranks = ranks;
    this.distinct = distinct;
  }

  /** Sorts each column. */
  static TrainingColumns of(FeatureBlock block) {
    int rows = block.rows();
    int features = block.features();
    float[] values = block.values();
    int[][] ranks = new int[features][rows];
    float[][] distinct = new float[features][];
    float[] sorted = new float[rows];
    for (int feature = 0; feature < features; feature++) {
      for (int row = 0; row < rows; row++) {
        // Adding 0 turns -0 into 0: a sort would tell them apart, a threshold cannot.
        sorted[row] = values[row * features + feature] + 0f;
      }
      Arrays.sort(sorted);
      int count = 0;
      for (int row = 0; row < rows; row++) {
        if (row == 0 || sorted[row] != sorted[count - 1]) {
          sorted[count++] = sorted[row];
        }
      }
      distinct[feature] = Arrays.copyOf(sorted, count);
      for (int row = 0; row < rows; row++) {
        ranks[feature][row] =
            count == 1
                ? 0
                : Arrays.binarySearch(distinct[feature], values[row * features + feature] + 0f);
      }
    }
    return new TrainingColumns(rows, ranks, distinct);
  }

  int rows() {
    return rows;
  }

  int features() {
    return ranks.length;
  }

  /** The rank of each row's value among the distinct values of a feature. */
  int[] ranks(int feature) {
    return ranks[feature];
  }

  /** How many values a feature takes. */
  int distinctValues(int feature) {
    return distinct[feature].length;
  }

  /** Most values that any feature takes. */
  int mostDistinctValues() {
    return Arrays.stream(distinct).mapToInt(values -> values.length).max().orElse(1);
  }

  /**
   * A threshold between two values of a feature: what is at most the threshold goes left.
   *
   * @param feature which
   * @param left rank of the largest value that goes left
   * @param right rank of the smallest value that goes right
   * @return the middle, or the left value where there is no number between
   */
  float threshold(int feature, int left, int right) {
    float low = distinct[feature][left];
    float high = distinct[feature][right];
    float middle = (float) (0.5 * low + 0.5 * high);
    return middle < high ? middle : low;
  }
}
