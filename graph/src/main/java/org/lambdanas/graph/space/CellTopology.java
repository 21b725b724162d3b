package org.lambdanas.graph.space;

import java.util.List;

/**
 * The graph of a cell. States 0 to {@code inputs - 1} are the cell's inputs, the following ones its
 * nodes; a node is the sum of its incoming edges.
 *
 * @param inputs number of input states: 1 (NAS-Bench-201) or 2 (DARTS family)
 * @param nodes number of nodes computed by the cell
 * @param edges all edges, in the order of the rows of the architecture parameters
 * @param output how the cell's output is formed
 */
public record CellTopology(int inputs, int nodes, List<Edge> edges, Output output) {

  /** Checks and copies. */
  public CellTopology {
    edges = List.copyOf(edges);
    for (Edge edge : edges) {
      if (edge.source() >= edge.target() || edge.target() >= inputs + nodes) {
        throw new IllegalArgumentException("edge " + edge + " does not fit " + nodes + " nodes");
      }
    }
  }

  /**
   * One edge.
   *
   * @param source state it reads
   * @param target state it contributes to; always a node
   */
  public record Edge(int source, int target) {

    /** As the field writes it: target, arrow, source. */
    @Override
    public String toString() {
      return target + "<-" + source;
    }
  }

  /** How a cell's output is formed from its nodes. */
  public enum Output {
    /** The last node: as many channels as the cell has. */
    LAST_NODE,
    /** All nodes, concatenated along the channels. */
    CONCATENATION
  }

  /**
   * Number of input states and nodes.
   *
   * @return {@code inputs + nodes}
   */
  public int states() {
    return inputs + nodes;
  }
}
