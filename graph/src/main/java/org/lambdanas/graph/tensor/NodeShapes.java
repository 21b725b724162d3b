package org.lambdanas.graph.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * A node of a graph with the shapes of its tensors.
 *
 * @param name in the graph
 * @param type TensorFlow's name of the type, before its optimiser replaces it
 * @param sources where the inputs come from, in order: {@code node:output}
 * @param inputs shapes of the inputs
 * @param outputs shapes of the outputs, in order
 */
public record NodeShapes(
    String name, String type, List<String> sources, List<Shape> inputs, List<Shape> outputs) {

  /** Copies. */
  public NodeShapes {
    sources = List.copyOf(sources);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** As known before a run: sizes that a batch decides are not. */
  static NodeShapes of(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    for (int i = 0; i < operation.numInputs(); i++) {
      inputs.add(operation.input(i));
    }
    return new NodeShapes(
        operation.name(),
        operation.type(),
        inputs.stream().map(input -> source(input.op().name(), input.index())).toList(),
        inputs.stream().map(Output::shape).toList(),
        IntStream.range(0, operation.numOutputs())
            .<Shape>mapToObj(i -> operation.output(i).shape())
            .toList());
  }

  /** How an output of a node is called. */
  public static String source(String node, int output) {
    return node + ":" + output;
  }

  /**
   * As they were in a run.
   *
   * @param seen shapes of the tensors of the run, by their {@linkplain #source source}; the
   *     optimiser may have put another node in the place of one that computes the same
   * @param batch what unknown sizes are where none of the node's tensors was seen
   */
  public NodeShapes in(Map<String, Shape> seen, int batch) {
    Map<String, Shape> known = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(sources.get(i), inputs.get(i));
    }
    for (int i = 0; i < outputs.size(); i++) {
      known.put(source(name, i), outputs.get(i));
    }
    // A layer has one batch.
    long size =
        known.entrySet().stream()
            .filter(tensor -> isBatched(tensor.getValue()))
            .flatMap(tensor -> Stream.ofNullable(seen.get(tensor.getKey())))
            .mapToLong(shape -> shape.get(0))
            .findFirst()
            .orElse(batch);
    return new NodeShapes(
        name,
        type,
        sources,
        IntStream.range(0, inputs.size())
            .mapToObj(i -> in(seen, sources.get(i), inputs.get(i), size))
            .toList(),
        IntStream.range(0, outputs.size())
            .mapToObj(i -> in(seen, source(name, i), outputs.get(i), size))
            .toList());
  }

  private static boolean isBatched(Shape shape) {
    return shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
  }

  private static Shape in(Map<String, Shape> seen, String source, Shape known, long batch) {
    Shape shape = seen.getOrDefault(source, known);
    return isBatched(shape) ? shape.takeLast(shape.numDimensions() - 1).prepend(batch) : shape;
  }
}
