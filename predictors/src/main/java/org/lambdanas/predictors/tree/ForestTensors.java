package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/** Forests as tensors and back. */
final class ForestTensors {

  /** Where each tree starts, and where the last one ends. */
  private static final String STARTS = "trees/starts";

  /** The feature that a node asks about, -1 at a leaf. */
  private static final String FEATURES = "nodes/features";

  /** The threshold of a split, the value of a leaf. */
  private static final String NUMBERS = "nodes/numbers";

  /** The right child of a split, 0 at a leaf. The left one is the next node. */
  private static final String RIGHT = "nodes/right";

  private ForestTensors() {}

  /** The tensors of a forest. */
  static List<NamedTensor> of(Forest forest) {
    int nodes = forest.nodes();
    int[] starts = new int[forest.trees() + 1];
    Arrays.setAll(starts, forest::start);
    int[] features = new int[nodes];
    double[] numbers = new double[nodes];
    int[] right = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      boolean leaf = forest.isLeaf(node);
      features[node] = leaf ? Forest.LEAF : forest.feature(node);
      numbers[node] = leaf ? forest.value(node) : forest.threshold(node);
      right[node] = leaf ? 0 : forest.right(node);
    }
    return new StoredModel.Writer()
        .wholes(STARTS, starts)
        .wholes(FEATURES, features)
        .vector(NUMBERS, numbers)
        .wholes(RIGHT, right)
        .tensors();
  }

  /**
   * Reads a forest back.
   *
   * @throws DataException if they are not of trees over that many features
   */
  static Forest read(StoredModel stored, int features) {
    int[] asked = stored.wholes(FEATURES, Forest.LEAF, features - 1);
    int[] starts = stored.wholes(STARTS, 0, asked.length);
    int[] right = stored.wholes(RIGHT, 0, asked.length);
    double[] numbers = stored.numbers(NUMBERS, asked.length);
    if (starts.length == 0
        || starts[0] != 0
        || starts[starts.length - 1] != asked.length
        || right.length != asked.length) {
      throw damaged("the trees do not begin at node 0 and end at " + asked.length);
    }
    for (int tree = 0; tree + 1 < starts.length; tree++) {
      int end = starts[tree + 1];
      if (end <= starts[tree]) {
        throw damaged("tree " + tree + " starts at " + starts[tree] + " and ends at " + end);
      }
      for (int node = starts[tree]; node < end; node++) {
        boolean leaf = asked[node] == Forest.LEAF;
        if (!leaf && numbers[node] != (float) numbers[node]) {
          throw damaged("node " + node + " has the number " + numbers[node]);
        }
        // Every way down ends, as children stand behind their parents.
        if (leaf ? right[node] != 0 : right[node] <= node + 1 || right[node] >= end) {
          throw damaged("node " + node + " has node " + right[node] + " at its right");
        }
      }
    }
    return new Forest(starts, asked, numbers, right);
  }

  private static DataException damaged(String what) {
    return new DataException("the fitted trees are damaged: " + what + "; fit them anew");
  }
}
