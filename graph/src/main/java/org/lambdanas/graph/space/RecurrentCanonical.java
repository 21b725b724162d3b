package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.space.RecurrentGraph.Node;

/**
 * The representative of all recurrent cells that differ in names, in the order of nodes or of
 * inputs whose order does not matter, in nodes without effect, or in the numbers of hidden states
 * other than the output.
 */
final class RecurrentCanonical {

  /** Arcs of inputs whose order does not matter; ordered ones are 2, 3, 4. */
  private static final int INPUT = 1;

  /** From a new hidden state to what is read of it at the next step. */
  private static final int RECURRENCE = 5;

  private RecurrentCanonical() {}

  static RecurrentGraph of(RecurrentGraph graph) {
    RecurrentGraph pruned = graph.pruned();
    List<String> names = new ArrayList<>(pruned.inputsRead());
    int inputs = names.size();
    pruned.names().forEach(names::add);
    int[] order = CanonicalGraph.order(colours(names, inputs, pruned), arcs(names, pruned));
    int[] rank = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
    }
    return renamed(pruned, name -> rank[names.indexOf(name)]);
  }

  private static int[] colours(List<String> names, int inputs, RecurrentGraph graph) {
    int[] colours = new int[names.size()];
    for (int v = 0; v < colours.length; v++) {
      String name = names.get(v);
      if (v < inputs) {
        colours[v] =
            name.equals(RecurrentGraph.X) ? 0 : name.equals(RecurrentGraph.PREVIOUS + 0) ? 1 : 2;
      } else {
        Node node = graph.nodes().get(v - inputs);
        int role = !node.isHidden() ? 0 : name.equals(RecurrentGraph.OUTPUT) ? 1 : 2;
        colours[v] = 3 + 3 * RecurrentOperation.ALL.indexOf(node.operation()) + role;
      }
    }
    return colours;
  }

  private static int[][] arcs(List<String> names, RecurrentGraph graph) {
    int[][] arcs = new int[names.size()][names.size()];
    for (Node node : graph.nodes()) {
      int target = names.indexOf(node.name());
      for (int i = 0; i < node.inputs().size(); i++) {
        arcs[names.indexOf(node.inputs().get(i))][target] =
            node.operation().ordered() ? INPUT + 1 + i : INPUT;
      }
      if (node.isHidden()) {
        String previous =
            RecurrentGraph.PREVIOUS + node.name().substring(RecurrentGraph.NEW.length());
        if (names.contains(previous)) {
          arcs[target][names.indexOf(previous)] = RECURRENCE;
        }
      }
    }
    return arcs;
  }

  /** Ranks nodes and inputs by name. */
  private interface Ranks {
    int of(String name);
  }

  private static RecurrentGraph renamed(RecurrentGraph graph, Ranks ranks) {
    Map<String, String> names = new LinkedHashMap<>();
    int hidden = 0;
    List<Node> byRank =
        graph.nodes().stream().sorted(Comparator.comparingInt(n -> ranks.of(n.name()))).toList();
    for (Node node : byRank) {
      if (node.isHidden()) {
        int number = node.name().equals(RecurrentGraph.OUTPUT) ? 0 : ++hidden;
        names.put(node.name(), RecurrentGraph.NEW + number);
        names.put(
            RecurrentGraph.PREVIOUS + node.name().substring(RecurrentGraph.NEW.length()),
            RecurrentGraph.PREVIOUS + number);
      }
    }
    // Of the nodes whose inputs are all placed, the first by rank comes next.
    List<Node> placed = new ArrayList<>();
    Set<String> left = new HashSet<>();
    graph.names().forEach(left::add);
    while (!left.isEmpty()) {
      for (Node node : byRank) {
        if (left.contains(node.name()) && node.inputs().stream().noneMatch(left::contains)) {
          if (!node.isHidden()) {
            names.put(node.name(), "node_" + placed.size());
          }
          placed.add(sorted(node, ranks));
          left.remove(node.name());
          break;
        }
      }
    }
    return new RecurrentGraph(
        placed.stream().map(node -> RecurrentGraph.renamed(node, names)).toList());
  }

  private static Node sorted(Node node, Ranks ranks) {
    return node.operation().ordered()
        ? node
        : new Node(
            node.name(),
            node.operation(),
            node.inputs().stream().sorted(Comparator.comparingInt(ranks::of)).toList());
  }
}
