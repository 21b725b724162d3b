package org.lambdanas.graph.tensor;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * A node of a graph with the shapes that are known before it runs; sizes that a batch decides are
 * unknown.
 *
 * @param type TensorFlow's name of the type, before its optimiser replaces it
 * @param inputs shapes of the inputs, in order
 * @param outputs shapes of the outputs, in order
 */
public record NodeShapes(String type, List<Shape> inputs, List<Shape> outputs) {

  /** Copies. */
  public NodeShapes {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static NodeShapes of(GraphOperation operation) {
    return new NodeShapes(
        operation.type(),
        operation.inputs().stream().map(input -> input.shape()).toList(),
        IntStream.range(0, operation.numOutputs())
            .mapToObj(i -> operation.output(i).shape())
            .toList());
  }
}
