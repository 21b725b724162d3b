package org.lambdanas.search.differentiable;

import java.util.List;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.Operation;

/**
 * How much of a derived cell learns nothing.
 *
 * @param skip share of the edges that are skip connections, 0 to 1
 * @param parameterFree share of the edges whose operation has no weights, 0 to 1
 */
public record EdgeShares(double skip, double parameterFree) {

  /**
   * Counts.
   *
   * @param edges the kept edges, at least one
   */
  public static EdgeShares of(List<ChosenEdge> edges) {
    long skips = edges.stream().filter(edge -> edge.operation() == Operation.SKIP_CONNECT).count();
    long parameterFree = edges.stream().filter(e -> e.operation().isParameterFree()).count();
    return new EdgeShares((double) skips / edges.size(), (double) parameterFree / edges.size());
  }
}
