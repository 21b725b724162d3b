package org.lambdanas.graph.tensor;

import java.util.List;
import org.tensorflow.proto.NodeDef;

/**
 * A value within a graph.
 *
 * @param operation name of the one that makes it
 * @param output which of its outputs, from 0
 */
public record NodeOutput(String operation, int output) {

  /** The values that an operation takes, in order, without operations that it only waits for. */
  public static List<NodeOutput> inputsOf(NodeDef node) {
    // Those come last.
    return node.getInputList().stream()
        .takeWhile(input -> !input.startsWith("^"))
        .map(NodeOutput::of)
        .toList();
  }

  private static NodeOutput of(String input) {
    int colon = input.indexOf(':');
    return colon < 0
        ? new NodeOutput(input, 0)
        : new NodeOutput(input.substring(0, colon), Integer.parseInt(input.substring(colon + 1)));
  }
}
