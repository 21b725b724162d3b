package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.work.Cancellation;

/**
 * Grows regression trees (Breiman, Friedman, Olshen, Stone, Classification and Regression Trees,
 * 1984) on one training set.
 *
 * <p>A node splits where the sum of squared errors falls most. For one label a row, that is where
 * Friedman's improvement {@code n_l n_r / (n_l + n_r) (mean_l - mean_r)^2} is largest, so the
 * criteria {@code squared_error} and {@code friedman_mse} of other libraries are both this one. A
 * node draws features without replacement; those that do not vary among its rows do not count
 * towards the number it may look at. The first of equally good splits is taken.
 *
 * <p>Not safe for use by several threads.
 */
final class TreeGrower {

  /**
   * When a tree stops.
   *
   * @param maxDepth most splits on the way to a leaf; {@link Integer#MAX_VALUE}: no bound
   * @param minLeaf fewest rows of a leaf
   * @param minSplit fewest rows of a node that is split
   * @param features how many features that vary a node looks at, at least 1
   */
  record Shape(int maxDepth, int minLeaf, int minSplit, int features) {

    /**
     * How many features a share of them is, as in other libraries: rounded down, at least one.
     *
     * @param share 0 to 1
     * @param features all
     * @return 1 to {@code features}
     */
    static int featuresOf(double share, int features) {
      return Math.max(1, Math.min(features, (int) (share * features)));
    }
  }

  /** Sorts a node's rows instead of counting, where there are this many times more values. */
  private static final int SPARSE = 4;

  private final TrainingColumns columns;
  private final Shape shape;
  private final int[] order;
  private final int[] counts;
  private final double[] sums;
  private int[] rows = new int[0];
  private int[] moved = new int[0];
  private double[] labels = new double[0];
  private long[] keys = new long[0];

  // The best split of the node at hand.
  private int bestFeature;
  private int bestLeft;
  private int bestRight;
  private double bestGain;

  /** Starts on a training set. */
  TreeGrower(TrainingColumns columns, Shape shape) {
    this.columns = columns;
    this.shape = shape;
    this.order = new int[columns.features()];
    this.counts = new int[columns.mostDistinctValues()];
    this.sums = new double[columns.mostDistinctValues()];
  }

  /**
   * Grows a tree onto a forest.
   *
   * @param trainingRows rows to grow it on, at least one
   * @param trainingLabels one for each row of the training set
   * @param random picks the features
   * @param forest gets the tree
   */
  void grow(
      int[] trainingRows, double[] trainingLabels, RandomGenerator random, ForestBuilder forest) {
    rows = trainingRows.clone();
    labels = trainingLabels;
    if (moved.length < rows.length) {
      moved = new int[rows.length];
      keys = new long[rows.length];
    }
    for (int feature = 0; feature < order.length; feature++) {
      order[feature] = feature;
    }
    forest.startTree();
    // Nodes yet to be made: from, to, depth, and the parent whose right child it is, or -1.
    int[] stack = new int[64];
    int top = push(stack, 0, 0, rows.length, 0, -1);
    while (top > 0) {
      Cancellation.check();
      int from = stack[--top];
      int to = stack[--top];
      int depth = stack[--top];
      int parent = stack[--top];
      if (parent >= 0) {
        forest.rightChildIsNext(parent);
      }
      double mean = mean(from, to);
      if (!findSplit(from, to, depth, mean, random)) {
        forest.add(Forest.LEAF, mean, 0);
        continue;
      }
      int node = forest.add(bestFeature, columns.threshold(bestFeature, bestLeft, bestRight), 0);
      int middle = partition(from, to);
      if (top + 8 > stack.length) {
        stack = Arrays.copyOf(stack, 2 * stack.length);
      }
      top = push(stack, top, middle, to, depth + 1, node);
      top = push(stack, top, from, middle, depth + 1, -1);
    }
  }

  private static int push(int[] stack, int top, int from, int to, int depth, int parent) {
    stack[top] = parent;
    stack[top + 1] = depth;
    stack[top + 2] = to;
    stack[top + 3] = from;
    return top + 4;
  }

  /** The mean label; of equal labels exactly the label. */
  private double mean(int from, int to) {
    double first = labels[rows[from]];
    double excess = 0;
    for (int i = from + 1; i < to; i++) {
      excess += labels[rows[i]] - first;
    }
    return first + excess / (to - from);
  }

  private boolean findSplit(int from, int to, int depth, double mean, RandomGenerator random) {
    int size = to - from;
    if (depth >= shape.maxDepth()
        || size < shape.minSplit()
        || size < 2L * shape.minLeaf()
        || !labelsVary(from, to)) {
      return false;
    }
    bestGain = Double.NEGATIVE_INFINITY;
    int looked = 0;
    for (int drawn = 0; drawn < order.length && looked < shape.features(); drawn++) {
      int pick = drawn + random.nextInt(order.length - drawn);
      int feature = order[pick];
      order[pick] = order[drawn];
      order[drawn] = feature;
      looked += consider(feature, from, to, mean) ? 1 : 0;
    }
    return bestGain >= 0;
  }

  private boolean labelsVary(int from, int to) {
    double first = labels[rows[from]];
    for (int i = from + 1; i < to; i++) {
      if (labels[rows[i]] != first) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks at the splits of a feature.
   *
   * @return whether the feature varies within the node
   */
  private boolean consider(int feature, int from, int to, double mean) {
    int values = columns.distinctValues(feature);
    if (values == 1) {
      return false;
    }
    if (values == 2) {
      return considerTwo(feature, from, to, mean);
    }
    return values > SPARSE * (to - from)
        ? considerSorted(feature, from, to, mean)
        : considerCounted(feature, from, to, values, mean);
  }

  private boolean considerTwo(int feature, int from, int to, double mean) {
    int[] ranks = columns.ranks(feature);
    int right = 0;
    double excess = 0;
    for (int i = from; i < to; i++) {
      int row = rows[i];
      right += ranks[row];
      excess += ranks[row] * (labels[row] - mean);
    }
    int left = to - from - right;
    if (left == 0 || right == 0) {
      return false;
    }
    // The deviations from the mean add up to zero, so the left side has the opposite sum.
    offer(feature, 0, 1, left, right, -excess);
    return true;
  }

  private boolean considerCounted(int feature, int from, int to, int values, double mean) {
    int[] ranks = columns.ranks(feature);
    Arrays.fill(counts, 0, values, 0);
    Arrays.fill(sums, 0, values, 0);
    for (int i = from; i < to; i++) {
      int row = rows[i];
      counts[ranks[row]]++;
      sums[ranks[row]] += labels[row] - mean;
    }
    int previous = -1;
    int left = 0;
    double excess = 0;
    for (int rank = 0; rank < values; rank++) {
      if (counts[rank] == 0) {
        continue;
      }
      if (previous >= 0) {
        offer(feature, previous, rank, left, to - from - left, excess);
      }
      left += counts[rank];
      excess += sums[rank];
      if (left == to - from) {
        return previous >= 0;
      }
      previous = rank;
    }
    return true;
  }

  private boolean considerSorted(int feature, int from, int to, double mean) {
    int[] ranks = columns.ranks(feature);
    int size = to - from;
    for (int i = 0; i < size; i++) {
      keys[i] = (long) ranks[rows[from + i]] << 32 | i;
    }
    Arrays.sort(keys, 0, size);
    double excess = 0;
    for (int i = 0; i < size; i++) {
      int rank = (int) (keys[i] >>> 32);
      if (i > 0 && rank != (int) (keys[i - 1] >>> 32)) {
        offer(feature, (int) (keys[i - 1] >>> 32), rank, i, size - i, excess);
      }
      excess += labels[rows[from + (int) keys[i]]] - mean;
    }
    return keys[0] >>> 32 != keys[size - 1] >>> 32;
  }

  private void offer(int feature, int left, int right, int leftRows, int rightRows, double excess) {
    if (leftRows < shape.minLeaf() || rightRows < shape.minLeaf()) {
      return;
    }
    double gain = excess * excess * (1.0 / leftRows + 1.0 / rightRows);
    if (gain > bestGain) {
      bestGain = gain;
      bestFeature = feature;
      bestLeft = left;
      bestRight = right;
    }
  }

  /**
   * Moves the rows that go left to the front, keeping their order, and says where the others begin.
   */
  private int partition(int from, int to) {
    int[] ranks = columns.ranks(bestFeature);
    int middle = from;
    int right = 0;
    for (int i = from; i < to; i++) {
      int row = rows[i];
      if (ranks[row] <= bestLeft) {
        rows[middle++] = row;
      } else {
        moved[right++] = row;
      }
    }
    System.arraycopy(moved, 0, rows, middle, right);
    return middle;
  }
}
