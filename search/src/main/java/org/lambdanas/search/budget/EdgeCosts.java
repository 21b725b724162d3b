package org.lambdanas.search.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;

/**
 * A cost that is a sum over the operations of the cells.
 *
 * @param fixed what networks without any of them cost
 * @param byType for each cell type {@code [edge][operation]} what one adds in all cells of the type
 */
public record EdgeCosts(double fixed, Map<CellType, double[][]> byType) {

  /** The costs of every operation on every edge, by what cells with nothing but that cost. */
  static EdgeCosts of(CellSpace space, ToDoubleFunction<Map<CellType, List<ChosenEdge>>> cost) {
    double fixed = cost.applyAsDouble(Map.of());
    Map<CellType, double[][]> byType = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      double[][] costs = new double[type.edges()][type.operations()];
      for (int e = 0; e < costs.length; e++) {
        for (int o = 0; o < costs[e].length; o++) {
          Operation operation = type.candidates().get(e).get(o);
          costs[e][o] =
              operation == Operation.NONE
                  ? 0
                  : cost.applyAsDouble(Map.of(type, List.of(new ChosenEdge(e, operation)))) - fixed;
        }
      }
      byType.put(type, costs);
    }
    return new EdgeCosts(fixed, byType);
  }

  /** What an architecture costs. */
  double of(CellSpace space, Architecture architecture) {
    double sum = fixed;
    for (Map.Entry<CellType, double[][]> costs : byType.entrySet()) {
      for (ChosenEdge edge : space.chosenEdges(architecture, costs.getKey())) {
        List<Operation> candidates = costs.getKey().candidates().get(edge.edge());
        sum += costs.getValue()[edge.edge()][candidates.indexOf(edge.operation())];
      }
    }
    return sum;
  }

  /**
   * The same for a mixture, of whose edges a node keeps only some: each is as likely to be kept.
   * Divided by a limit, so that it is kept while the sum over the mixing weights is at most 1.
   */
  EdgeCosts expectedShare(CellSpace space, double most) {
    Map<CellType, double[][]> shares = new LinkedHashMap<>();
    byType.forEach(
        (type, costs) -> {
          int[] kept = KeptEdges.byTarget(space, type);
          int[] edges = KeptEdges.all(type);
          double[][] share = new double[costs.length][];
          for (int e = 0; e < costs.length; e++) {
            int target = type.topology().edges().get(e).target();
            share[e] = costs[e].clone();
            for (int o = 0; o < share[e].length; o++) {
              share[e][o] *= (double) kept[target] / edges[target] / most;
            }
          }
          shares.put(type, share);
        });
    return new EdgeCosts(fixed / most, shares);
  }
}
