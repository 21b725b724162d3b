package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.MatrixCell;

/**
 * A cell with operations on the vertices, as bits: vertices are numbered in topological order, the
 * first is the input, the last the output.
 *
 * @param operations of the vertices
 * @param targets for each vertex the set of vertices it has an arc to, one bit each
 */
record MatrixGraph(List<String> operations, int[] targets) {

  static MatrixGraph of(MatrixCell cell) {
    int[] targets = new int[cell.getOperationsCount()];
    for (Arc arc : cell.getArcsList()) {
      targets[arc.getSource()] |= 1 << arc.getTarget();
    }
    return new MatrixGraph(List.copyOf(cell.getOperationsList()), targets);
  }

  /** The message; arcs by source, then by target. */
  MatrixCell message() {
    MatrixCell.Builder cell = MatrixCell.newBuilder().addAllOperations(operations);
    for (int source = 0; source < vertices(); source++) {
      for (int target = source + 1; target < vertices(); target++) {
        if (has(source, target)) {
          cell.addArcs(Arc.newBuilder().setSource(source).setTarget(target));
        }
      }
    }
    return cell.build();
  }

  int vertices() {
    return targets.length;
  }

  boolean has(int source, int target) {
    return (targets[source] >>> target & 1) != 0;
  }

  /** The vertices on a path from the input to the output, one bit each; 0 if there is none. */
  int used() {
    int forward = 1;
    for (int v = 0; v < vertices(); v++) {
      if ((forward >>> v & 1) != 0) {
        forward |= targets[v];
      }
    }
    int last = vertices() - 1;
    int backward = 1 << last;
    for (int v = last - 1; v >= 0; v--) {
      if ((targets[v] & backward) != 0) {
        backward |= 1 << v;
      }
    }
    int used = forward & backward;
    return (used & 1) != 0 ? used : 0;
  }

  /** Number of arcs on a path from the input to the output. */
  int usedArcs() {
    int used = used();
    int arcs = 0;
    for (int v = 0; v < vertices(); v++) {
      if ((used >>> v & 1) != 0) {
        arcs += Integer.bitCount(targets[v] & used);
      }
    }
    return arcs;
  }

  boolean isUsed(int source, int target) {
    int used = used();
    return has(source, target) && (used >>> source & 1) != 0 && (used >>> target & 1) != 0;
  }

  MatrixGraph withFlipped(int source, int target) {
    int[] flipped = targets.clone();
    flipped[source] ^= 1 << target;
    return new MatrixGraph(operations, flipped);
  }

  MatrixGraph withOperation(int vertex, String operation) {
    List<String> changed = new ArrayList<>(operations);
    changed.set(vertex, operation);
    return new MatrixGraph(List.copyOf(changed), targets);
  }

  /** The vertices of a topological order, in that order, and the arcs between them. */
  MatrixGraph rearranged(int[] vertices) {
    int[] moved = new int[vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      for (int j = i + 1; j < vertices.length; j++) {
        moved[i] |= has(vertices[i], vertices[j]) ? 1 << j : 0;
      }
    }
    return new MatrixGraph(Arrays.stream(vertices).mapToObj(operations::get).toList(), moved);
  }

  /** Without vertices and arcs that are on no path from input to output. */
  MatrixGraph pruned() {
    int used = used();
    int[] kept = new int[Integer.bitCount(used)];
    for (int v = 0, i = 0; v < vertices(); v++) {
      if ((used >>> v & 1) != 0) {
        kept[i++] = v;
      }
    }
    return rearranged(kept);
  }

  /** The pruned graph with its vertices in the canonical order. */
  MatrixGraph canonical(List<String> colours) {
    MatrixGraph graph = pruned();
    int size = graph.vertices();
    int[][] arcs = new int[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        arcs[i][j] = graph.has(i, j) ? 1 : 0;
      }
    }
    int[] order =
        CanonicalGraph.order(graph.operations.stream().mapToInt(colours::indexOf).toArray(), arcs);
    // Of the vertices whose sources are all placed, the first in canonical order comes next.
    int[] places = new int[size];
    int placed = 0;
    for (int i = 0; i < size; i++) {
      for (int vertex : order) {
        if ((placed >>> vertex & 1) == 0 && (graph.sources(vertex) & ~placed) == 0) {
          places[i] = vertex;
          placed |= 1 << vertex;
          break;
        }
      }
    }
    return graph.rearranged(places);
  }

  private int sources(int target) {
    int sources = 0;
    for (int v = 0; v < target; v++) {
      sources |= has(v, target) ? 1 << v : 0;
    }
    return sources;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MatrixGraph graph
        && operations.equals(graph.operations)
        && Arrays.equals(targets, graph.targets);
  }

  @Override
  public int hashCode() {
    return 31 * operations.hashCode() + Arrays.hashCode(targets);
  }

  @Override
  public String toString() {
    return MatrixText.format(this);
  }
}
