package org.lambdanas.predictors.encoding;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MatrixCell;

/**
 * Encodings of NAS-Bench-101 (White et al., NeurIPS 2021). Unlike the reference's they are of a
 * cell's canonical form, so that isomorphic cells, and cells that differ in unused vertices, encode
 * equally. A cell is a graph with the numbers of its operations, from {@link #OPERATIONS}, as
 * codes.
 */
record NasBench101Encodings(SearchSpace searched) implements CellForm<NodeGraph> {

  /** In the order of the sequence encoding. */
  private static final List<String> OPERATIONS =
      List.of("input", "output", "conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3");

  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final int CONV_3X3 = 2;

  /** Of inner vertices. */
  private static final int KINDS = OPERATIONS.size() - CONV_3X3;

  private static final int VERTICES = 7;

  /** Pairs of vertices: the upper triangle of the matrix. */
  private static final int PAIRS = VERTICES * (VERTICES - 1) / 2;

  private static final int INNER = VERTICES - 2;

  private static final GraphFeatures GRAPH = new GraphFeatures(KINDS, 1, INNER);

  /** The other orders, as the place of each operation. */
  private static final int[] GCN_PLACES = {1, 0, 2, 3, 4};

  private static final int[] BONAS_PLACES = {0, 4, 1, 2, 3};

  static List<CellEncoder<NodeGraph>> of(SearchSpace space) {
    NasBench101Encodings form = new NasBench101Encodings(space);
    ColumnTokens columns = new ColumnTokens(VERTICES, 2);
    return List.of(
        form.vector(
            "adjacency_one_hot",
            PAIRS + INNER * KINDS,
            NasBench101Encodings::oneHot,
            NasBench101Encodings::ofOneHot),
        form.vector("path", paths(), NasBench101Encodings::paths),
        form.vector(
            GraphFeatures.ID, GRAPH.length(), (cell, sink) -> GRAPH.write(live(cell), 0, sink)),
        form.graph(
            "gcn",
            VERTICES,
            OPERATIONS.size(),
            cell -> recoded(cell, GCN_PLACES),
            graph -> decoded(graph, GCN_PLACES)),
        form.bonas(
            VERTICES,
            OPERATIONS.size(),
            cell -> recoded(cell, BONAS_PLACES),
            graph -> decoded(graph, BONAS_PLACES)),
        form.sequence(
            "sequence",
            columns.length(),
            columns.firstCode() + OPERATIONS.size(),
            columns::write,
            tokens -> columns.read(tokens, INPUT)));
  }

  @Override
  public String space() {
    return searched.id();
  }

  @Override
  public NodeGraph read(Architecture architecture) {
    MatrixCell cell = searched.canonical(architecture).getMatrixCell();
    NodeGraph graph = NodeGraph.of(cell.getOperationsCount());
    for (int vertex = 0; vertex < graph.nodes(); vertex++) {
      graph.codes()[vertex] = OPERATIONS.indexOf(cell.getOperations(vertex));
    }
    for (Arc arc : cell.getArcsList()) {
      graph.connect(arc.getSource(), arc.getTarget());
    }
    return graph;
  }

  @Override
  public Architecture write(NodeGraph graph) {
    if (!graph.isTopological()) {
      throw new DataException("an arc does not go to a later vertex");
    }
    MatrixCell.Builder cell = MatrixCell.newBuilder();
    for (int source = 0; source < graph.nodes(); source++) {
      cell.addOperations(OPERATIONS.get(graph.codes()[source]));
      for (int target = source + 1; target < graph.nodes(); target++) {
        if (graph.connects(source, target)) {
          cell.addArcs(Arc.newBuilder().setSource(source).setTarget(target));
        }
      }
    }
    return searched.canonical(
        Architecture.newBuilder().setSpace(searched.id()).setMatrixCell(cell).build());
  }

  /** The inner vertices; in the canonical form all are live. */
  private static LiveGraph live(NodeGraph cell) {
    int inner = cell.nodes() - 2;
    int[] kinds = new int[inner];
    long[] targets = new long[inner];
    long outputs = 0;
    long mask = (1L << inner) - 1;
    for (int node = 0; node < inner; node++) {
      kinds[node] = cell.codes()[node + 1] - CONV_3X3;
      targets[node] = cell.targets()[node + 1] >>> 1 & mask;
      outputs |= cell.connects(node + 1, inner + 1) ? 1L << node : 0;
    }
    long[] readers = {cell.targets()[0] >>> 1 & mask};
    return LiveGraph.of(kinds, targets, readers, outputs, cell.connects(0, inner + 1));
  }

  /** The place of a vertex among seven: the output is the last. */
  private static int place(NodeGraph cell, int vertex) {
    return vertex == cell.nodes() - 1 ? VERTICES - 1 : vertex;
  }

  /** The place of a pair in the upper triangle, by row. */
  private static int pair(int source, int target) {
    return source * (2 * VERTICES - source - 1) / 2 + target - source - 1;
  }

  /** The upper triangle, then the operation of each inner vertex: pool, 3x3, 1x1. */
  private static void oneHot(NodeGraph cell, FeatureSink sink) {
    for (int source = 0; source < cell.nodes(); source++) {
      for (int target = source + 1; target < cell.nodes(); target++) {
        if (cell.connects(source, target)) {
          sink.one(pair(source, place(cell, target)));
        }
      }
    }
    for (int vertex = 1; vertex < cell.nodes() - 1; vertex++) {
      int kind = cell.codes()[vertex] - CONV_3X3;
      sink.one(PAIRS + (vertex - 1) * KINDS + (kind + 1) % KINDS);
    }
  }

  private static NodeGraph ofOneHot(float[] features) {
    int inner = 0;
    while (inner < INNER && FeatureSink.hot(features, PAIRS + inner * KINDS, KINDS) >= 0) {
      inner++;
    }
    NodeGraph cell = NodeGraph.of(inner + 2);
    cell.codes()[0] = INPUT;
    cell.codes()[inner + 1] = OUTPUT;
    for (int vertex = 1; vertex <= inner; vertex++) {
      int hot = FeatureSink.hot(features, PAIRS + (vertex - 1) * KINDS, KINDS);
      cell.codes()[vertex] = CONV_3X3 + (hot + KINDS - 1) % KINDS;
    }
    for (int source = 0; source < cell.nodes(); source++) {
      for (int target = source + 1; target < cell.nodes(); target++) {
        if (features[pair(source, place(cell, target))] != 0) {
          cell.connect(source, target);
        }
      }
    }
    return cell;
  }

  /** Sequences of up to five operations. */
  private static int paths() {
    int paths = 1;
    for (int length = 0; length < INNER; length++) {
      paths = paths * KINDS + 1;
    }
    return paths;
  }

  /** Which sequences of operations lead from the input to the output. */
  private static void paths(NodeGraph cell, FeatureSink sink) {
    pathsFrom(cell, 0, 0, 1, sink);
  }

  private static void pathsFrom(
      NodeGraph cell, int vertex, int index, int weight, FeatureSink sink) {
    for (int rest = cell.targets()[vertex]; rest != 0; rest &= rest - 1) {
      int next = Integer.numberOfTrailingZeros(rest);
      if (next == cell.nodes() - 1) {
        sink.one(index);
      } else {
        int digit = cell.codes()[next] - CONV_3X3 + 1;
        pathsFrom(cell, next, index + weight * digit, weight * KINDS, sink);
      }
    }
  }

  private static NodeGraph recoded(NodeGraph cell, int[] places) {
    NodeGraph graph = new NodeGraph(new int[cell.nodes()], cell.targets());
    for (int vertex = 0; vertex < cell.nodes(); vertex++) {
      graph.codes()[vertex] = places[cell.codes()[vertex]];
    }
    return graph;
  }

  private static NodeGraph decoded(NodeGraph graph, int[] places) {
    NodeGraph cell = new NodeGraph(new int[graph.nodes()], graph.targets());
    for (int vertex = 0; vertex < graph.nodes(); vertex++) {
      int operation = 0;
      while (operation < places.length && places[operation] != graph.codes()[vertex]) {
        operation++;
      }
      if (operation == places.length) {
        throw new DataException("vertex " + vertex + " is not an operation");
      }
      cell.codes()[vertex] = operation;
    }
    return cell;
  }
}
