package org.lambdanas.graph.space;

import java.util.List;

/**
 * A kind of cell with architecture parameters of its own.
 *
 * @param name {@code "normal"} or {@code "reduce"}
 * @param topology its graph
 * @param candidates candidate operations for each edge, in the order of the columns of the
 *     architecture parameters; every edge has equally many
 * @param reduction whether edges from the cell's inputs have stride 2
 * @param normalisedPools whether pools are followed by a batch norm while operations are mixed
 */
public record CellType(
    String name,
    CellTopology topology,
    List<List<Operation>> candidates,
    boolean reduction,
    boolean normalisedPools) {

  /** Checks and copies. */
  public CellType {
    candidates = candidates.stream().map(List::copyOf).toList();
    if (candidates.size() != topology.edges().size()
        || candidates.stream().map(List::size).distinct().count() != 1) {
      throw new IllegalArgumentException("cell type " + name + " needs a row for each edge");
    }
  }

  /**
   * Number of edges.
   *
   * @return rows of the architecture parameters
   */
  public int edges() {
    return candidates.size();
  }

  /**
   * Number of candidate operations on each edge.
   *
   * @return columns of the architecture parameters
   */
  public int operations() {
    return candidates.get(0).size();
  }

  /**
   * The stride of an edge's operations.
   *
   * @param edge index of the edge
   * @return 2 on edges from the inputs of a reduction cell, else 1
   */
  public int stride(int edge) {
    return reduction && topology.edges().get(edge).source() < topology.inputs() ? 2 : 1;
  }
}
