package org.lambdanas.search.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lambdanas.graph.tensor.NodeShapes;
import org.tensorflow.ndarray.Shape;

/**
 * What a node of a graph has to do: how much it computes, and how much it has to read and write.
 *
 * @param size the layer's size: of a convolution its filter and the map it gives out, as {@code
 *     "3x3x16x16 on 32x32"}; else the largest tensor's, without the batch
 * @param flops multiplications and additions of a convolution; 0: not counted
 * @param elements numbers in all inputs and outputs; 0: not known
 */
record OperationWork(String size, double flops, double elements) {

  private static final OperationWork UNKNOWN = new OperationWork("", 0, 0);

  /** Of a node, in a run on a batch. */
  static OperationWork of(NodeShapes node, int batch) {
    // The memory that batch norm hands its gradient has no known shape, and is small.
    List<Shape> tensors =
        Stream.concat(node.inputs().stream(), node.outputs().stream())
            .filter(shape -> !shape.isUnknown())
            .toList();
    if (tensors.isEmpty()) {
      return UNKNOWN;
    }
    double elements = tensors.stream().mapToDouble(shape -> count(shape, batch)).sum();
    Optional<Convolution> convolution = convolution(node);
    if (convolution.isPresent()) {
      Shape filter = convolution.get().filter();
      Shape map = convolution.get().output();
      double pixels = count(map.take(3), batch);
      return new OperationWork(
          "%s on %dx%d".formatted(sides(filter.asArray()), map.get(1), map.get(2)),
          2 * pixels * count(filter, batch),
          elements);
    }
    Shape largest = tensors.stream().max(Comparator.comparingDouble(s -> count(s, batch))).get();
    long[] sizes = largest.asArray();
    boolean batched = sizes.length > 0 && sizes[0] == Shape.UNKNOWN_SIZE;
    return new OperationWork(
        sides(batched ? Arrays.copyOfRange(sizes, 1, sizes.length) : sizes), 0, elements);
  }

  private record Convolution(Shape filter, Shape output) {}

  /** The convolution that a node computes, or whose gradient. */
  private static Optional<Convolution> convolution(NodeShapes node) {
    return switch (node.type()) {
      case "Conv2D", "DepthwiseConv2dNative" ->
          Optional.of(new Convolution(node.inputs().get(1), node.outputs().get(0)));
      case "Conv2DBackpropInput", "DepthwiseConv2dNativeBackpropInput" ->
          Optional.of(new Convolution(node.inputs().get(1), node.inputs().get(2)));
      case "Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropFilter" ->
          Optional.of(new Convolution(node.outputs().get(0), node.inputs().get(2)));
      default -> Optional.empty();
    };
  }

  private static double count(Shape shape, int batch) {
    return LongStream.of(shape.asArray())
        .mapToDouble(side -> side == Shape.UNKNOWN_SIZE ? batch : side)
        .reduce(1, (a, b) -> a * b);
  }

  private static String sides(long[] sizes) {
    return sizes.length == 0
        ? "1"
        : LongStream.of(sizes)
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : String.valueOf(size))
            .collect(Collectors.joining("x"));
  }
}
