package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.RecurrentCell;
import org.lambdanas.proto.v1.RecurrentNode;

/**
 * A valid recurrent cell: nodes in topological order, hidden states {@code h_new_0} and on without
 * a gap.
 *
 * @param nodes at least one
 */
record RecurrentGraph(List<Node> nodes) {

  static final String X = "x";
  static final String PREVIOUS = "h_prev_";
  static final String NEW = "h_new_";

  /** The state that the cell puts out. */
  static final String OUTPUT = NEW + 0;

  /** Operations and the inputs that they read, together: what the encodings have room for. */
  static final int MOST_NODES = 25;

  static final int MOST_HIDDEN = 3;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /**
   * One node.
   *
   * @param name unique; {@code h_new_K} for the K-th hidden state
   * @param operation what it computes
   * @param inputs names of what it reads, no two the same
   */
  record Node(String name, RecurrentOperation operation, List<String> inputs) {

    Node {
      inputs = List.copyOf(inputs);
    }

    boolean isHidden() {
      return isState(name, NEW);
    }
  }

  RecurrentGraph {
    nodes = List.copyOf(nodes);
  }

  /** Reads and checks a cell; throws {@link DataException} if it is none of the space. */
  static RecurrentGraph of(RecurrentCell cell) {
    if (cell.getNodesCount() > MOST_NODES) {
      throw tooLarge(cell.getNodesCount());
    }
    int hidden = hiddenStates(cell);
    Set<String> known = new HashSet<>();
    known.add(X);
    for (int k = 0; k < hidden; k++) {
      known.add(PREVIOUS + k);
    }
    List<Node> nodes = new ArrayList<>();
    for (RecurrentNode message : cell.getNodesList()) {
      Node node = node(message, known, hidden);
      if (!known.add(node.name())) {
        throw new DataException("the name '" + node.name() + "' is there twice");
      }
      nodes.add(node);
    }
    RecurrentGraph graph = new RecurrentGraph(nodes);
    if (graph.size() > MOST_NODES) {
      throw tooLarge(graph.size());
    }
    return graph;
  }

  /** Number of hidden states: h_new_0 and on, without a gap. */
  private static int hiddenStates(RecurrentCell cell) {
    Set<String> names = new HashSet<>();
    cell.getNodesList().forEach(node -> names.add(node.getName()));
    int hidden = 0;
    while (names.contains(NEW + hidden)) {
      hidden++;
    }
    if (hidden < 1 || hidden > MOST_HIDDEN) {
      throw new DataException(
          hidden == 0
              ? "the recurrent cell has no node " + OUTPUT + ", which is its output"
              : "the recurrent cell has " + hidden + " hidden states, at most " + MOST_HIDDEN);
    }
    return hidden;
  }

  private static Node node(RecurrentNode message, Set<String> known, int hidden) {
    String name = message.getName();
    boolean isState = isState(name, NEW) || isState(name, PREVIOUS);
    if (!NAME.matcher(name).matches()
        || name.equals(X)
        || (isState && !(name.startsWith(NEW) && isBelow(name, hidden)))) {
      throw new DataException(
          ("a node cannot be called '%s': names have 1 to 64 letters, digits and _ . -, and h_new_K"
                  + " is for hidden states from 0 without a gap")
              .formatted(Excerpt.of(name)));
    }
    RecurrentOperation operation =
        RecurrentOperation.byId(message.getOperation())
            .orElseThrow(
                () ->
                    new DataException(
                        "node %s has the unknown operation %s: known are %s"
                            .formatted(
                                name,
                                Suggestion.quoted(
                                    message.getOperation(),
                                    RecurrentOperation.ALL.stream()
                                        .map(RecurrentOperation::id)
                                        .toList()),
                                RecurrentOperation.ALL.stream()
                                    .map(RecurrentOperation::id)
                                    .collect(Collectors.joining(", ")))));
    List<String> inputs = message.getInputsList();
    if (!operation.takes(inputs.size())) {
      throw new DataException(
          "node %s has %d inputs: %s takes %s"
              .formatted(name, inputs.size(), operation.id(), operation.takes()));
    }
    for (String input : inputs) {
      if (!known.contains(input)) {
        throw new DataException(
            "node %s reads '%s': neither x, an earlier node, nor h_prev_K of a hidden state h_new_K"
                .formatted(name, Excerpt.of(input)));
      }
    }
    if (new HashSet<>(inputs).size() < inputs.size()) {
      throw new DataException("node " + name + " reads an input twice");
    }
    return new Node(name, operation, inputs);
  }

  /** The prefix and a number. */
  private static boolean isState(String name, String prefix) {
    return name.startsWith(prefix)
        && name.length() > prefix.length()
        && name.chars().skip(prefix.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isBelow(String name, int bound) {
    return name.length() == NEW.length() + 1 && name.charAt(NEW.length()) - '0' < bound;
  }

  private static DataException tooLarge(int nodes) {
    return new DataException(
        "the recurrent cell has %d nodes with the inputs it reads, at most %d"
            .formatted(nodes, MOST_NODES));
  }

  RecurrentCell message() {
    RecurrentCell.Builder cell = RecurrentCell.newBuilder();
    for (Node node : nodes) {
      cell.addNodes(
          RecurrentNode.newBuilder()
              .setName(node.name())
              .setOperation(node.operation().id())
              .addAllInputs(node.inputs()));
    }
    return cell.build();
  }

  int hiddenStates() {
    return (int) nodes.stream().filter(Node::isHidden).count();
  }

  /** The cell's own inputs that nodes read, in the order in which they are first read. */
  Set<String> inputsRead() {
    Set<String> own = new LinkedHashSet<>();
    Set<String> names = new HashSet<>();
    nodes.forEach(node -> names.add(node.name()));
    nodes.stream()
        .flatMap(node -> node.inputs().stream())
        .filter(input -> !names.contains(input))
        .forEach(own::add);
    return own;
  }

  /** Nodes, and inputs that are read. */
  int size() {
    return nodes.size() + inputsRead().size();
  }

  /** What a node at a place can read: x, the old hidden states, the nodes before it. */
  List<String> readable(int place) {
    List<String> readable = new ArrayList<>();
    readable.add(X);
    for (int k = 0; k < hiddenStates(); k++) {
      readable.add(PREVIOUS + k);
    }
    nodes.subList(0, place).forEach(node -> readable.add(node.name()));
    return readable;
  }

  /** Names of the nodes that have an effect on the output, now or at a later step. */
  Set<String> used() {
    Map<String, Node> byName = new LinkedHashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    Set<String> used = new HashSet<>();
    List<String> left = new ArrayList<>(List.of(OUTPUT));
    while (!left.isEmpty()) {
      String name = left.remove(left.size() - 1);
      if (!byName.containsKey(name) && name.startsWith(PREVIOUS)) {
        name = NEW + name.substring(PREVIOUS.length());
      }
      Optional<Node> node = Optional.ofNullable(byName.get(name));
      if (node.isPresent() && used.add(name)) {
        left.addAll(node.get().inputs());
      }
    }
    return used;
  }

  /** Without nodes that have no effect; hidden states are counted anew. */
  RecurrentGraph pruned() {
    Set<String> used = used();
    Map<String, String> renamed = new LinkedHashMap<>();
    int kept = 0;
    for (int k = 0; k < hiddenStates(); k++) {
      if (used.contains(NEW + k)) {
        renamed.put(NEW + k, NEW + kept);
        renamed.put(PREVIOUS + k, PREVIOUS + kept);
        kept++;
      }
    }
    return new RecurrentGraph(
        nodes.stream()
            .filter(node -> used.contains(node.name()))
            .map(node -> renamed(node, renamed))
            .toList());
  }

  static Node renamed(Node node, Map<String, String> names) {
    return new Node(
        names.getOrDefault(node.name(), node.name()),
        node.operation(),
        node.inputs().stream().map(input -> names.getOrDefault(input, input)).toList());
  }

  RecurrentGraph with(int place, Node node) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.set(place, node);
    return new RecurrentGraph(changed);
  }

  /** Names of nodes and inputs. */
  Stream<String> names() {
    return nodes.stream().map(Node::name);
  }
}
