package org.lambdanas.predictors.encoding;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeCell;

/**
 * Encodings of NAS-Bench-201 (White et al., NeurIPS 2021). A cell is the numbers of its six
 * operations in NASLib's order: edges by source (1-2, 1-3, 1-4, 2-3, 2-4, 3-4), operations as in
 * {@link #OPERATIONS}.
 */
final class NasBench201Encodings implements CellForm<int[]> {

  private static final List<Operation> OPERATIONS = NasBench201Space.naslibOperations();

  private static final int KINDS = OPERATIONS.size();

  private static final List<String> IDS = OPERATIONS.stream().map(Operation::id).toList();

  private static final int EDGES = 6;

  private static final int[][] PATHS = {{2}, {0, 4}, {1, 5}, {0, 3, 5}};

  /** NASLib's: edge numbers of the order by target, used in the order by source. */
  private static final int[][] REFERENCE_PATHS = {{3}, {0, 4}, {1, 5}, {0, 2, 5}};

  /** Where the paths of 1, 2 and 3 edges start. */
  private static final int[] PATH_STARTS = {0, KINDS, KINDS + KINDS * KINDS};

  private static final int PATH_FEATURES = KINDS + KINDS * KINDS + KINDS * KINDS * KINDS;

  /** In the graph, the edges are nodes 1 to 6 between input and output. */
  private static final int NODES = EDGES + 2;

  private static final int OUTPUT = EDGES + 1;

  private static final int[][] ARCS = {
    {0, 1}, {0, 2}, {0, 3}, {1, 4}, {1, 5}, {2, 6}, {3, OUTPUT}, {4, 6}, {5, OUTPUT}, {6, OUTPUT}
  };

  private static final int NODE_KINDS = KINDS + 2;

  private NasBench201Encodings() {}

  static List<CellEncoder<int[]>> all() {
    NasBench201Encodings form = new NasBench201Encodings();
    ColumnTokens columns = new ColumnTokens(NODES, 2);
    return List.of(
        form.vector(
            "adjacency_one_hot",
            EDGES * KINDS,
            NasBench201Encodings::oneHot,
            NasBench201Encodings::ofOneHot),
        form.vector(
            "path",
            PATH_FEATURES,
            (cell, sink) -> paths(cell, PATHS, sink),
            features -> ofPaths(features, PATHS)),
        form.vector(
            "path_compat",
            PATH_FEATURES,
            (cell, sink) -> paths(cell, REFERENCE_PATHS, sink),
            features -> ofPaths(features, REFERENCE_PATHS)),
        form.graph(
            "gcn", NODES, NODE_KINDS, NasBench201Encodings::graph, NasBench201Encodings::ofGraph),
        form.bonas(NODES, NODE_KINDS, NasBench201Encodings::graph, NasBench201Encodings::ofGraph),
        form.sequence(
            "sequence",
            columns.length(),
            columns.firstCode() + NODE_KINDS,
            cell -> columns.write(graph(cell)),
            tokens -> ofGraph(columns.read(tokens, 0))));
  }

  @Override
  public String space() {
    return NasBench201Space.INSTANCE.id();
  }

  @Override
  public int[] read(Architecture architecture) {
    NasBench201Space.INSTANCE.validate(architecture);
    EdgeCell edges = architecture.getEdgeCell();
    int[] cell = new int[EDGES];
    for (int edge = 0; edge < EDGES; edge++) {
      cell[NasBench201Space.naslibPosition(edge)] = IDS.indexOf(edges.getOperations(edge));
    }
    return cell;
  }

  @Override
  public Architecture write(int[] cell) {
    EdgeCell.Builder edges = EdgeCell.newBuilder();
    for (int edge = 0; edge < EDGES; edge++) {
      edges.addOperations(OPERATIONS.get(cell[NasBench201Space.naslibPosition(edge)]).id());
    }
    return Architecture.newBuilder().setSpace(space()).setEdgeCell(edges).build();
  }

  private static void oneHot(int[] cell, FeatureSink sink) {
    for (int edge = 0; edge < EDGES; edge++) {
      sink.one(edge * KINDS + cell[edge]);
    }
  }

  private static int[] ofOneHot(float[] features) {
    int[] cell = new int[EDGES];
    for (int edge = 0; edge < EDGES; edge++) {
      cell[edge] = FeatureSink.hot(features, edge * KINDS, KINDS);
      if (cell[edge] < 0) {
        throw new DataException(
            "features %d to %d, the operation of an edge, are not one 1 among zeros"
                .formatted(edge * KINDS, (edge + 1) * KINDS - 1));
      }
    }
    return cell;
  }

  /** Which sequences of operations lie between input and output. */
  private static void paths(int[] cell, int[][] paths, FeatureSink sink) {
    for (int[] path : paths) {
      int index = PATH_STARTS[path.length - 1];
      int weight = 1;
      for (int edge : path) {
        index += weight * cell[edge];
        weight *= KINDS;
      }
      sink.one(index);
    }
  }

  /**
   * The direct edge and the longest path give four operations. Of the two paths of two edges, one
   * starts and the other ends with one of them; if both do, they are equal.
   */
  private static int[] ofPaths(float[] features, int[][] paths) {
    int direct = FeatureSink.hot(features, PATH_STARTS[0], KINDS);
    int longest = FeatureSink.hot(features, PATH_STARTS[2], KINDS * KINDS * KINDS);
    if (direct < 0 || longest < 0) {
      throw new DataException("there is not exactly one path of one edge and one of three edges");
    }
    int first = longest % KINDS;
    int last = longest / (KINDS * KINDS);
    int[] cell = {first, -1, 0, 0, -1, last};
    cell[paths[0][0]] = direct;
    cell[paths[3][1]] = longest / KINDS % KINDS;
    for (int one = 0; one < KINDS * KINDS; one++) {
      for (int other = 0; other < KINDS * KINDS; other++) {
        if (features[PATH_STARTS[1] + one] != 0
            && features[PATH_STARTS[1] + other] != 0
            && one % KINDS == first
            && other / KINDS == last
            && (cell[1] < 0 || one != other)) {
          cell[4] = one / KINDS;
          cell[1] = other % KINDS;
        }
      }
    }
    if (cell[1] < 0) {
      throw new DataException("its paths of two edges do not fit the others");
    }
    return cell;
  }

  private static NodeGraph graph(int[] cell) {
    NodeGraph graph = NodeGraph.of(NODES);
    for (int edge = 0; edge < EDGES; edge++) {
      graph.codes()[1 + edge] = 1 + cell[edge];
    }
    graph.codes()[OUTPUT] = NODE_KINDS - 1;
    for (int[] arc : ARCS) {
      graph.connect(arc[0], arc[1]);
    }
    return graph;
  }

  private static int[] ofGraph(NodeGraph graph) {
    int[] cell = new int[EDGES];
    for (int edge = 0; edge < EDGES; edge++) {
      int kind = 1 + edge < graph.nodes() ? graph.codes()[1 + edge] - 1 : -1;
      if (kind < 0 || kind >= KINDS) {
        throw new DataException("node " + (1 + edge) + " is not an operation");
      }
      cell[edge] = kind;
    }
    return cell;
  }
}
