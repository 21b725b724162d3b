package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical order of the vertices of a small directed graph with colours on the vertices and
 * labels on the arcs: two graphs are isomorphic exactly if they are equal once their vertices are
 * put in this order. Exact, not a hash.
 *
 * <p>Vertices are told apart by their colours, then by those of their neighbours, again and again
 * (as in the hash of NAS-Bench-101). Where that leaves several alike, each is singled out in turn
 * and the smallest of the results wins; what a symmetry already found maps onto something explored
 * is left out (McKay and Piperno, Practical graph isomorphism II, 2014, section 2), so that cells
 * with many interchangeable parts take no factorial time.
 */
final class CanonicalGraph {

  private final int[][] arcs;
  private final int size;
  private final int[] given;

  /** More than any colour, so that label and colour of a neighbour fit one number. */
  private final int range;

  private final List<int[]> symmetries = new ArrayList<>();
  private final List<Integer> path = new ArrayList<>();
  private @Nullable Leaf first;
  private @Nullable Leaf best;

  /** An order of all vertices, what the graph looks like in it, and how it was reached. */
  private record Leaf(int[] order, int[] image, int[] path) {}

  private CanonicalGraph(int[] colours, int[][] arcs) {
    this.given = colours;
    this.arcs = arcs;
    this.size = colours.length;
    this.range = 2 * Math.max(size, Arrays.stream(colours).max().orElse(0)) + 2;
  }

  /**
   * The vertices in canonical order, by their colours, 0 or more, and the labels of arcs from the
   * first to the second index, 1 or more; 0: no arc.
   */
  static int[] order(int[] colours, int[][] arcs) {
    CanonicalGraph graph = new CanonicalGraph(colours, arcs);
    graph.explore(graph.refined(colours.clone()));
    Leaf best = graph.best;
    if (best == null) {
      throw new IllegalStateException("every search ends in a leaf");
    }
    return best.order();
  }

  /** Returns how many of the singled out vertices stay so: everything deeper is done. */
  private int explore(int[] colours) {
    int depth = path.size();
    List<Integer> alike = firstAlike(colours);
    if (alike.isEmpty()) {
      return leaf(colours);
    }
    List<Integer> explored = new ArrayList<>();
    for (int vertex : alike) {
      if (!explored.isEmpty() && isImage(vertex, explored)) {
        continue;
      }
      explored.add(vertex);
      int[] singled = new int[size];
      Arrays.setAll(
          singled, v -> 2 * colours[v] + (v == vertex || colours[v] != colours[vertex] ? 0 : 1));
      path.add(vertex);
      int stay = explore(refined(singled));
      path.remove(depth);
      if (stay < depth) {
        return stay;
      }
    }
    return depth;
  }

  /** The vertices of the first colour that several have; empty if all differ. */
  private List<Integer> firstAlike(int[] colours) {
    List<Integer> alike = new ArrayList<>();
    for (int colour = 0; colour < size && alike.size() < 2; colour++) {
      alike.clear();
      for (int v = 0; v < size; v++) {
        if (colours[v] == colour) {
          alike.add(v);
        }
      }
    }
    return alike.size() < 2 ? List.of() : alike;
  }

  private int leaf(int[] colours) {
    int[] order = new int[size];
    for (int v = 0; v < size; v++) {
      order[colours[v]] = v;
    }
    int[] image = new int[size * (size + 1)];
    for (int i = 0; i < size; i++) {
      image[i] = given[order[i]];
      for (int j = 0; j < size; j++) {
        image[size * (i + 1) + j] = arcs[order[i]][order[j]];
      }
    }
    Leaf leaf = new Leaf(order, image, path.stream().mapToInt(Integer::intValue).toArray());
    Leaf beginning = first;
    Leaf smallest = best;
    if (beginning == null || smallest == null) {
      first = leaf;
      best = leaf;
      return path.size();
    }
    for (Leaf known : List.of(beginning, smallest)) {
      if (Arrays.equals(image, known.image())) {
        int[] symmetry = new int[size];
        for (int i = 0; i < size; i++) {
          symmetry[known.order()[i]] = order[i];
        }
        symmetries.add(symmetry);
        return Math.max(0, Arrays.mismatch(leaf.path(), known.path()));
      }
    }
    if (Arrays.compare(image, smallest.image()) < 0) {
      best = leaf;
    }
    return path.size();
  }

  /** Whether symmetries that keep the path map an explored vertex to this one. */
  private boolean isImage(int vertex, List<Integer> explored) {
    int[] orbit = new int[size];
    Arrays.setAll(orbit, v -> v);
    for (int[] symmetry : symmetries) {
      if (path.stream().allMatch(v -> symmetry[v] == v)) {
        for (int v = 0; v < size; v++) {
          join(orbit, v, symmetry[v]);
        }
      }
    }
    return explored.stream().anyMatch(other -> orbit[other] == orbit[vertex]);
  }

  private static void join(int[] orbit, int one, int other) {
    int from = orbit[one];
    int to = orbit[other];
    for (int v = 0; from != to && v < orbit.length; v++) {
      orbit[v] = orbit[v] == from ? to : orbit[v];
    }
  }

  /** Splits colours by those of the neighbours until nothing changes; then colours are places. */
  private int[] refined(int[] start) {
    int[] colours = start;
    int before = -1;
    while (true) {
      int[][] signatures = new int[size][];
      Integer[] vertices = new Integer[size];
      for (int v = 0; v < size; v++) {
        signatures[v] = signature(v, colours);
        vertices[v] = v;
      }
      Arrays.sort(vertices, (a, b) -> Arrays.compare(signatures[a], signatures[b]));
      int[] next = new int[size];
      int distinct = 0;
      for (int i = 0; i < size; i++) {
        boolean same = i > 0 && Arrays.equals(signatures[vertices[i]], signatures[vertices[i - 1]]);
        next[vertices[i]] = same ? next[vertices[i - 1]] : i;
        distinct += same ? 0 : 1;
      }
      if (distinct == before) {
        return next;
      }
      before = distinct;
      colours = next;
    }
  }

  /** A vertex's colour, then label, direction and colour of each neighbour, sorted. */
  private int[] signature(int vertex, int[] colours) {
    int[] codes = new int[2 * size];
    int count = 0;
    for (int other = 0; other < size; other++) {
      if (arcs[vertex][other] != 0) {
        codes[count++] = 2 * arcs[vertex][other] * range + colours[other];
      }
      if (arcs[other][vertex] != 0) {
        codes[count++] = (2 * arcs[other][vertex] + 1) * range + colours[other];
      }
    }
    Arrays.sort(codes, 0, count);
    int[] signature = new int[count + 1];
    signature[0] = colours[vertex];
    System.arraycopy(codes, 0, signature, 1, count);
    return signature;
  }
}
