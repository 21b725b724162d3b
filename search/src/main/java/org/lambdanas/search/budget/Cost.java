package org.lambdanas.search.budget;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;

/** Something of which an architecture needs more or less. Immutable. */
public sealed interface Cost
    permits CountedNetwork, SkipConnections, TableColumn, PredictedLatency {

  /** What it is called in settings and results, such as {@code "params"}. */
  String name();

  /**
   * The cost of an architecture.
   *
   * @return in the cost's own unit; not a number where it is not known
   * @throws org.lambdanas.graph.error.DataException if the architecture is not of the space
   */
  double of(Architecture architecture);

  /** Whether it is known of any architecture before that has been evaluated. */
  default boolean isForeseen() {
    return true;
  }

  /** The most that any architecture costs, where that is known. */
  default OptionalDouble most() {
    return OptionalDouble.empty();
  }

  /**
   * The same as a sum over the operations of a space's cells.
   *
   * @return empty if it is not computed from them
   */
  default Optional<EdgeCosts> byEdge(CellSpace space) {
    return Optional.empty();
  }

  /** How amounts of it are typed. */
  Quantity quantity();

  /** How a limit on it is typed, with the option. */
  default String typed(double most) {
    return "--limit " + name() + "=" + Numbers.text(most);
  }

  /** The same as a message; {@link Budget#of} reads it back. */
  CostDefinition definition();
}
