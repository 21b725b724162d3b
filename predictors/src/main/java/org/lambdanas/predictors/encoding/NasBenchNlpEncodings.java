package org.lambdanas.predictors.encoding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.RecurrentCell;
import org.lambdanas.proto.v1.RecurrentNode;

/**
 * Encodings of NAS-Bench-NLP (White et al., NeurIPS 2021, with all nodes): of a cell's canonical
 * form, with the input and the three old hidden states as the first four nodes. They do not tell in
 * which order a node reads its inputs, nor which hidden state is which, so none can be inverted. A
 * graph with a global node is not in the paper; it is made as in the other spaces.
 *
 * @param searched the space
 * @param canonical whether isomorphic cells read equally
 */
record NasBenchNlpEncodings(SearchSpace searched, boolean canonical)
    implements CellForm<NasBenchNlpEncodings.Recurrent> {

  /** Codes of the nodes. */
  private static final List<String> OPERATIONS =
      List.of(
          "in",
          "activation_sigm",
          "activation_tanh",
          "activation_leaky_relu",
          "elementwise_sum",
          "elementwise_prod",
          "linear",
          "blend");

  private static final int KINDS = OPERATIONS.size();

  private static final List<String> INPUTS = List.of("x", "h_prev_0", "h_prev_1", "h_prev_2");

  private static final int NODES = 26;

  /** Features of a node in the vector: its operation, and whether it is a new hidden state. */
  private static final int NODE_FEATURES = KINDS + 1;

  private static final Pattern HIDDEN = Pattern.compile("h_new_[0-9]+");

  /** The operations without "in"; the inputs that differ are x, the output's state and others. */
  private static final GraphFeatures GRAPH = new GraphFeatures(KINDS - 1, 3, NODES - 1);

  /** Codes in sequences start here: the operation "in" must not read as an arc. */
  private static final int FIRST_CODE = 3;

  private static final ColumnTokens COLUMNS = new ColumnTokens(NODES, FIRST_CODE);

  /** The token of an arc to a new hidden state. */
  private static final int HIDDEN_ARC = FIRST_CODE + KINDS;

  private static final int VOCABULARY = HIDDEN_ARC + 1;

  /** The reference leaves out the last of its 26 nodes. */
  private static final ColumnTokens REFERENCE_COLUMNS = new ColumnTokens(NODES - 1, FIRST_CODE);

  /**
   * A cell.
   *
   * @param graph inputs first, then the nodes in order; at most 26
   * @param inputs which of the inputs the first nodes are
   * @param hidden the new hidden states, as bits
   * @param output the one that the cell puts out
   */
  record Recurrent(NodeGraph graph, List<String> inputs, int hidden, int output) {

    boolean isHidden(int node) {
      return (hidden >>> node & 1) != 0;
    }
  }

  static List<CellEncoder<Recurrent>> of(SearchSpace space) {
    NasBenchNlpEncodings form = new NasBenchNlpEncodings(space, true);
    return List.of(
        form.vector(
            "adjacency_one_hot", NODES * (NODES + NODE_FEATURES), NasBenchNlpEncodings::oneHot),
        form.vector(GraphFeatures.ID, 2 * GRAPH.length(), NasBenchNlpEncodings::graphFeatures),
        form.graph("gcn", NODES, KINDS, Recurrent::graph),
        form.bonas(NODES, KINDS, Recurrent::graph),
        form.sequence("sequence", COLUMNS.length(), VOCABULARY, NasBenchNlpEncodings::tokens),
        new NasBenchNlpEncodings(space, false)
            .sequence(
                "sequence_compat",
                REFERENCE_COLUMNS.length(),
                VOCABULARY,
                cell -> REFERENCE_COLUMNS.write(withoutLast(cell.graph()))));
  }

  @Override
  public String space() {
    return searched.id();
  }

  @Override
  public Recurrent read(Architecture architecture) {
    RecurrentCell cell;
    if (canonical) {
      cell = searched.canonical(architecture).getRecurrentCell();
    } else {
      searched.validate(architecture);
      cell = architecture.getRecurrentCell();
    }
    Map<String, Integer> numbers = new HashMap<>();
    List<String> inputs = inputs(cell);
    inputs.forEach(name -> numbers.put(name, numbers.size()));
    NodeGraph graph = NodeGraph.of(numbers.size() + cell.getNodesCount());
    int hidden = 0;
    for (RecurrentNode node : cell.getNodesList()) {
      int number = numbers.size();
      numbers.put(node.getName(), number);
      graph.codes()[number] = OPERATIONS.indexOf(node.getOperation());
      for (String input : node.getInputsList()) {
        graph.connect(Objects.requireNonNull(numbers.get(input), input), number);
      }
      if (HIDDEN.matcher(node.getName()).matches()) {
        hidden |= 1 << number;
      }
    }
    return new Recurrent(graph, inputs, hidden, Objects.requireNonNull(numbers.get("h_new_0")));
  }

  /**
   * All four inputs; of cells that leave too little room for them, without the last of those that
   * nothing reads. Those that are read always have room.
   */
  private static List<String> inputs(RecurrentCell cell) {
    List<String> inputs = new ArrayList<>(INPUTS);
    for (int i = INPUTS.size() - 1; i >= 0 && inputs.size() + cell.getNodesCount() > NODES; i--) {
      String input = INPUTS.get(i);
      if (cell.getNodesList().stream().noneMatch(node -> node.getInputsList().contains(input))) {
        inputs.remove(input);
      }
    }
    return inputs;
  }

  /** The place of a node among 26: the last node is the last. */
  private static int place(NodeGraph graph, int node) {
    return node == graph.nodes() - 1 ? NODES - 1 : node;
  }

  /** The matrix, by row, then each node's operation and whether it is a new hidden state. */
  private static void oneHot(Recurrent cell, FeatureSink sink) {
    NodeGraph graph = cell.graph();
    for (int node = 0; node < graph.nodes(); node++) {
      for (int rest = graph.targets()[node]; rest != 0; rest &= rest - 1) {
        sink.one(place(graph, node) * NODES + place(graph, Integer.numberOfTrailingZeros(rest)));
      }
      int start = NODES * NODES + place(graph, node) * NODE_FEATURES;
      sink.one(start + graph.codes()[node]);
      sink.set(start + KINDS, cell.isHidden(node) ? 1 : 0);
    }
  }

  /** Those of the whole cell, then those of what its output is made of within one step. */
  private static void graphFeatures(Recurrent cell, FeatureSink sink) {
    NodeGraph graph = cell.graph();
    int first = cell.inputs().size();
    int nodes = graph.nodes() - first;
    int[] kinds = new int[nodes];
    long[] targets = new long[nodes];
    for (int node = 0; node < nodes; node++) {
      kinds[node] = graph.codes()[first + node] - 1;
      targets[node] = (long) graph.targets()[first + node] >>> first;
    }
    long[] readers = new long[3];
    for (int input = 0; input < first; input++) {
      int kind = Math.min(INPUTS.indexOf(cell.inputs().get(input)), readers.length - 1);
      readers[kind] |= (long) graph.targets()[input] >>> first;
    }
    GRAPH.write(
        LiveGraph.of(kinds, targets, readers, (long) cell.hidden() >>> first, false), 0, sink);
    GRAPH.write(
        LiveGraph.of(kinds, targets, readers, 1L << (cell.output() - first), false),
        GRAPH.length(),
        sink);
  }

  private static int[] tokens(Recurrent cell) {
    int[] tokens = COLUMNS.write(cell.graph());
    for (int node = 1; node < cell.graph().nodes(); node++) {
      if (cell.isHidden(node)) {
        int start = ColumnTokens.start(node);
        for (int source = 0; source < node; source++) {
          tokens[start + source] =
              tokens[start + source] == ColumnTokens.ARC ? HIDDEN_ARC : tokens[start + source];
        }
      }
    }
    return tokens;
  }

  /** The first 25 of 26 nodes of which those without meaning count as inputs. */
  private static NodeGraph withoutLast(NodeGraph graph) {
    NodeGraph first = NodeGraph.of(NODES - 1);
    int last = graph.nodes() - 1;
    for (int node = 0; node < last; node++) {
      first.codes()[node] = graph.codes()[node];
      first.targets()[node] = graph.targets()[node] & ~(1 << last);
    }
    return first;
  }
}
