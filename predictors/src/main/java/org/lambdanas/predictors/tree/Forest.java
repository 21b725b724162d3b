package org.lambdanas.predictors.tree;

import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * Regression trees as flat arrays: what all predictors of this package predict with, those that
 * native libraries have fitted too, so that no byte of a stored model reaches native code. The
 * nodes of a tree stand one behind the other, each before its left subtree, which is before its
 * right one: the left child is the next node. Immutable.
 */
final class Forest {

  /** Stands at a leaf in place of a feature. */
  static final int LEAF = -1;

  static final String WIDTH = "features";
  private static final String STARTS = "trees/starts";
  private static final String FEATURES = "nodes/features";
  private static final String NUMBERS = "nodes/numbers";
  private static final String RIGHT = "nodes/right";

  /** Far above what any fit gives; bounds the work between two looks at a cancellation. */
  private static final int DEEPEST = 1 << 16;

  /** Rows that go down a tree side by side, so that the processor need not wait for one. */
  private static final int LANES = 4;

  private final int width;
  private final int[] starts;
  private final int[] asked;
  private final double[] numbers;
  private final int[] right;

  /** Most splits on the way to a leaf of each tree. */
  private final int[] depths;

  /** The feature that a node asks about; 0 at a leaf, which leads to itself. */
  private final int[] features;

  private final float[] thresholds;

  /** Left and right child of each node; a leaf is both of its own. */
  private final int[] children;

  /**
   * Takes up trees.
   *
   * @param width features of a row
   * @param starts where each tree starts, and where the last one ends
   * @param asked the feature that each node asks about, {@link #LEAF} at a leaf
   * @param numbers the threshold of each split, a float; the value of each leaf
   * @param right the right child of each split, 0 at a leaf
   * @throws DataException if they are no trees over that many features
   */
  Forest(int width, int[] starts, int[] asked, double[] numbers, int[] right) {
    int nodes = asked.length;
    this.width = width;
    this.starts = starts;
    this.asked = asked;
    this.numbers = numbers;
    this.right = right;
    this.depths = new int[Math.max(0, starts.length - 1)];
    this.features = new int[nodes];
    this.thresholds = new float[nodes];
    this.children = new int[2 * nodes];
    if (starts.length == 0
        || starts[0] != 0
        || starts[starts.length - 1] != nodes
        || right.length != nodes) {
      throw damaged("the trees do not begin at node 0 and end at " + nodes);
    }
    int[] level = new int[nodes];
    for (int tree = 0; tree < trees(); tree++) {
      int end = starts[tree + 1];
      if (end <= starts[tree]) {
        throw damaged("tree " + tree + " starts at " + starts[tree] + " and ends at " + end);
      }
      for (int node = starts[tree]; node < end; node++) {
        boolean leaf = asked[node] == LEAF;
        // Every way down ends, as children stand behind their parents.
        if (leaf ? right[node] != 0 : right[node] <= node + 1 || right[node] >= end) {
          throw damaged("node " + node + " has node " + right[node] + " at its right");
        }
        if (!leaf && (asked[node] < 0 || asked[node] >= width)) {
          throw damaged("node " + node + " asks for feature " + asked[node] + " of " + width);
        }
        double kept = leaf ? numbers[node] : (float) numbers[node];
        if (!Double.isFinite(kept) || numbers[node] != kept) {
          throw damaged("node " + node + " has the number " + numbers[node]);
        }
        depths[tree] = Math.max(depths[tree], level[node]);
        children[2 * node] = leaf ? node : node + 1;
        children[2 * node + 1] = leaf ? node : right[node];
        if (!leaf) {
          features[node] = asked[node];
          thresholds[node] = (float) numbers[node];
          level[node + 1] = level[node] + 1;
          level[right[node]] = level[node] + 1;
        }
      }
      if (depths[tree] > DEEPEST) {
        throw damaged("tree " + tree + " is " + depths[tree] + " splits deep");
      }
    }
  }

  /**
   * Reads trees back.
   *
   * @param stored what {@link #store} wrote
   * @throws DataException if they are not of trees over that many features
   */
  static Forest read(StoredModel stored) {
    int width = stored.features(WIDTH);
    int[] asked = stored.wholes(FEATURES, LEAF, width - 1);
    return new Forest(
        width,
        stored.wholes(STARTS, 0, asked.length),
        asked,
        stored.numbers(NUMBERS, asked.length),
        stored.wholes(RIGHT, 0, asked.length));
  }

  /** The trees as tensors. */
  StoredModel.Writer store() {
    return new StoredModel.Writer()
        .wholes(STARTS, starts)
        .wholes(FEATURES, asked)
        .vector(NUMBERS, numbers)
        .wholes(RIGHT, right)
        .whole(WIDTH, width);
  }

  static DataException damaged(String what) {
    return new DataException("the fitted trees are damaged: " + what + "; fit them anew");
  }

  /** Features of a row. */
  int width() {
    return width;
  }

  int trees() {
    return starts.length - 1;
  }

  int nodes() {
    return asked.length;
  }

  boolean isLeaf(int node) {
    return asked[node] == LEAF;
  }

  /** The threshold of a split: what is at most that goes left. The value of a leaf. */
  double number(int node) {
    return numbers[node];
  }

  /** Adds the trees to others, with other values at their leaves. */
  void addTo(ForestBuilder forest, double factor) {
    int shift = forest.nodes();
    for (int tree = 0; tree < trees(); tree++) {
      forest.startTree();
      for (int node = starts[tree]; node < starts[tree + 1]; node++) {
        boolean leaf = asked[node] == LEAF;
        forest.add(
            asked[node],
            leaf ? factor * numbers[node] : numbers[node],
            leaf ? 0 : right[node] + shift);
      }
    }
  }

  /**
   * What a tree says about each row of a block.
   *
   * @param tree which
   * @param block rows of features
   * @param out gets the values of the leaves that the rows fall into
   */
  void evaluate(int tree, FeatureBlock block, double[] out) {
    Cancellation.check();
    float[] rows = block.values();
    int root = starts[tree];
    int depth = depths[tree];
    int row = 0;
    for (; row + LANES <= block.rows(); row += LANES) {
      int offset0 = row * width;
      int offset1 = offset0 + width;
      int offset2 = offset1 + width;
      int offset3 = offset2 + width;
      int node0 = root;
      int node1 = root;
      int node2 = root;
      int node3 = root;
      for (int level = 0; level < depth; level++) {
        node0 = next(node0, rows, offset0);
        node1 = next(node1, rows, offset1);
        node2 = next(node2, rows, offset2);
        node3 = next(node3, rows, offset3);
      }
      out[row] = numbers[node0];
      out[row + 1] = numbers[node1];
      out[row + 2] = numbers[node2];
      out[row + 3] = numbers[node3];
    }
    for (; row < block.rows(); row++) {
      int node = root;
      for (int level = 0; level < depth; level++) {
        node = next(node, rows, row * width);
      }
      out[row] = numbers[node];
    }
  }

  private int next(int node, float[] rows, int offset) {
    int side = rows[offset + features[node]] <= thresholds[node] ? 0 : 1;
    return children[2 * node + side];
  }
}
