package org.lambdanas.graph.space;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;

/**
 * A search space whose members are cells with an operation on each edge, so that they can be mixed
 * (Liu et al., DARTS, section 2.2): one table of architecture parameters for each cell type, one
 * row for each edge, one column for each candidate operation.
 */
public non-sealed interface CellSpace extends NetworkSpace {

  /**
   * The cell types that have architecture parameters of their own, in a fixed order.
   *
   * @return at least one; the first is the normal cell
   */
  List<CellType> cellTypes();

  /**
   * Derives the architecture from mixing weights, with the space's own tie rules.
   *
   * @param mixing for each cell type's name, {@code softmax(alpha)} as {@code [edges][operations]}
   * @return the derived architecture
   */
  Architecture derive(Map<String, double[][]> mixing);

  /**
   * The rules of derivation that make a difference in this space.
   *
   * @return the space's own rule, then others
   */
  default List<Derivation> derivations() {
    return List.of(Derivation.DERIVATION_WITHOUT_NONE);
  }

  /**
   * What a search of this space is set to in its publication, as far as that differs from DARTS
   * (batches of 96, a learning rate of alpha of 3e-4, 50 epochs).
   *
   * @return channels and depth of the super-network, and whatever else differs
   */
  SearchConfig publishedSearch();

  @Override
  default NetworkConfig usualNetwork() {
    return publishedSearch().getNetwork();
  }

  /**
   * What a search of small images on a laptop is set to, as far as that differs from batches of 32,
   * a learning rate of alpha of 3e-3 and 20 epochs.
   *
   * @return channels and depth of the super-network, and whatever else differs
   */
  SearchConfig smallSearch();

  @Override
  default Optional<CellSpace> relaxation() {
    return Optional.of(this);
  }

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
