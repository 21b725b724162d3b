package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.space.RecurrentGraph.Node;

/** Random recurrent cells and random changes of them. */
final class RecurrentDraws {

  /** Operations of one node, with as many inputs as published cells have. */
  private record Kind(RecurrentOperation operation, int inputs) {}

  private static final List<Kind> PUBLISHED =
      List.of(
          new Kind(RecurrentOperation.LINEAR, 2),
          new Kind(RecurrentOperation.LINEAR, 3),
          new Kind(RecurrentOperation.BLEND, 3),
          new Kind(RecurrentOperation.PROD, 2),
          new Kind(RecurrentOperation.SUM, 2),
          new Kind(RecurrentOperation.TANH, 1),
          new Kind(RecurrentOperation.SIGMOID, 1),
          new Kind(RecurrentOperation.LEAKY_RELU, 1));

  private RecurrentDraws() {}

  /** See {@link NasBenchNlpSpace#sample}. */
  static RecurrentGraph sample(RandomGenerator random) {
    while (true) {
      Optional<RecurrentGraph> drawn = draw(random);
      if (drawn.isPresent()) {
        return drawn.get();
      }
    }
  }

  private static Optional<RecurrentGraph> draw(RandomGenerator random) {
    int hidden = 1 + random.nextInt(RecurrentGraph.MOST_HIDDEN);
    int most = RecurrentGraph.MOST_NODES - 1 - hidden;
    int count = hidden + random.nextInt(most - hidden + 1);
    List<String> readable = new ArrayList<>(List.of(RecurrentGraph.X));
    for (int k = 0; k < hidden; k++) {
      readable.add(RecurrentGraph.PREVIOUS + k);
    }
    List<Node> nodes = new ArrayList<>();
    Set<String> unread = new HashSet<>(readable);
    for (int i = 0; i < count; i++) {
      Kind kind = PUBLISHED.get(random.nextInt(PUBLISHED.size()));
      List<String> inputs = new ArrayList<>();
      while (inputs.size() < Math.min(kind.inputs(), readable.size())) {
        List<String> pool =
            random.nextBoolean() ? readable.stream().filter(unread::contains).toList() : readable;
        List<String> other = pool.stream().filter(name -> !inputs.contains(name)).toList();
        if (!other.isEmpty()) {
          inputs.add(other.get(random.nextInt(other.size())));
        }
      }
      if (inputs.size() < kind.inputs()) {
        return Optional.empty();
      }
      String name = "node_" + i;
      inputs.forEach(unread::remove);
      unread.add(name);
      readable.add(name);
      nodes.add(new Node(name, kind.operation(), inputs));
    }
    Map<String, String> states = new LinkedHashMap<>();
    states.put("node_" + (count - 1), RecurrentGraph.OUTPUT);
    while (states.size() < hidden) {
      states.putIfAbsent("node_" + random.nextInt(count), RecurrentGraph.NEW + states.size());
    }
    RecurrentGraph graph =
        new RecurrentGraph(
                nodes.stream().map(node -> RecurrentGraph.renamed(node, states)).toList())
            .pruned();
    boolean whole =
        graph.hiddenStates() == hidden
            && graph.inputsRead().contains(RecurrentGraph.X)
            && graph.inputsRead().contains(RecurrentGraph.PREVIOUS + 0);
    return whole ? Optional.of(numbered(graph)) : Optional.empty();
  }

  /** Nodes that are no hidden states are called by their place. */
  private static RecurrentGraph numbered(RecurrentGraph graph) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (!node.isHidden()) {
        names.put(node.name(), "node_" + i);
      }
    }
    return new RecurrentGraph(
        graph.nodes().stream().map(node -> RecurrentGraph.renamed(node, names)).toList());
  }

  /** One random change; empty if the drawn change does not fit the cell. */
  static Optional<RecurrentGraph> changed(RecurrentGraph graph, RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> inserted(graph, random);
      case 1 -> removed(graph, random);
      default -> {
        List<RecurrentGraph> neighbours = neighbours(graph);
        yield Optional.of(neighbours.get(random.nextInt(neighbours.size())));
      }
    };
  }

  /** See {@link NasBenchNlpSpace#neighbours}. */
  static List<RecurrentGraph> neighbours(RecurrentGraph graph) {
    Set<String> used = graph.used();
    List<RecurrentGraph> neighbours = new ArrayList<>();
    boolean full = graph.size() == RecurrentGraph.MOST_NODES;
    for (int place = 0; place < graph.nodes().size(); place++) {
      Node node = graph.nodes().get(place);
      if (!used.contains(node.name())) {
        continue;
      }
      for (RecurrentOperation operation : RecurrentOperation.ALL) {
        if (operation != node.operation() && operation.takes(node.inputs().size())) {
          neighbours.add(graph.with(place, new Node(node.name(), operation, node.inputs())));
        }
      }
      List<String> readable = graph.readable(place);
      for (int i = 0; i < node.inputs().size(); i++) {
        for (String input : readable) {
          if (!node.inputs().contains(input)) {
            RecurrentGraph moved = graph.with(place, reading(node, i, input));
            if (!full || moved.size() <= RecurrentGraph.MOST_NODES) {
              neighbours.add(moved);
            }
          }
        }
      }
    }
    return neighbours;
  }

  private static Node reading(Node node, int index, String input) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(index, input);
    return new Node(node.name(), node.operation(), inputs);
  }

  /** A new node between a node and one of its inputs. */
  private static Optional<RecurrentGraph> inserted(RecurrentGraph graph, RandomGenerator random) {
    int place = random.nextInt(graph.nodes().size());
    Node reader = graph.nodes().get(place);
    int index = random.nextInt(reader.inputs().size());
    Kind kind = PUBLISHED.get(random.nextInt(PUBLISHED.size()));
    List<String> inputs = new ArrayList<>(List.of(reader.inputs().get(index)));
    List<String> readable = new ArrayList<>(graph.readable(place));
    readable.removeAll(inputs);
    if (readable.size() < kind.inputs() - 1) {
      return Optional.empty();
    }
    while (inputs.size() < kind.inputs()) {
      inputs.add(readable.remove(random.nextInt(readable.size())));
    }
    List<Node> nodes = new ArrayList<>(graph.nodes());
    String name = freshName(graph);
    nodes.set(place, reading(reader, index, name));
    nodes.add(place, new Node(name, kind.operation(), inputs));
    RecurrentGraph larger = new RecurrentGraph(nodes);
    return larger.size() <= RecurrentGraph.MOST_NODES ? Optional.of(larger) : Optional.empty();
  }

  private static String freshName(RecurrentGraph graph) {
    Set<String> taken = new HashSet<>();
    graph.names().forEach(taken::add);
    int number = 0;
    while (taken.contains("node_" + number)) {
      number++;
    }
    return "node_" + number;
  }

  /** Without a node that is no hidden state; its readers read its first input instead. */
  private static Optional<RecurrentGraph> removed(RecurrentGraph graph, RandomGenerator random) {
    Node gone = graph.nodes().get(random.nextInt(graph.nodes().size()));
    if (gone.isHidden()) {
      return Optional.empty();
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.equals(gone)) {
        continue;
      }
      int index = node.inputs().indexOf(gone.name());
      if (index >= 0 && node.inputs().contains(gone.inputs().get(0))) {
        return Optional.empty();
      }
      nodes.add(index < 0 ? node : reading(node, index, gone.inputs().get(0)));
    }
    return Optional.of(new RecurrentGraph(nodes));
  }
}
