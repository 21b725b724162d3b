package org.lambdanas.graph.sharing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.network.NetworkBuilder.Routing;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Sends a batch where fed gates say. A map is split into the images of each operation, all or none
 * of them, so that operations whose gates are closed work on nothing, and their weights have no
 * gradient; no graph has to be built for an architecture.
 */
final class FedRouting implements Routing<Towers> {

  private static final Set<Operation> SAFE_WITHOUT_IMAGES =
      Set.of(
          Operation.NONE,
          Operation.SKIP_CONNECT,
          Operation.AVG_POOL_3X3,
          Operation.NOR_CONV_1X1,
          Operation.NOR_CONV_3X3);

  private final Ops tf;
  private final Map<CellType, Placeholder<TInt32>> gates = new LinkedHashMap<>();
  private final Map<Place, Shares> shares = new HashMap<>();

  /** Number of images of the batch, {@code [1]}. */
  private final Operand<TInt32> images;

  private final Operand<TFloating> zero;

  /** An edge of all cells of a type. */
  private record Place(CellType type, int edge) {}

  /**
   * Adds the gates to a graph, one table {@code [edges, operations]} for each cell type.
   *
   * @throws ConfigException if several devices share a batch
   */
  FedRouting(NetworkInputs inputs, List<CellType> types) {
    GraphRuntime runtime = inputs.runtime();
    if (runtime.towers() > 1) {
      throw new ConfigException("--device names several: shared weights are trained on one");
    }
    this.tf = runtime.ops();
    for (CellType type : types) {
      Shape table = Shape.of(type.edges(), type.operations());
      gates.put(type, tf.placeholder(TInt32.class, Placeholder.shape(table)));
    }
    this.images =
        tf.slice(tf.shape(inputs.images()), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    this.zero = tf.dtypes.cast(tf.constant(0.0), runtime.precision().type());
  }

  /** Opens the gates of a run. */
  void feed(StepScope scope, GraphRun run, Route route) {
    gates.forEach(
        (type, gate) -> {
          Tensor table = scope.integers(gate.shape(), route.gates(type));
          run.feed(gate, table);
        });
  }

  /** The gates of a cell type, {@code [edges, operations]}. */
  Operand<TInt32> gates(CellType type) {
    return Objects.requireNonNull(gates.get(type), type.name());
  }

  /**
   * How many images go where on an edge.
   *
   * @param sizes for each operation and, last, for none
   * @param before where operations must not be without any image: how many there are before the
   *     open one, {@code [1]}
   * @param after and how many after it
   */
  private record Shares(
      Operand<TInt32> sizes,
      int operations,
      @Nullable Operand<TInt32> before,
      @Nullable Operand<TInt32> after) {}

  private Shares shares(CellType type, int edge, List<Integer> operations) {
    Operand<TInt32> row =
        tf.gather(
            tf.gather(gates(type), tf.constant(edge), tf.constant(0)),
            tf.constant(operations.stream().mapToInt(Integer::intValue).toArray()),
            tf.constant(0));
    Operand<TInt32> first = tf.constant(new int[] {0});
    Operand<TInt32> open = tf.reduceSum(row, first, ReduceSum.keepDims(true));
    Operand<TInt32> rest = tf.math.sub(images, tf.math.mul(open, images));
    if (isSafeWithoutImages(type)) {
      return new Shares(
          tf.concat(List.of(tf.math.mul(row, images), rest), tf.constant(0)),
          operations.size(),
          null,
          null);
    }
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> sizes = tf.math.add(tf.math.mul(row, tf.math.sub(images, one)), one);
    int[] places = IntStream.range(0, operations.size()).toArray();
    Operand<TInt32> all = tf.constant(new int[] {operations.size()});
    // Without an open one, all are before the images that nothing is done to.
    Operand<TInt32> before =
        tf.math.add(
            tf.reduceSum(tf.math.mul(row, tf.constant(places)), first, ReduceSum.keepDims(true)),
            tf.math.mul(tf.math.sub(one, open), all));
    return new Shares(
        tf.concat(List.of(sizes, rest), tf.constant(0)),
        operations.size(),
        before,
        tf.math.sub(tf.math.sub(all, open), before));
  }

  /**
   * TensorFlow's depthwise convolution leaves its weights' gradient to chance where there are no
   * images, and pools with a stride get the shape wrong.
   */
  private static boolean isSafeWithoutImages(CellType type) {
    return !type.reduction()
        && type.candidates().stream().allMatch(SAFE_WITHOUT_IMAGES::containsAll);
  }

  @Override
  public List<Towers> split(CellType type, int edge, List<Integer> operations, Towers map) {
    Shares shares =
        this.shares.computeIfAbsent(new Place(type, edge), place -> shares(type, edge, operations));
    Operand<TFloating> rows = map.parts().get(0);
    if (shares.before() != null && shares.after() != null) {
      // Closed operations get an image of zeros each.
      rows =
          tf.concat(
              List.of(blank(rows, shares.before()), rows, blank(rows, shares.after())),
              tf.constant(0));
    }
    List<Towers> parts = new ArrayList<>();
    for (Operand<TFloating> part :
        tf.splitV(rows, shares.sizes(), tf.constant(0), shares.operations() + 1L)) {
      parts.add(new Towers(List.of(part)));
    }
    return parts;
  }

  private Operand<TFloating> blank(Operand<TFloating> like, Operand<TInt32> count) {
    int[] image = new int[like.shape().numDimensions() - 1];
    Arrays.setAll(image, i -> (int) like.shape().get(i + 1));
    return tf.fill(
        tf.concat(List.of(count, tf.constant(image)), tf.constant(0)),
        tf.dtypes.cast(tf.constant(0), like.type()));
  }

  @Override
  public Towers join(CellType type, int edge, List<Towers> parts) {
    Shares shares = Objects.requireNonNull(this.shares.get(new Place(type, edge)));
    Operand<TFloating> rows =
        tf.concat(parts.stream().map(part -> part.parts().get(0)).toList(), tf.constant(0));
    if (shares.before() != null) {
      rows =
          tf.stridedSlice(
              rows,
              shares.before(),
              tf.math.add(shares.before(), images),
              tf.constant(new int[] {1}));
    }
    return new Towers(List.of(rows));
  }

  @Override
  public Towers zero() {
    return new Towers(List.of(zero));
  }
}
