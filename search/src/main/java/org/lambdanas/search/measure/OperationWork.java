package org.lambdanas.search.measure;

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
 *     "3x3x16x16 on 64x32x32"}; else the largest tensor's
 * @param flops multiplications and additions of a convolution; 0: not counted
 * @param elements numbers in all inputs and outputs; 0: not known
 */
record OperationWork(String size, double flops, double elements) {

  static final OperationWork UNKNOWN = new OperationWork("", 0, 0);

  /** Of a node as it was in a run. */
  static OperationWork of(NodeShapes node) {
    // The memory that batch norm hands its gradient has no known shape, and is small.
    List<Shape> tensors =
        Stream.concat(node.inputs().stream(), node.outputs().stream())
            .filter(shape -> !shape.hasUnknownDimension())
            .toList();
    if (tensors.isEmpty()) {
      return UNKNOWN;
    }
    double elements = tensors.stream().mapToDouble(Shape::size).sum();
    Optional<Convolution> convolution = convolution(node).filter(Convolution::isKnown);
    if (convolution.isPresent()) {
      Shape filter = convolution.get().filter();
      Shape pixels = convolution.get().output().take(3);
      return new OperationWork(
          sides(filter) + " on " + sides(pixels), 2.0 * pixels.size() * filter.size(), elements);
    }
    Shape largest = tensors.stream().max(Comparator.comparingLong(Shape::size)).orElseThrow();
    return new OperationWork(sides(largest), 0, elements);
  }

  /**
   * Whether a node is a convolution, or the gradient of one, whose tensors have known sizes, the
   * maps those of one batch. TensorFlow ends the process where it is asked for another.
   */
  static boolean isWhole(NodeShapes node) {
    return convolution(node)
        .filter(Convolution::isKnown)
        .filter(convolution -> convolution.input().get(0) == convolution.output().get(0))
        .isPresent();
  }

  /** The map that goes in, what it is multiplied by, and the map that comes out. */
  private record Convolution(Shape input, Shape filter, Shape output) {

    boolean isKnown() {
      return Stream.of(input, filter, output).allMatch(shape -> isKnown(shape));
    }

    private static boolean isKnown(Shape shape) {
      return shape.numDimensions() == 4 && !shape.hasUnknownDimension();
    }
  }

  /** The convolution that a node computes, or whose gradient. */
  private static Optional<Convolution> convolution(NodeShapes node) {
    return switch (node.type()) {
      case "Conv2D", "DepthwiseConv2dNative" ->
          Optional.of(
              new Convolution(node.inputs().get(0), node.inputs().get(1), node.outputs().get(0)));
      case "Conv2DBackpropInput", "DepthwiseConv2dNativeBackpropInput" ->
          Optional.of(
              new Convolution(node.outputs().get(0), node.inputs().get(1), node.inputs().get(2)));
      case "Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropFilter" ->
          Optional.of(
              new Convolution(node.inputs().get(0), node.outputs().get(0), node.inputs().get(2)));
      default -> Optional.empty();
    };
  }

  private static String sides(Shape shape) {
    return shape.numDimensions() == 0
        ? "1"
        : LongStream.of(shape.asArray()).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }
}
