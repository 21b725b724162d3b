package org.lambdanas.graph.space;

import java.util.List;
import java.util.Map;
import org.lambdanas.proto.v1.Architecture;

/**
 * A search space whose members are cells with an operation on each edge, so that they can be mixed
 * (Liu et al., DARTS, section 2.2): one table of architecture parameters for each cell type, one
 * row for each edge, one column for each candidate operation.
 */
public interface CellSpace extends SearchSpace {

  /**
   * The cell types that have architecture parameters of their own, in a fixed order.
   *
   * @return at least one; the first is the normal cell
   */
  List<CellType> cellTypes();

  /** What the depth of a network counts. */
  enum Depth {
    /** Cells in each of the stages. */
    CELLS_PER_STAGE,
    /** All cells, reduction cells included. */
    CELLS
  }

  /**
   * What {@link NetworkSize#depth()} counts in this space.
   *
   * @return the unit
   */
  Depth depth();

  /**
   * The network that the cells are stacked to.
   *
   * @param size channels, depth and classes
   * @return the blocks from images to logits
   * @throws org.lambdanas.graph.error.ConfigException if the size does not fit the space
   */
  NetworkPlan plan(NetworkSize size);

  /**
   * Derives the architecture from mixing weights, with the space's own tie rules.
   *
   * @param mixing for each cell type's name, {@code softmax(alpha)} as {@code [edges][operations]}
   * @return the derived architecture
   */
  Architecture derive(Map<String, double[][]> mixing);

  /**
   * The edges that an architecture keeps, with their operations, for one cell type.
   *
   * @param architecture a member
   * @param type one of {@link #cellTypes()}
   * @return the kept edges, in the order of the type's edges
   */
  List<ChosenEdge> chosenEdges(Architecture architecture, CellType type);

  /**
   * One kept edge of a discrete cell.
   *
   * @param edge index of the edge in the cell type's topology
   * @param operation what is on it
   */
  record ChosenEdge(int edge, Operation operation) {}
}
