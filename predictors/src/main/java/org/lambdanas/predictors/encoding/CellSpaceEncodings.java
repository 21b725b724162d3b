package org.lambdanas.predictors.encoding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;

/**
 * Encodings of any space whose cells have operations on edges, for those that have none of their
 * own. A cell's short form is, for each edge of each cell type, the number of its operation in
 * {@link #operations}, or -1 where the edge is not kept. None can be read back.
 */
record CellSpaceEncodings(CellSpace searched, List<Operation> operations)
    implements CellForm<int[]> {

  /** What a {@link NodeGraph} has room for, with a global node. */
  private static final int MOST_NODES = 31;

  private static CellSpaceEncodings form(CellSpace space) {
    return new CellSpaceEncodings(
        space,
        space.cellTypes().stream()
            .flatMap(type -> type.candidates().stream().flatMap(List::stream))
            .distinct()
            .toList());
  }

  /**
   * {@code graph}: the graph features of each cell type, one after the other; empty where a cell
   * has more edges than a {@link LiveGraph} can.
   */
  static Optional<CellEncoder<int[]>> graph(CellSpace space) {
    if (space.cellTypes().stream().anyMatch(type -> type.edges() > LiveGraph.MOST)) {
      return Optional.empty();
    }
    CellSpaceEncodings form = form(space);
    // Operations without none, which is no edge at all.
    int kinds = form.operations.size() - (form.operations.contains(Operation.NONE) ? 1 : 0);
    List<GraphFeatures> parts =
        space.cellTypes().stream()
            .map(CellType::topology)
            .map(topology -> new GraphFeatures(kinds, topology.inputs(), topology.nodes()))
            .toList();
    return Optional.of(
        form.vector(
            GraphFeatures.ID,
            parts.stream().mapToInt(GraphFeatures::length).sum(),
            (cell, sink) -> {
              int start = 0;
              int offset = 0;
              for (int i = 0; i < parts.size(); i++) {
                CellType type = space.cellTypes().get(i);
                parts.get(i).write(form.live(cell, type, offset), start, sink);
                start += parts.get(i).length();
                offset += type.edges();
              }
            }));
  }

  static List<CellEncoder<int[]>> of(CellSpace space) {
    CellSpaceEncodings form = form(space);
    int edges = space.cellTypes().stream().mapToInt(CellType::edges).sum();
    int states = space.cellTypes().stream().mapToInt(type -> type.topology().inputs() + 1).sum();
    int nodes = edges + states;
    int kinds = form.operations.size() + 2;
    List<CellEncoder<int[]>> encoders = new ArrayList<>();
    encoders.add(form.vector("adjacency_one_hot", edges * form.operations.size(), form::oneHot));
    if (nodes <= MOST_NODES) {
      ColumnTokens columns = new ColumnTokens(nodes, 2);
      encoders.add(form.graph("gcn", nodes, kinds, form::graph));
      encoders.add(form.bonas(nodes, kinds, form::graph));
      encoders.add(
          form.sequence(
              "sequence",
              columns.length(),
              columns.firstCode() + kinds,
              cell -> columns.write(form.graph(cell))));
    }
    return List.copyOf(encoders);
  }

  @Override
  public String space() {
    return searched.id();
  }

  @Override
  public int[] read(Architecture architecture) {
    searched.validate(architecture);
    List<Integer> cell = new ArrayList<>();
    for (CellType type : searched.cellTypes()) {
      int start = cell.size();
      cell.addAll(Collections.nCopies(type.edges(), -1));
      for (ChosenEdge chosen : searched.chosenEdges(architecture, type)) {
        cell.set(start + chosen.edge(), operations.indexOf(chosen.operation()));
      }
    }
    return cell.stream().mapToInt(Integer::intValue).toArray();
  }

  private void oneHot(int[] cell, FeatureSink sink) {
    for (int edge = 0; edge < cell.length; edge++) {
      if (cell[edge] >= 0) {
        sink.one(edge * operations.size() + cell[edge]);
      }
    }
  }

  /** The live edges of one cell type. */
  private LiveGraph live(int[] cell, CellType type, int offset) {
    CellTopology topology = type.topology();
    int none = operations.indexOf(Operation.NONE);
    int[] kinds = new int[type.edges()];
    long[] targets = new long[kinds.length];
    long[] readers = new long[topology.inputs()];
    // The edges that write each state.
    long[] writers = new long[topology.states()];
    int node = 0;
    for (int state = topology.inputs(); state < topology.states(); state++) {
      for (int e = 0; e < kinds.length; e++) {
        Edge edge = topology.edges().get(e);
        int operation = cell[offset + e];
        if (edge.target() == state && operation >= 0 && operation != none) {
          kinds[node] = none >= 0 && operation > none ? operation - 1 : operation;
          if (edge.source() < readers.length) {
            readers[edge.source()] |= 1L << node;
          }
          for (long rest = writers[edge.source()]; rest != 0; rest &= rest - 1) {
            targets[Long.numberOfTrailingZeros(rest)] |= 1L << node;
          }
          writers[state] |= 1L << node++;
        }
      }
    }
    long outputs = 0;
    for (int state = firstOutput(topology); state < writers.length; state++) {
      outputs |= writers[state];
    }
    return LiveGraph.of(kinds, targets, readers, outputs, false);
  }

  /** The first state that is part of the output; so are those after it. */
  private static int firstOutput(CellTopology topology) {
    return topology.output() == CellTopology.Output.CONCATENATION
        ? topology.inputs()
        : topology.states() - 1;
  }

  /**
   * For each cell type its inputs, the kept edges by target, and its output, with an arc where one
   * reads the other: codes are 0, those of the operations, and the last.
   */
  private NodeGraph graph(int[] cell) {
    List<Integer> codes = new ArrayList<>();
    List<int[]> arcs = new ArrayList<>();
    int offset = 0;
    for (CellType type : searched.cellTypes()) {
      CellTopology topology = type.topology();
      // The nodes that write each state of the cell.
      List<List<Integer>> writers = new ArrayList<>();
      for (int state = 0; state < topology.states(); state++) {
        writers.add(new ArrayList<>());
        if (state < topology.inputs()) {
          writers.get(state).add(codes.size());
          codes.add(0);
        }
        for (int e = 0; e < type.edges(); e++) {
          Edge edge = topology.edges().get(e);
          if (edge.target() == state && cell[offset + e] >= 0) {
            for (int writer : writers.get(edge.source())) {
              arcs.add(new int[] {writer, codes.size()});
            }
            writers.get(state).add(codes.size());
            codes.add(1 + cell[offset + e]);
          }
        }
      }
      for (int state = firstOutput(topology); state < topology.states(); state++) {
        for (int writer : writers.get(state)) {
          arcs.add(new int[] {writer, codes.size()});
        }
      }
      codes.add(operations.size() + 1);
      offset += type.edges();
    }
    NodeGraph graph = NodeGraph.of(codes.size());
    for (int node = 0; node < codes.size(); node++) {
      graph.codes()[node] = codes.get(node);
    }
    arcs.forEach(arc -> graph.connect(arc[0], arc[1]));
    return graph;
  }
}
