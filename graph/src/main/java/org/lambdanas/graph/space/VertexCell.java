package org.lambdanas.graph.space;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;

/**
 * A cell with operations on vertices. Vertex 0 is its input, the last one its output; those between
 * are numbered in topological order, and each is on a path from input to output.
 *
 * <p>A vertex adds what comes from inner vertices, cut to its channels, and a 1x1 convolution
 * (batch norm, ReLU) of the cell's input. The output joins what comes along the channels, and adds
 * a convolution of the input.
 *
 * @param operations of the vertices between input and output
 * @param sources for each vertex but the input, the vertices that it reads, ascending
 */
public record VertexCell(List<VertexOperation> operations, List<List<Integer>> sources) {

  /** Checks and copies. */
  public VertexCell {
    operations = List.copyOf(operations);
    sources = sources.stream().map(List::copyOf).toList();
    if (sources.size() != operations.size() + 1) {
      throw new IllegalArgumentException(operations + " do not fit " + sources);
    }
  }

  /**
   * The output's number.
   *
   * @return one more than there are operations
   */
  public int output() {
    return operations.size() + 1;
  }

  /**
   * The vertices that a vertex reads.
   *
   * @param vertex 1 to {@link #output()}
   * @return ascending
   */
  public List<Integer> sources(int vertex) {
    return sources.get(vertex - 1);
  }

  /**
   * The channels of the vertices: those of the output, shared out among the vertices that it reads
   * (the first have one more where that does not come out even), and of the others as many as the
   * widest that reads them (NAS-Bench-101, supplement S1).
   *
   * @param in channels of the input
   * @param out channels of the output
   * @return by vertex
   * @throws ConfigException if the output joins more vertices than it has channels
   */
  public int[] channels(int in, int out) {
    int[] channels = new int[output() + 1];
    channels[0] = in;
    channels[output()] = out;
    List<Integer> joined = joined();
    if (joined.size() > out) {
      throw new ConfigException(
          "number of channels (--channels) is %d: the cell's output joins %d vertices, of at least one channel each"
              .formatted(out, joined.size()));
    }
    for (int i = 0; i < joined.size(); i++) {
      channels[joined.get(i)] = out / joined.size() + (i < out % joined.size() ? 1 : 0);
    }
    for (int vertex = output() - 1; vertex > 0; vertex--) {
      for (int target = vertex + 1; target < output() && !joined.contains(vertex); target++) {
        if (sources(target).contains(vertex)) {
          channels[vertex] = Math.max(channels[vertex], channels[target]);
        }
      }
    }
    return channels;
  }

  /**
   * The inner vertices that the output joins.
   *
   * @return ascending; none in a cell that only hands on its input
   */
  public List<Integer> joined() {
    return sources(output()).stream().filter(vertex -> vertex > 0).toList();
  }
}
