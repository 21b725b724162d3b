package org.lambdanas.search.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
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

  /** The costs of every operation on every edge, by how cells that differ in one of them differ. */
  static EdgeCosts of(CellSpace space, ToDoubleFunction<Map<CellType, List<ChosenEdge>>> cost) {
    Architecture some = KeptEdges.evenly(space);
    Map<CellType, List<ChosenEdge>> base = new LinkedHashMap<>();
    space.cellTypes().forEach(type -> base.put(type, space.chosenEdges(some, type)));
    double whole = cost.applyAsDouble(base);
    Map<CellType, double[][]> byType = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      double[][] costs = new double[type.edges()][type.operations()];
      for (int e = 0; e < costs.length; e++) {
        List<Operation> candidates = type.candidates().get(e);
        int there = -1;
        for (int o = 0; o < costs[e].length; o++) {
          ChosenEdge more = new ChosenEdge(e, candidates.get(o));
          if (more.operation() == Operation.NONE) {
            continue;
          }
          if (chosen(base, type).contains(more)) {
            there = o;
          } else {
            costs[e][o] = cost.applyAsDouble(with(base, type, edge -> true, more)) - whole;
          }
        }
        if (there >= 0) {
          // What is there already cannot be there twice: something else takes its place.
          int edge = e;
          int other = -1;
          for (int o = 0; o < costs[e].length; o++) {
            other = o != there && candidates.get(o) != Operation.NONE ? o : other;
          }
          costs[e][there] =
              other < 0
                  ? whole - cost.applyAsDouble(with(base, type, one -> one.edge() != edge))
                  : whole
                      + costs[e][other]
                      - cost.applyAsDouble(
                          with(
                              base,
                              type,
                              one -> one.edge() != edge,
                              new ChosenEdge(e, candidates.get(other))));
        }
      }
      byType.put(type, costs);
    }
    return new EdgeCosts(whole - new EdgeCosts(0, byType).of(space, some), byType);
  }

  private static List<ChosenEdge> chosen(Map<CellType, List<ChosenEdge>> cells, CellType type) {
    return cells.getOrDefault(type, List.of());
  }

  private static Map<CellType, List<ChosenEdge>> with(
      Map<CellType, List<ChosenEdge>> cells,
      CellType type,
      Predicate<ChosenEdge> kept,
      ChosenEdge... more) {
    Map<CellType, List<ChosenEdge>> changed = new LinkedHashMap<>(cells);
    changed.put(
        type, Stream.concat(chosen(cells, type).stream().filter(kept), Stream.of(more)).toList());
    return changed;
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

  /** The sum over the mixing weights, {@code [edge][operation]} for each cell type. */
  public double of(Map<CellType, double[][]> mixing) {
    double sum = fixed;
    for (Map.Entry<CellType, double[][]> costs : byType.entrySet()) {
      double[][] weights = mixing.getOrDefault(costs.getKey(), new double[0][]);
      for (int e = 0; e < weights.length; e++) {
        for (int o = 0; o < weights[e].length; o++) {
          sum += weights[e][o] * costs.getValue()[e][o];
        }
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
