package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.train.GlobalNorm;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.family.TFloating;

/**
 * What drives the architecture parameters to where the mixture is expected to keep limits: the sum
 * over the limits of how far it passes each, {@code max(0, fixed + sum(p * share) - 1)} with {@code
 * p = softmax(alpha)}. Its gradient is added to that of the loss, and is as long as that one times
 * how far the mixture has decided, {@code 1 - entropy / ln(operations)} in the mean over the edges:
 * what an even mixture costs says nothing of the cell that will be derived, and would drive all
 * edges to the operations that cost nothing before the loss had a say. While the mixture keeps all
 * limits nothing is added.
 */
public final class CostPenalty {

  /**
   * What the mixture costs, as a share of a limit.
   *
   * @param fixed without any operation
   * @param share of each operation: for each cell type {@code [edge][operation]}
   */
  public record ExpectedShare(double fixed, Map<CellType, double[][]> share) {}

  private final List<ExpectedShare> limits;

  /** A penalty on what passes some limits. */
  public CostPenalty(List<ExpectedShare> limits) {
    this.limits = List.copyOf(limits);
  }

  /**
   * Adds it to gradients in architecture parameters.
   *
   * @param gradients of the loss, {@code [edges, operations]}, in the order of the cell types
   */
  List<Operand<TFloating>> addedTo(SuperNetwork network, List<Operand<TFloating>> gradients) {
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    List<CellType> types = network.cellTypes();
    Map<CellType, Operand<TFloating>> byMixing = new LinkedHashMap<>();
    for (ExpectedShare limit : limits) {
      Operand<TFloating> expected = scalar(runtime, limit.fixed());
      Map<CellType, Operand<TFloating>> shares = new LinkedHashMap<>();
      for (CellType type : types) {
        Operand<TFloating> share = table(runtime, SuperNetwork.of(limit.share(), type));
        shares.put(type, share);
        expected =
            tf.math.add(
                expected,
                tf.reduceSum(
                    tf.math.mul(network.mixing(type), share), tf.constant(new int[] {0, 1})));
      }
      Operand<TFloating> passed =
          tf.dtypes.cast(tf.math.greater(expected, scalar(runtime, 1)), runtime.precision().type());
      shares.forEach(
          (type, share) ->
              byMixing.merge(type, tf.math.mul(passed, share), (a, b) -> tf.math.add(a, b)));
    }
    List<Operand<TFloating>> penalties = new ArrayList<>();
    for (CellType type : types) {
      Operand<TFloating> mixing = network.mixing(type);
      Operand<TFloating> by = SuperNetwork.of(byMixing, type);
      Operand<TFloating> mean =
          tf.reduceSum(
              tf.math.mul(mixing, by), tf.constant(new int[] {1}), ReduceSum.keepDims(true));
      penalties.add(tf.math.mul(mixing, tf.math.sub(by, mean)));
    }
    Operand<TFloating> weight =
        tf.math.div(
            tf.math.mul(decided(network), GlobalNorm.of(runtime, gradients)),
            tf.math.maximum(GlobalNorm.of(runtime, penalties), scalar(runtime, 1e-20)));
    List<Operand<TFloating>> sums = new ArrayList<>();
    for (int i = 0; i < penalties.size(); i++) {
      sums.add(tf.math.add(gradients.get(i), tf.math.mul(weight, penalties.get(i))));
    }
    return sums;
  }

  /** 0 where all operations weigh the same, 1 where one of each edge weighs everything. */
  private static Operand<TFloating> decided(SuperNetwork network) {
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    Operand<TFloating> sum = scalar(runtime, 1);
    int edges = network.cellTypes().stream().mapToInt(CellType::edges).sum();
    for (CellType type : network.cellTypes()) {
      Operand<TFloating> mixing = network.mixing(type);
      Operand<TFloating> logs = tf.math.log(tf.math.maximum(mixing, scalar(runtime, 1e-30)));
      sum =
          tf.math.add(
              sum,
              tf.math.mul(
                  scalar(runtime, 1 / (edges * Math.log(Math.max(2, type.operations())))),
                  tf.reduceSum(tf.math.mul(mixing, logs), tf.constant(new int[] {0, 1}))));
    }
    return tf.math.maximum(sum, scalar(runtime, 0));
  }

  private static Operand<TFloating> scalar(GraphRuntime runtime, double value) {
    Ops tf = runtime.ops();
    return tf.dtypes.cast(tf.constant(value), runtime.precision().type());
  }

  private static Operand<TFloating> table(GraphRuntime runtime, double[][] values) {
    Ops tf = runtime.ops();
    double[] flat = new double[values.length * values[0].length];
    for (int e = 0; e < values.length; e++) {
      System.arraycopy(values[e], 0, flat, e * values[e].length, values[e].length);
    }
    return tf.dtypes.cast(
        tf.reshape(tf.constant(flat), tf.constant(new int[] {values.length, values[0].length})),
        runtime.precision().type());
  }
}
