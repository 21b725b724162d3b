package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.RecurrentGraph.Node;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.Architecture;

class NasBenchNlpSpaceTest {

  private static final NasBenchNlpSpace SPACE = NasBenchNlpSpace.INSTANCE;

  private static final String GRU =
      "{'r': {'op': 'linear', 'input': ['x', 'h_prev_0']},"
          + " 'r_act': {'op': 'activation_sigm', 'input': ['r']},"
          + " 'z': {'op': 'linear', 'input': ['x', 'h_prev_0']},"
          + " 'z_act': {'op': 'activation_sigm', 'input': ['z']},"
          + " 'rh': {'op': 'elementwise_prod', 'input': ['r_act', 'h_prev_0']},"
          + " 'h_tilde': {'op': 'linear', 'input': ['x', 'rh']},"
          + " 'h_tilde_act': {'op': 'activation_tanh', 'input': ['h_tilde']},"
          + " 'h_new_0': {'op': 'blend', 'input': ['z_act', 'h_prev_0', 'h_tilde_act']}}";

  private static Architecture parse(String text) {
    return SPACE.parse(text.replace('\'', '"'));
  }

  private static Architecture canonical(String text) {
    return SPACE.canonical(parse(text));
  }

  @Test
  void thePublishedTextIsReadAndWritten() {
    assertThat(SPACE.format(parse(GRU))).isEqualTo(GRU.replace('\'', '"'));
  }

  @Test
  void nodesAreSortedWhereTheFileDoesNot() {
    Architecture cell =
        parse(
            "{'h_new_0': {'op': 'activation_tanh', 'input': ['b']},"
                + " 'a': {'op': 'activation_sigm', 'input': ['h_prev_0']},"
                + " 'b': {'op': 'linear', 'input': ['x', 'a']}}");
    assertThat(cell.getRecurrentCell().getNodesList().stream().map(node -> node.getName()))
        .containsExactly("a", "b", "h_new_0");
  }

  @Test
  void namesOrderAndDeadNodesDoNotMatter() {
    Architecture gru = canonical(GRU);
    assertThat(canonical(GRU.replace("r_act", "gate_of_reset").replace("'rh'", "'a.b-c'")))
        .isEqualTo(gru);
    assertThat(canonical(GRU.replace("'r_act', 'h_prev_0'", "'h_prev_0', 'r_act'"))).isEqualTo(gru);
    assertThat(canonical(GRU.replace("'input': ['x', 'rh']", "'input': ['rh', 'x']")))
        .isEqualTo(gru);
    assertThat(canonical("{'dead': {'op': 'linear', 'input': ['x']}, " + GRU.substring(1)))
        .isEqualTo(gru);
    // A hidden state that only feeds itself.
    assertThat(
            canonical(
                "{'h_new_1': {'op': 'linear', 'input': ['x', 'h_prev_1']}, " + GRU.substring(1)))
        .isEqualTo(gru);
    assertThat(canonical(GRU.replace("'z_act', 'h_prev_0', ", "'h_prev_0', 'z_act', ")))
        .isNotEqualTo(gru);
    assertThat(canonical(GRU.replace("activation_tanh", "activation_sigm"))).isNotEqualTo(gru);
    assertThat(canonical(GRU.replace("'z_act', 'h_prev_0', ", "'r_act', 'h_prev_0', ")))
        .isNotEqualTo(gru);
  }

  @Test
  void otherHiddenStatesAreInterchangeable() {
    String cell =
        "{'h_new_1': {'op': 'activation_tanh', 'input': ['h_prev_2']},"
            + " 'h_new_2': {'op': 'linear', 'input': ['x', 'h_prev_1']},"
            + " 'h_new_0': {'op': 'blend', 'input': ['h_prev_0', 'h_new_1', 'h_prev_2']}}";
    String swapped = cell.replace("_1'", "_9'").replace("_2'", "_1'").replace("_9'", "_2'");
    assertThat(canonical(swapped)).isEqualTo(canonical(cell));
    assertThat(canonical(cell.replace("'x', 'h_prev_1'", "'x', 'h_prev_2'")))
        .isNotEqualTo(canonical(cell));
  }

  /** Renaming, reordering and shuffling inputs never changes the form; another cell does. */
  @Test
  void theFormIsTheSameForRandomlyRewrittenCells() {
    SplittableRandom random = new Seed(6).random();
    Set<Architecture> forms = new HashSet<>();
    for (int i = 0; i < 150; i++) {
      Architecture cell = SPACE.sample(random);
      Architecture form = SPACE.canonical(cell);
      forms.add(form);
      for (int again = 0; again < 4; again++) {
        Architecture other = rewritten(RecurrentGraph.of(cell.getRecurrentCell()), random);
        SPACE.validate(other);
        assertThat(SPACE.canonical(other)).as(SPACE.format(cell)).isEqualTo(form);
      }
    }
    assertThat(forms).hasSizeGreaterThan(140);
  }

  private static Architecture rewritten(RecurrentGraph graph, SplittableRandom random) {
    Map<String, String> names = new HashMap<>();
    graph.nodes().stream()
        .filter(node -> !node.isHidden())
        .forEach(node -> names.put(node.name(), "n" + names.size() + "_" + random.nextInt(9)));
    List<Node> left = new ArrayList<>(graph.nodes());
    List<Node> nodes = new ArrayList<>();
    while (!left.isEmpty()) {
      Node node = left.get(random.nextInt(left.size()));
      if (left.stream().map(Node::name).noneMatch(node.inputs()::contains)) {
        left.remove(node);
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i = inputs.size() - 1; i > 0 && !node.operation().ordered(); i--) {
          Collections.swap(inputs, i, random.nextInt(i + 1));
        }
        nodes.add(RecurrentGraph.renamed(new Node(node.name(), node.operation(), inputs), names));
      }
    }
    return Architecture.newBuilder()
        .setSpace("nasbench_nlp")
        .setRecurrentCell(new RecurrentGraph(nodes).message())
        .build();
  }

  @Test
  void samplesUseAllTheyHave() {
    SplittableRandom random = new Seed(7).random();
    int largest = 0;
    for (int i = 0; i < 1000; i++) {
      RecurrentGraph graph = RecurrentGraph.of(SPACE.sample(random).getRecurrentCell());
      assertThat(graph.used()).hasSize(graph.nodes().size());
      assertThat(graph.inputsRead()).contains("x", "h_prev_0");
      largest = Math.max(largest, graph.size());
    }
    assertThat(largest).isBetween(22, RecurrentGraph.MOST_NODES);
  }

  @Test
  void manyEqualPartsTakeNoFactorialTime() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 11; i++) {
      text.append("'a%d': {'op': 'linear', 'input': ['x', 'h_prev_0']}, ".formatted(i));
    }
    for (int i = 1; i < 11; i++) {
      text.append(
          "'s%d': {'op': 'elementwise_sum', 'input': ['%s', 'a%d']}, "
              .formatted(i, i == 1 ? "a0" : "s" + (i - 1), i));
    }
    text.append("'h_new_0': {'op': 'activation_tanh', 'input': ['s10']}}");
    assertThat(canonical(text.toString()).getRecurrentCell().getNodesCount()).isEqualTo(22);
    // Graphs that refinement cannot split at all.
    assertThat(CanonicalGraph.order(new int[25], new int[25][25])).hasSize(25);
    int[][] pairs = new int[24][24];
    for (int i = 0; i < 24; i += 2) {
      pairs[i][i + 1] = 1;
    }
    assertThat(CanonicalGraph.order(new int[24], pairs)).hasSize(24);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {}; no node h_new_0
          {'h_new_1': {'op': 'linear', 'input': ['x']}}; no node h_new_0
          {'h_new_0': {'op': 'lstm', 'input': ['x']}}; unknown operation 'lstm'
          {'h_new_0': {'op': 'blend', 'input': ['x', 'h_prev_0']}}; 2 inputs: blend takes 3
          {'h_new_0': {'op': 'linear', 'input': []}}; 0 inputs: linear takes 1 to 3
          {'h_new_0': {'op': 'linear', 'input': ['x', 'x']}}; reads an input twice
          {'h_new_0': {'op': 'linear', 'input': ['x', 'h_prev_1']}}; reads 'h_prev_1'
          {'h_new_0': {'op': 'linear', 'input': ['x', 'later']}}; reads 'later'
          {'a': {'op': 'linear', 'input': ['b']}, 'b': {'op': 'linear', 'input': ['a']}}; a loop
          {'h_new_0': {'op': 'linear', 'input': ['h_new_0']}}; a loop
          {'x': {'op': 'linear', 'input': ['h_prev_0']}, 'h_new_0': {'op': 'linear', 'input': ['x']}}; cannot be called 'x'
          {'h_new_2': {'op': 'linear', 'input': ['x']}, 'h_new_0': {'op': 'linear', 'input': ['x']}}; cannot be called 'h_new_2'
          {'h_new_0': {'op': 'linear', 'input': ['x']}, 'h_new_0': {'op': 'linear', 'input': ['x']}}; there twice
          {'h_new_0': {'op': 'linear', 'input': ['x'], 'more': 1}}; 'more'
          {'h_new_0': {'op': 'linear', 'input': ['x']}} x; not a recurrent cell
          [1]; not a recurrent cell
          """)
  void wrongCellsAreRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void cellsThatAreTooLargeAreRefused() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 23; i++) {
      text.append(
          "'n%d': {'op': 'activation_tanh', 'input': ['%s']}, "
              .formatted(i, i == 0 ? "x" : "n" + (i - 1)));
    }
    String fits = text + "'h_new_0': {'op': 'activation_tanh', 'input': ['n22']}}";
    assertThat(parse(fits).getRecurrentCell().getNodesCount()).isEqualTo(24);
    String over = text + "'h_new_0': {'op': 'linear', 'input': ['n22', 'h_prev_0']}}";
    assertThatThrownBy(() -> parse(over))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("26 nodes with the inputs it reads, at most 25");
  }

  @Test
  void mutationChangesTheNumberOfNodes() {
    SplittableRandom random = new Seed(8).random();
    Architecture gru = parse(GRU);
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Architecture child = SPACE.mutate(gru, random);
      assertThat(SPACE.canonical(child)).isNotEqualTo(SPACE.canonical(gru));
      sizes.add(child.getRecurrentCell().getNodesCount());
    }
    assertThat(sizes).containsExactlyInAnyOrder(7, 8, 9);
  }

  @Test
  void damagedTextsAreReadOrRefused() {
    Mutations.survive(
        "nasbench_nlp text",
        GRU.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        bytes -> SPACE.parse(new String(bytes, StandardCharsets.UTF_8)));
  }
}
