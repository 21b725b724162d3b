package org.lambdanas.predictors.tree;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.StoredModel;
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
    long[] starts = new long[forest.trees() + 1];
    for (int tree = 0; tree < starts.length; tree++) {
      starts[tree] = forest.start(tree);
    }
    long[] features = new long[nodes];
    double[] numbers = new double[nodes];
    long[] right = new long[nodes];
    for (int node = 0; node < nodes; node++) {
      boolean leaf = forest.isLeaf(node);
      features[node] = leaf ? Forest.LEAF : forest.feature(node);
      numbers[node] = leaf ? forest.value(node) : forest.threshold(node);
      right[node] = leaf ? 0 : forest.right(node);
    }
    return List.of(
        TensorMessages.of(STARTS, new long[] {starts.length}, starts),
        TensorMessages.of(FEATURES, new long[] {nodes}, features),
        TensorMessages.of(NUMBERS, new long[] {nodes}, numbers),
        TensorMessages.of(RIGHT, new long[] {nodes}, right));
  }

  /**
   * Reads a forest back.
   *
   * @param stored has the tensors
   * @param features how many features a row has
   * @return the forest
   * @throws DataException if they are not of trees over that many features
   */
  static Forest read(StoredModel stored, int features) {
    NamedTensor asked = stored.tensor(FEATURES);
    long nodes = asked.getInts().getValuesCount();
    NamedTensor starts = stored.tensor(STARTS);
    Arrays arrays =
        new Arrays(
            ints(starts, starts.getInts().getValuesCount()),
            ints(asked, nodes),
            TensorMessages.doubles(stored.tensor(NUMBERS), nodes),
            ints(stored.tensor(RIGHT), nodes));
    arrays.check(features);
    return new Forest(arrays.starts, arrays.asked, arrays.numbers, arrays.right);
  }

  private static int[] ints(NamedTensor tensor, long count) {
    long[] values = TensorMessages.longs(tensor, count);
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
      if (ints[i] != values[i]) {
        throw new DataException(
            "tensor '" + tensor.getName() + "' has " + values[i] + " at " + i + ": out of range");
      }
    }
    return ints;
  }

  private record Arrays(int[] starts, int[] asked, double[] numbers, int[] right) {

    /** Every node is there, and every way down ends, as children stand behind their parents. */
    void check(int features) {
      if (starts.length == 0 || starts[0] != 0 || starts[starts.length - 1] != asked.length) {
        throw damaged("the trees do not begin at node 0 and end at " + asked.length);
      }
      for (int tree = 0; tree + 1 < starts.length; tree++) {
        int end = starts[tree + 1];
        if (end <= starts[tree] || end > asked.length) {
          throw damaged("tree " + tree + " starts at " + starts[tree] + " and ends at " + end);
        }
        for (int node = starts[tree]; node < end; node++) {
          check(node, end, features);
        }
      }
    }

    private void check(int node, int end, int features) {
      boolean leaf = asked[node] == Forest.LEAF;
      double number = numbers[node];
      if (!Double.isFinite(number) || (!leaf && number != (float) number)) {
        throw damaged("node " + node + " has the number " + number);
      }
      if (asked[node] < Forest.LEAF || asked[node] >= features) {
        throw damaged("node " + node + " asks about feature " + asked[node] + " of " + features);
      }
      if (leaf ? right[node] != 0 : right[node] <= node + 1 || right[node] >= end) {
        throw damaged("node " + node + " has node " + right[node] + " at its right");
      }
    }
  }

  private static DataException damaged(String what) {
    return new DataException("the fitted trees are damaged: " + what + "; fit them anew");
  }
}
