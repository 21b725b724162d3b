package org.lambdanas.predictors.tree;

/**
 * Regression trees as flat arrays. The nodes of a tree stand one behind the other, each before its
 * left subtree, which is before its right one: the left child is the next node. Immutable.
 */
final class Forest {

  /** Stands at a leaf in place of a feature. */
  static final int LEAF = -1;

  /** Rows that go down a tree side by side, so that the processor need not wait for one. */
  private static final int LANES = 4;

  private final int[] starts;

  /** Most splits on the way to a leaf of each tree. */
  private final int[] depths;

  /** The feature that a node asks about; 0 at a leaf, which leads to itself. */
  private final int[] features;

  private final float[] thresholds;

  /** Left and right child of each node; a leaf is both of its own. */
  private final int[] children;

  private final double[] values;

  /**
   * Takes up trees that are known to be whole.
   *
   * @param starts where each tree starts, and where the last one ends
   * @param asked the feature that each node asks about, {@link #LEAF} at a leaf
   * @param numbers the threshold of each split, the value of each leaf
   * @param right the right child of each split
   */
  Forest(int[] starts, int[] asked, double[] numbers, int[] right) {
    int nodes = asked.length;
    this.starts = starts;
    this.depths = new int[starts.length - 1];
    this.features = new int[nodes];
    this.thresholds = new float[nodes];
    this.children = new int[2 * nodes];
    this.values = new double[nodes];
    int[] level = new int[nodes];
    for (int tree = 0; tree < trees(); tree++) {
      for (int node = starts[tree]; node < starts[tree + 1]; node++) {
        depths[tree] = Math.max(depths[tree], level[node]);
        boolean leaf = asked[node] == LEAF;
        children[2 * node] = leaf ? node : node + 1;
        children[2 * node + 1] = leaf ? node : right[node];
        if (leaf) {
          values[node] = numbers[node];
        } else {
          features[node] = asked[node];
          thresholds[node] = (float) numbers[node];
          level[node + 1] = level[node] + 1;
          level[right[node]] = level[node] + 1;
        }
      }
    }
  }

  int trees() {
    return starts.length - 1;
  }

  int nodes() {
    return values.length;
  }

  /** The node that a tree begins with; of the number of trees, the number of nodes. */
  int start(int tree) {
    return starts[tree];
  }

  boolean isLeaf(int node) {
    return children[2 * node] == node;
  }

  /** The feature that a split asks about. */
  int feature(int node) {
    return features[node];
  }

  /** The threshold of a split; what is at most that goes left. */
  float threshold(int node) {
    return thresholds[node];
  }

  /** The right child of a split. */
  int right(int node) {
    return children[2 * node + 1];
  }

  /** The value of a leaf. */
  double value(int node) {
    return values[node];
  }

  /**
   * What a tree says about each row of a block.
   *
   * @param tree which
   * @param block rows of features
   * @param out gets the values of the leaves that the rows fall into
   */
  void evaluate(int tree, FeatureBlock block, double[] out) {
    float[] rows = block.values();
    int width = block.features();
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
      out[row] = values[node0];
      out[row + 1] = values[node1];
      out[row + 2] = values[node2];
      out[row + 3] = values[node3];
    }
    for (; row < block.rows(); row++) {
      int node = root;
      for (int level = 0; level < depth; level++) {
        node = next(node, rows, row * width);
      }
      out[row] = values[node];
    }
  }

  private int next(int node, float[] rows, int offset) {
    int side = rows[offset + features[node]] <= thresholds[node] ? 0 : 1;
    return children[2 * node + side];
  }
}
