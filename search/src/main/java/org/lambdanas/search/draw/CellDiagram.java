package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.VertexCell;
import org.lambdanas.proto.v1.Architecture;

/**
 * What there is to draw of one cell, before any question of looks.
 *
 * @param title such as {@code "normal cell"}
 * @param states names of the inputs, the nodes and, if the nodes are concatenated, the output
 * @param inputs how many of the states are inputs
 * @param links the edges that carry something, by target and then source
 * @param absent the edges whose operation is {@code none}, as {@code "node 1 <- input"}
 * @param concatenated whether the last state is the concatenation of all nodes
 */
record CellDiagram(
    String title,
    List<String> states,
    int inputs,
    List<Link> links,
    List<Absent> absent,
    boolean concatenated) {

  /**
   * One edge.
   *
   * @param source index of the state it reads
   * @param target index of the state it contributes to
   * @param label name of the operation, with its stride if that is 2
   * @param kind kind of the operation
   * @param live whether it lies on a path from an input to the output
   */
  record Link(int source, int target, String label, OperationKind kind, boolean live) {}

  /**
   * An edge without an operation.
   *
   * @param source name of the state it would read
   * @param target name of the state it would contribute to
   */
  record Absent(String source, String target) {}

  static CellDiagram of(CellSpace space, Architecture architecture, CellType type) {
    CellTopology topology = type.topology();
    List<String> names = names(topology);
    List<ChosenEdge> chosen = space.chosenEdges(architecture, type);
    boolean[] live = live(topology, chosen);
    List<Link> links = new ArrayList<>();
    List<Absent> absent = new ArrayList<>();
    for (int c = 0; c < chosen.size(); c++) {
      Operation operation = chosen.get(c).operation();
      Edge edge = topology.edges().get(chosen.get(c).edge());
      if (operation == Operation.NONE) {
        absent.add(new Absent(names.get(edge.source()), names.get(edge.target())));
      } else {
        String label = operation.id() + (type.stride(chosen.get(c).edge()) == 2 ? " /2" : "");
        OperationKind kind = OperationKind.of(operation);
        links.add(new Link(edge.source(), edge.target(), label, kind, live[c]));
      }
    }
    String title = (type.reduction() ? "reduction" : type.name()) + " cell";
    boolean concatenated = topology.output() == CellTopology.Output.CONCATENATION;
    return new CellDiagram(title, names, topology.inputs(), links, absent, concatenated);
  }

  /** A cell whose operations are on its vertices, which are the states. */
  static CellDiagram of(VertexCell cell) {
    List<String> names = new ArrayList<>(List.of("input"));
    cell.operations().forEach(operation -> names.add(operation.id()));
    names.add("output");
    List<Link> links = new ArrayList<>();
    for (int target = 1; target <= cell.output(); target++) {
      for (int source : cell.sources(target)) {
        boolean projected = source == 0;
        String label = projected ? "projection" : target == cell.output() ? "joined" : "added";
        OperationKind kind = projected ? OperationKind.CONVOLUTION : OperationKind.SKIP;
        links.add(new Link(source, target, label, kind, true));
      }
    }
    return new CellDiagram("cell", names, 1, links, List.of(), false);
  }

  private static List<String> names(CellTopology topology) {
    List<String> names = new ArrayList<>();
    int inputs = topology.inputs();
    for (int i = 0; i < inputs; i++) {
      // With two inputs, as the DARTS papers write the outputs of the cells before.
      names.add(inputs == 1 ? "input" : "c_{k-" + (inputs - i) + "}");
    }
    for (int n = 1; n <= topology.nodes(); n++) {
      names.add("node " + n);
    }
    if (topology.output() == CellTopology.Output.CONCATENATION) {
      names.add("output");
    } else {
      names.set(names.size() - 1, "output");
    }
    return names;
  }

  /** For each chosen edge: does it carry something of an input, and does that reach the output? */
  private static boolean[] live(CellTopology topology, List<ChosenEdge> chosen) {
    boolean[] fed = new boolean[topology.states()];
    boolean[] used = new boolean[topology.states()];
    for (int s = 0; s < fed.length; s++) {
      fed[s] = s < topology.inputs();
      used[s] =
          s == fed.length - 1
              || (topology.output() == CellTopology.Output.CONCATENATION && s >= topology.inputs());
    }
    // Sources come before targets, so one pass by ascending target, one by descending, is enough.
    for (int s = 0; s < fed.length; s++) {
      for (ChosenEdge c : chosen) {
        Edge edge = topology.edges().get(c.edge());
        fed[s] |= edge.target() == s && c.operation() != Operation.NONE && fed[edge.source()];
      }
    }
    for (int s = fed.length - 1; s >= 0; s--) {
      for (ChosenEdge c : chosen) {
        Edge edge = topology.edges().get(c.edge());
        used[s] |= edge.source() == s && c.operation() != Operation.NONE && used[edge.target()];
      }
    }
    boolean[] live = new boolean[chosen.size()];
    for (int c = 0; c < live.length; c++) {
      Edge edge = topology.edges().get(chosen.get(c).edge());
      live[c] =
          chosen.get(c).operation() != Operation.NONE && fed[edge.source()] && used[edge.target()];
    }
    return live;
  }

  /** Index of the first node. */
  int firstNode() {
    return inputs;
  }

  /** Index of the last node; the output itself unless the nodes are concatenated. */
  int lastNode() {
    return states.size() - (concatenated ? 2 : 1);
  }

  /** Whether some edge has no effect on the output. */
  boolean hasIdleLinks() {
    return links.stream().anyMatch(link -> !link.live());
  }
}
