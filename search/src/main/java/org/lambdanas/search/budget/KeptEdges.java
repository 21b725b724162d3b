package org.lambdanas.search.budget;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.proto.v1.Architecture;

/** How many edges lead into the nodes of a cell: of all, and of those that derived cells keep. */
final class KeptEdges {

  private KeptEdges() {}

  /** By state, as the space derives cells. */
  static int[] byTarget(CellSpace space, CellType type) {
    List<ChosenEdge> chosen = space.chosenEdges(evenly(space), type);
    return count(type, chosen.stream().mapToInt(ChosenEdge::edge).toArray());
  }

  /** What a space derives if all operations weigh the same. */
  static Architecture evenly(CellSpace space) {
    Map<String, double[][]> byName = new HashMap<>();
    even(space).forEach((type, weights) -> byName.put(type.name(), weights));
    return space.derive(byName);
  }

  /** Mixing weights that are all the same. */
  static Map<CellType, double[][]> even(CellSpace space) {
    Map<CellType, double[][]> even = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      double[][] rows = new double[type.edges()][type.operations()];
      Arrays.stream(rows).forEach(row -> Arrays.fill(row, 1.0 / row.length));
      even.put(type, rows);
    }
    return even;
  }

  /** By state, of all edges. */
  static int[] all(CellType type) {
    int[] edges = new int[type.edges()];
    Arrays.setAll(edges, e -> e);
    return count(type, edges);
  }

  private static int[] count(CellType type, int[] edges) {
    int[] counts = new int[type.topology().states()];
    for (int edge : edges) {
      counts[type.topology().edges().get(edge).target()]++;
    }
    return counts;
  }
}
