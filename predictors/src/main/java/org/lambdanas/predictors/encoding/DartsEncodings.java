package org.lambdanas.predictors.encoding;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;

/**
 * Encodings of the DARTS family (White et al., NeurIPS 2021, with the corrections that the methods
 * name). All are made for the operations that the space has on some edge: seven in {@code darts},
 * two in S2. A node's two edges are taken in the order of their inputs, except in {@code
 * adjacency_compat}.
 */
final class DartsEncodings implements CellForm<DartsCells> {

  /** Operations in the field's order, as far as a space has them. */
  private static final List<Operation> ORDER =
      List.of(
          Operation.MAX_POOL_3X3,
          Operation.AVG_POOL_3X3,
          Operation.SKIP_CONNECT,
          Operation.SEP_CONV_3X3,
          Operation.SEP_CONV_5X5,
          Operation.DIL_CONV_3X3,
          Operation.DIL_CONV_5X5,
          Operation.NOISE);

  private static final int CELLS = DartsCells.CELLS;
  private static final int INPUTS = DartsCells.INPUTS;
  private static final int NODES = DartsCells.NODES;
  private static final int EDGES = DartsCells.EDGES;

  /** Inputs, nodes and the output: rows and columns of a cell's matrix. */
  private static final int STATES = INPUTS + NODES + 1;

  /** In the graph, a cell is its inputs, its edges as nodes, and its output. */
  private static final int CELL_NODES = INPUTS + EDGES + 1;

  private final CellSpace space;
  private final List<Operation> operations;
  private final List<String> ids;
  private final int kinds;

  private DartsEncodings(CellSpace space) {
    this.space = space;
    Set<Operation> candidates = new LinkedHashSet<>();
    for (CellType type : space.cellTypes()) {
      type.candidates().forEach(candidates::addAll);
    }
    operations = ORDER.stream().filter(candidates::contains).toList();
    ids = operations.stream().map(Operation::id).toList();
    kinds = operations.size();
  }

  /** The encodings of a space of this family. */
  static List<CellEncoder<DartsCells>> of(CellSpace space) {
    DartsEncodings form = new DartsEncodings(space);
    int cellFeatures = STATES * STATES + EDGES * form.kinds;
    return List.of(
        form.vector("adjacency_one_hot", CELLS * cellFeatures, form::oneHot, form::ofOneHot),
        form.vector(
            "adjacency_compat", CELLS * (STATES * STATES + EDGES), DartsEncodings::numbered),
        form.vector("path", CELLS * INPUTS * form.pathsOfAnInput(), form::paths),
        form.graph(
            "gcn",
            CELLS * CELL_NODES,
            form.nodeKinds(),
            form::graph,
            graph -> form.ofGraph(graph, CELL_NODES)),
        form.graph(
            "bonas",
            CELLS * (CELL_NODES + 1) + 1,
            form.nodeKinds() + 1,
            form::graphWithGlobalNodes,
            graph -> form.ofGraph(graph, CELL_NODES + 1)),
        form.sequence(
            "sequence",
            CELLS * EDGES * 2,
            1 + INPUTS + NODES + form.kinds,
            DartsEncodings::tokens,
            form::ofTokens));
  }

  @Override
  public String space() {
    return space.id();
  }

  @Override
  public DartsCells read(Architecture architecture) {
    space.validate(architecture);
    return DartsCells.of(architecture.getGenotype(), ids);
  }

  @Override
  public Architecture write(DartsCells cells) {
    Architecture architecture =
        Architecture.newBuilder()
            .setSpace(space.id())
            .setGenotype(cells.genotype(operations))
            .build();
    space.validate(architecture);
    return architecture;
  }

  /** Each cell's matrix, by row, then a one-hot operation for each edge. */
  private void oneHot(DartsCells given, FeatureSink sink) {
    DartsCells cells = given.sorted();
    for (int cell = 0; cell < CELLS; cell++) {
      int start = cell * (STATES * STATES + EDGES * kinds);
      matrix(cells, cell, start, sink);
      for (int edge = 0; edge < EDGES; edge++) {
        sink.one(start + STATES * STATES + edge * kinds + cells.operation(cell, edge));
      }
    }
  }

  private DartsCells ofOneHot(float[] features) {
    DartsCells cells = DartsCells.empty();
    for (int cell = 0; cell < CELLS; cell++) {
      int start = cell * (STATES * STATES + EDGES * kinds);
      for (int edge = 0; edge < EDGES; edge++) {
        int target = DartsCells.target(edge);
        boolean second = edge % 2 == 1;
        int input =
            IntStream.range(second ? cells.input(cell, edge - 1) + 1 : 0, target)
                .filter(state -> features[start + state * STATES + target] != 0)
                .findFirst()
                .orElseThrow(
                    () -> new DataException("node " + target + " of a cell has not two inputs"));
        cells.set(
            cell,
            edge,
            input,
            known(FeatureSink.hot(features, start + STATES * STATES + edge * kinds, kinds), edge));
      }
    }
    return cells;
  }

  private int known(int operation, int edge) {
    if (operation < 0 || operation >= kinds) {
      throw new DataException("edge " + edge + " of a cell has no operation");
    }
    return operation;
  }

  private static void matrix(DartsCells cells, int cell, int start, FeatureSink sink) {
    for (int edge = 0; edge < EDGES; edge++) {
      sink.one(start + cells.input(cell, edge) * STATES + DartsCells.target(edge));
    }
    for (int node = INPUTS; node < INPUTS + NODES; node++) {
      sink.one(start + node * STATES + STATES - 1);
    }
  }

  /** The reference's adjacency encoding: operations as numbers, in the order they are listed. */
  private static void numbered(DartsCells cells, FeatureSink sink) {
    for (int cell = 0; cell < CELLS; cell++) {
      int start = cell * (STATES * STATES + EDGES);
      matrix(cells, cell, start, sink);
      for (int edge = 0; edge < EDGES; edge++) {
        sink.set(start + STATES * STATES + edge, cells.operation(cell, edge));
      }
    }
  }

  /** Sequences of up to four operations, the empty one included. */
  private int pathsOfAnInput() {
    int paths = 1;
    for (int length = 0; length < NODES; length++) {
      paths = paths * kinds + 1;
    }
    return paths;
  }

  /**
   * Which sequences of operations lead from each input of each cell to a node, each of which is
   * part of the output. The reference leaves out the last edge of each cell.
   */
  private void paths(DartsCells cells, FeatureSink sink) {
    for (int cell = 0; cell < CELLS; cell++) {
      for (int edge = 0; edge < EDGES; edge++) {
        pathsEndingIn(cells, cell, edge, 0, sink);
      }
    }
  }

  /**
   * Walks from an edge back to the cell's inputs. The first operation of a path has the weight 1:
   * what comes later is multiplied by the number of kinds with each step back.
   */
  private void pathsEndingIn(DartsCells cells, int cell, int edge, int later, FeatureSink sink) {
    int index = later * kinds + cells.operation(cell, edge) + 1;
    int source = cells.input(cell, edge);
    if (source < INPUTS) {
      sink.one((INPUTS * cell + source) * pathsOfAnInput() + index);
    } else {
      int before = 2 * (source - INPUTS);
      pathsEndingIn(cells, cell, before, index, sink);
      pathsEndingIn(cells, cell, before + 1, index, sink);
    }
  }

  /** Codes: the two inputs, the operations, the output. */
  private int nodeKinds() {
    return INPUTS + kinds + 1;
  }

  private NodeGraph graph(DartsCells given) {
    NodeGraph graph = NodeGraph.of(CELLS * CELL_NODES);
    DartsCells cells = given.sorted();
    for (int cell = 0; cell < CELLS; cell++) {
      addCell(cells, cell, graph, cell * CELL_NODES);
    }
    return graph;
  }

  /** A global node for each cell, and one for all. */
  private NodeGraph graphWithGlobalNodes(DartsCells given) {
    NodeGraph graph = NodeGraph.of(CELLS * (CELL_NODES + 1));
    DartsCells cells = given.sorted();
    for (int cell = 0; cell < CELLS; cell++) {
      int start = cell * (CELL_NODES + 1);
      addCell(cells, cell, graph, start);
      int global = start + CELL_NODES;
      graph.codes()[global] = nodeKinds();
      for (int node = start; node < global; node++) {
        graph.connect(node, global);
      }
    }
    return graph.withGlobalNode(nodeKinds());
  }

  private void addCell(DartsCells cells, int cell, NodeGraph graph, int start) {
    int output = start + INPUTS + EDGES;
    for (int input = 0; input < INPUTS; input++) {
      graph.codes()[start + input] = input;
    }
    for (int edge = 0; edge < EDGES; edge++) {
      int node = start + INPUTS + edge;
      graph.codes()[node] = INPUTS + cells.operation(cell, edge);
      int input = cells.input(cell, edge);
      if (input < INPUTS) {
        graph.connect(start + input, node);
      } else {
        int before = start + INPUTS + 2 * (input - INPUTS);
        graph.connect(before, node);
        graph.connect(before + 1, node);
      }
      graph.connect(node, output);
    }
    graph.codes()[output] = nodeKinds() - 1;
  }

  private DartsCells ofGraph(NodeGraph graph, int nodesOfACell) {
    if (graph.nodes() < CELLS * nodesOfACell) {
      throw new DataException("the graph has only " + graph.nodes() + " nodes");
    }
    DartsCells cells = DartsCells.empty();
    for (int cell = 0; cell < CELLS; cell++) {
      int start = cell * nodesOfACell;
      for (int edge = 0; edge < EDGES; edge++) {
        int node = start + INPUTS + edge;
        int target = DartsCells.target(edge);
        int input =
            IntStream.range(0, target)
                .filter(
                    state ->
                        graph.connects(
                            start + (state < INPUTS ? state : INPUTS + 2 * (state - INPUTS)), node))
                .findFirst()
                .orElseThrow(() -> new DataException("node " + node + " has no input"));
        cells.set(cell, edge, input, known(graph.codes()[node] - INPUTS, edge));
      }
    }
    return cells;
  }

  /**
   * Input and operation of each edge in turn; 0 is free for the start of a sequence. The
   * reference's sequence does not tell the edges of a cell apart.
   */
  private static int[] tokens(DartsCells given) {
    DartsCells cells = given.sorted();
    int[] tokens = new int[CELLS * EDGES * 2];
    for (int i = 0; i < CELLS * EDGES; i++) {
      tokens[2 * i] = 1 + cells.input(i / EDGES, i % EDGES);
      tokens[2 * i + 1] = 1 + INPUTS + NODES + cells.operation(i / EDGES, i % EDGES);
    }
    return tokens;
  }

  private DartsCells ofTokens(int[] tokens) {
    DartsCells cells = DartsCells.empty();
    for (int i = 0; i < CELLS * EDGES; i++) {
      int edge = i % EDGES;
      int input = tokens[2 * i] - 1;
      if (input < 0 || input >= DartsCells.target(edge)) {
        throw new DataException(
            "token %d is %d, not an input of edge %d".formatted(2 * i, tokens[2 * i], edge));
      }
      cells.set(i / EDGES, edge, input, known(tokens[2 * i + 1] - 1 - INPUTS - NODES, edge));
    }
    return cells;
  }
}
