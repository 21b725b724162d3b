package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.train.GlobalNorm;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.family.TFloating;

/**
 * What drives the architecture parameters to where the cell that is derived is expected to keep
 * limits.
 *
 * <p>What the mixture itself costs says little of that cell: until late in a search all operations
 * weigh about the same, and what brought the mixture under a tight limit would bring it to the
 * operations that cost nothing, whatever the loss has to say. So costs are expected of the cell
 * that would be derived if alpha was disturbed by noise of a fifteenth of its own deviation (Gumbel
 * noise; the deviation is that within edges): {@code E = fixed + sum(q * share)} with {@code q =
 * softmax(15 alpha / deviation)} over the operations that may be derived. Of a mixture that has
 * decided by itself {@code q} is the mixture.
 *
 * <p>The direction {@code n} in which the costs grow fastest is brought into the gradient {@code g}
 * of the loss without a weight to tune: {@code g + s (|g| + max(0, -g n)) n}, which takes away what
 * of the gradient costs more, and goes the other way as fast as the loss would go. {@code s} goes
 * from 0 to 1 in the last tenth below a limit, so that the search comes to rest within it: where
 * the loss asks for nothing but what costs more, half way. Below, nothing is added.
 */
public final class CostPenalty {

  /**
   * How often the noise goes into alpha's deviation. With 5 what operations that lead nowhere were
   * expected to cost took a third of a tight limit.
   */
  private static final double SHARPNESS = 15;

  /** How much of a limit is below it where its force begins. */
  private static final double ROOM = 0.1;

  /** Parts from which there is no direction: of numbers that are all the same. */
  private static final double LEAST_DEVIATION = 1e-9;

  private static final double LEAST_NORM = 1e-20;

  /** What no operation's logit reaches. */
  private static final double EXCLUDED = -1e9;

  /**
   * What the derived cell costs, as a share of a limit.
   *
   * @param fixed without any operation
   * @param share of each operation: for each cell type {@code [edge][operation]}
   */
  public record ExpectedShare(double fixed, Map<CellType, double[][]> share) {}

  private final List<ExpectedShare> limits;
  private final Map<CellType, boolean[][]> derivable;

  /**
   * A penalty on what passes some limits.
   *
   * @param derivable for each cell type, by edge, whether a derived cell may have each operation;
   *     at least one of each edge
   */
  public CostPenalty(List<ExpectedShare> limits, Map<CellType, boolean[][]> derivable) {
    this.limits = List.copyOf(limits);
    this.derivable = Map.copyOf(derivable);
  }

  /**
   * Adds it to gradients in architecture parameters.
   *
   * @param gradients of the loss, {@code [edges, operations]}, in the order of the cell types
   */
  List<Operand<TFloating>> addedTo(SuperNetwork network, List<Operand<TFloating>> gradients) {
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    Map<CellType, Operand<TFloating>> decided = decided(network);
    Operand<TFloating> strength = scalar(runtime, 0);
    Map<CellType, Operand<TFloating>> growth = new LinkedHashMap<>();
    for (ExpectedShare limit : limits) {
      Operand<TFloating> expected = scalar(runtime, limit.fixed());
      Map<CellType, Operand<TFloating>> shares = new LinkedHashMap<>();
      for (Map.Entry<CellType, Operand<TFloating>> of : decided.entrySet()) {
        Operand<TFloating> share = table(runtime, SuperNetwork.of(limit.share(), of.getKey()));
        shares.put(of.getKey(), share);
        expected = tf.math.add(expected, sum(tf, tf.math.mul(of.getValue(), share)));
      }
      Operand<TFloating> reached =
          tf.math.minimum(
              scalar(runtime, 1),
              tf.math.maximum(
                  scalar(runtime, 0),
                  tf.math.div(
                      tf.math.sub(expected, scalar(runtime, 1 - ROOM)), scalar(runtime, ROOM))));
      strength = tf.math.maximum(strength, reached);
      shares.forEach(
          (type, share) ->
              growth.merge(type, tf.math.mul(reached, share), (a, b) -> tf.math.add(a, b)));
    }
    List<Operand<TFloating>> slopes = new ArrayList<>();
    decided.forEach(
        (type, q) -> {
          Operand<TFloating> by = SuperNetwork.of(growth, type);
          slopes.add(tf.math.mul(q, tf.math.sub(by, rows(tf, tf.math.mul(q, by)))));
        });
    return added(runtime, gradients, slopes, strength);
  }

  private static List<Operand<TFloating>> added(
      GraphRuntime runtime,
      List<Operand<TFloating>> gradients,
      List<Operand<TFloating>> slopes,
      Operand<TFloating> strength) {
    Ops tf = runtime.ops();
    Operand<TFloating> norm =
        tf.math.maximum(GlobalNorm.of(runtime, slopes), scalar(runtime, LEAST_NORM));
    Operand<TFloating> along = scalar(runtime, 0);
    for (int i = 0; i < slopes.size(); i++) {
      along = tf.math.add(along, sum(tf, tf.math.mul(gradients.get(i), slopes.get(i))));
    }
    Operand<TFloating> against =
        tf.math.maximum(scalar(runtime, 0), tf.math.neg(tf.math.div(along, norm)));
    Operand<TFloating> weight =
        tf.math.div(
            tf.math.mul(strength, tf.math.add(GlobalNorm.of(runtime, gradients), against)), norm);
    List<Operand<TFloating>> sums = new ArrayList<>();
    for (int i = 0; i < slopes.size(); i++) {
      sums.add(tf.math.add(gradients.get(i), tf.math.mul(weight, slopes.get(i))));
    }
    return sums;
  }

  /** How likely each operation is derived. */
  private Map<CellType, Operand<TFloating>> decided(SuperNetwork network) {
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    Map<CellType, Operand<TFloating>> centred = new LinkedHashMap<>();
    Operand<TFloating> squares = scalar(runtime, 0);
    int count = 0;
    for (CellType type : network.cellTypes()) {
      boolean[][] may = SuperNetwork.of(derivable, type);
      double[][] shares = new double[may.length][];
      for (int e = 0; e < may.length; e++) {
        int there = count(may[e]);
        count += there;
        shares[e] = choose(may[e], 1.0 / there, 0);
      }
      Operand<TFloating> alpha = network.alpha(type).value();
      Operand<TFloating> mean = rows(tf, tf.math.mul(alpha, table(runtime, shares)));
      Operand<TFloating> from =
          tf.math.mul(tf.math.sub(alpha, mean), table(runtime, choose(may, 1, 0)));
      squares = tf.math.add(squares, sum(tf, tf.math.mul(from, from)));
      centred.put(type, from);
    }
    Operand<TFloating> deviation =
        tf.math.maximum(
            tf.math.sqrt(tf.math.div(squares, scalar(runtime, count))),
            scalar(runtime, LEAST_DEVIATION));
    Operand<TFloating> scale =
        tf.math.maximum(scalar(runtime, 1), tf.math.div(scalar(runtime, SHARPNESS), deviation));
    Map<CellType, Operand<TFloating>> decided = new LinkedHashMap<>();
    centred.forEach(
        (type, from) ->
            decided.put(
                type,
                tf.nn.softmax(
                    tf.math.add(
                        tf.math.mul(scale, from),
                        table(runtime, choose(SuperNetwork.of(derivable, type), 0, EXCLUDED))))));
    return decided;
  }

  /**
   * The same of given mixing weights.
   *
   * @param mixing for each cell type {@code [edge][operation]}
   * @return how likely each operation is derived
   */
  public Map<CellType, double[][]> decided(Map<CellType, double[][]> mixing) {
    Map<CellType, double[][]> centred = new LinkedHashMap<>();
    double squares = 0;
    int count = 0;
    for (Map.Entry<CellType, double[][]> of : mixing.entrySet()) {
      boolean[][] may = SuperNetwork.of(derivable, of.getKey());
      double[][] logs = new double[may.length][];
      for (int e = 0; e < may.length; e++) {
        int there = count(may[e]);
        double mean = 0;
        logs[e] = of.getValue()[e].clone();
        for (int o = 0; o < may[e].length; o++) {
          logs[e][o] = Math.log(Math.max(LEAST_NORM, logs[e][o]));
          mean += may[e][o] ? logs[e][o] / there : 0;
        }
        for (int o = 0; o < may[e].length; o++) {
          logs[e][o] = may[e][o] ? logs[e][o] - mean : Double.NEGATIVE_INFINITY;
          squares += may[e][o] ? logs[e][o] * logs[e][o] : 0;
        }
        count += there;
      }
      centred.put(of.getKey(), logs);
    }
    double deviation = Math.max(LEAST_DEVIATION, Math.sqrt(squares / count));
    double scale = Math.max(1, SHARPNESS / deviation);
    centred.values().stream().flatMap(Stream::of).forEach(row -> softmax(row, scale));
    return centred;
  }

  private static void softmax(double[] row, double scale) {
    double most = Arrays.stream(row).max().orElseThrow();
    Arrays.setAll(row, o -> Math.exp(scale * (row[o] - most)));
    double sum = Arrays.stream(row).sum();
    Arrays.setAll(row, o -> row[o] / sum);
  }

  private static int count(boolean[] row) {
    return (int) IntStream.range(0, row.length).filter(o -> row[o]).count();
  }

  private static double[] choose(boolean[] row, double where, double elsewhere) {
    return IntStream.range(0, row.length).mapToDouble(o -> row[o] ? where : elsewhere).toArray();
  }

  private static double[][] choose(boolean[][] rows, double where, double elsewhere) {
    return Arrays.stream(rows).map(row -> choose(row, where, elsewhere)).toArray(double[][]::new);
  }

  private static Operand<TFloating> sum(Ops tf, Operand<TFloating> table) {
    return tf.reduceSum(table, tf.constant(new int[] {0, 1}));
  }

  /** The sum of each row, as a column. */
  private static Operand<TFloating> rows(Ops tf, Operand<TFloating> table) {
    return tf.reduceSum(table, tf.constant(new int[] {1}), ReduceSum.keepDims(true));
  }

  private static Operand<TFloating> scalar(GraphRuntime runtime, double value) {
    Ops tf = runtime.ops();
    return tf.dtypes.cast(tf.constant(value), runtime.precision().type());
  }

  private static Operand<TFloating> table(GraphRuntime runtime, double[][] values) {
    Ops tf = runtime.ops();
    double[] flat = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    return tf.dtypes.cast(
        tf.reshape(tf.constant(flat), tf.constant(new int[] {values.length, values[0].length})),
        runtime.precision().type());
  }
}
