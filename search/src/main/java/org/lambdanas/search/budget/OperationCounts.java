package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.VertexCell;
import org.lambdanas.graph.space.VertexOperation;
import org.lambdanas.graph.space.VertexSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * How often each operation is in the cells of an architecture: {@code "normal/nor_conv_3x3"}, and
 * with its stride where that is not 1, {@code "reduce/skip_connect/2"}. Of cells with operations on
 * vertices, also how many 1x1 convolutions of the input they need: {@code "projection"}.
 */
final class OperationCounts {

  private OperationCounts() {}

  /**
   * Counts.
   *
   * @param live operations that no input reaches, or that do not reach the output, do not count
   */
  static Map<String, Integer> of(NetworkSpace space, Architecture architecture, boolean live) {
    Map<String, Integer> counts = new TreeMap<>();
    Architecture counted = live ? space.canonical(architecture) : architecture;
    if (space instanceof CellSpace cells) {
      for (CellType type : cells.cellTypes()) {
        for (CellSpace.ChosenEdge edge : cells.chosenEdges(counted, type)) {
          if (edge.operation() != Operation.NONE) {
            counts.merge(name(type, edge.edge(), edge.operation()), 1, Integer::sum);
          }
        }
      }
    } else {
      VertexCell cell = ((VertexSpace) space).cell(counted);
      for (VertexOperation operation : cell.operations()) {
        counts.merge(operation.id(), 1, Integer::sum);
      }
      for (int vertex = 1; vertex <= cell.output(); vertex++) {
        if (cell.sources(vertex).contains(0)) {
          counts.merge("projection", 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** What an operation on an edge is counted as. */
  static String name(CellType type, int edge, Operation operation) {
    int stride = type.stride(edge);
    return type.name() + "/" + operation.id() + (stride == 1 ? "" : "/" + stride);
  }

  /** Every operation that is in some of them, in the order of the alphabet. */
  static List<String> names(List<Map<String, Integer>> counts) {
    Map<String, Integer> all = new TreeMap<>();
    counts.forEach(all::putAll);
    return new ArrayList<>(all.keySet());
  }
}
