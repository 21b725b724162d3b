package org.lambdanas.graph.sharing;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.proto.v1.Architecture;

/**
 * The way of images through a super-network: at most one operation on each edge, the same in all
 * cells of a type.
 *
 * @param operations for each cell type the candidate on each of its edges; {@link #NOTHING}: none
 */
public record Route(Map<CellType, List<Integer>> operations) {

  /** An edge that nothing goes through. */
  public static final int NOTHING = -1;

  /** Copies. */
  public Route {
    operations = Map.copyOf(operations);
  }

  /**
   * The way through the operations of an architecture.
   *
   * @throws org.lambdanas.graph.error.DataException if the architecture is not of the space
   */
  public static Route of(CellSpace space, Architecture architecture) {
    Map<CellType, List<Integer>> operations = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      Integer[] chosen = new Integer[type.edges()];
      Arrays.fill(chosen, NOTHING);
      for (ChosenEdge edge : space.chosenEdges(architecture, type)) {
        chosen[edge.edge()] = type.candidates().get(edge.edge()).indexOf(edge.operation());
      }
      operations.put(type, List.of(chosen));
    }
    return new Route(operations);
  }

  /** The candidate on each edge of a cell type. */
  public List<Integer> of(CellType type) {
    return operations.getOrDefault(type, Collections.nCopies(type.edges(), NOTHING));
  }

  /** Ones where the images go and zeros elsewhere, {@code [edges, operations]} row by row. */
  int[] gates(CellType type) {
    int[] gates = new int[type.edges() * type.operations()];
    List<Integer> chosen = of(type);
    for (int edge = 0; edge < chosen.size(); edge++) {
      if (chosen.get(edge) != NOTHING) {
        gates[edge * type.operations() + chosen.get(edge)] = 1;
      }
    }
    return gates;
  }
}
