package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;

/** Architectures in the text that they are published in. */
class PublishedTextTest {

  private static final String NORMAL =
      "[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1),"
          + " ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)]";
  private static final String REDUCE =
      "[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1),"
          + " ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)]";
  private static final String DARTS =
      "Genotype(normal=%s, normal_concat=range(2, 6), reduce=%s, reduce_concat=range(2, 6))"
          .formatted(NORMAL, REDUCE);

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|";

  private static final String MATRIX = "[[0, 1, 1], [0, 0, 1], [0, 0, 0]]";
  private static final String OPS = "['input', 'conv3x3-bn-relu', 'output']";
  private static final String SMALL = "input conv3x3-bn-relu(0) output(0,1)";

  static Stream<Arguments> texts() {
    DartsSpace darts = DartsSpace.DARTS;
    NasBench201Space cells = NasBench201Space.INSTANCE;
    SearchSpace matrices = SearchSpaces.byId("nasbench101");
    return Stream.of(
        Arguments.of(darts, DARTS, "DARTS_V2 = " + DARTS),
        Arguments.of(darts, DARTS, "11/23 05:12:09 AM genotype = " + DARTS + "\n"),
        Arguments.of(darts, DARTS, "2019-11-23 05:12:09,100 INFO [search.py:88] " + DARTS),
        Arguments.of(darts, DARTS, "\"" + DARTS + "\""),
        Arguments.of(darts, DARTS, "genotypes." + DARTS + ", epoch 50"),
        Arguments.of(
            darts,
            DARTS,
            "# found (by hand) with seed 2, 'best' of [4]\nfrom genotypes import Genotype\n\n"
                + "BEST = "
                + DARTS.replace("), (", "),  # an edge\n    (")
                + "\nDARTS = BEST\n"),
        Arguments.of(darts, DARTS, DARTS.replace("range(2, 6)", "[2, 3, 4, 5]")),
        Arguments.of(darts, DARTS, DARTS.replace("range(2, 6)", "list(range(2, 6))")),
        Arguments.of(darts, DARTS, DARTS.replace('\'', '"').replace(", ", ",\n\t") + ";"),
        Arguments.of(darts, DARTS, "a = " + DARTS + "\n" + "b = " + DARTS),
        Arguments.of(
            darts, DARTS, "X = " + byNode(DARTS, NORMAL).replace(REDUCE, byNode(REDUCE, REDUCE))),
        Arguments.of(cells, CELL, "'" + CELL + "'"),
        Arguments.of(cells, CELL, "\"" + CELL + "\","),
        Arguments.of(cells, CELL, "[2020-01-01-00:00:01] best arch : " + CELL + " @ epoch 49\n"),
        Arguments.of(matrices, SMALL, "(" + MATRIX + ", " + OPS + ")"),
        Arguments.of(matrices, SMALL, "[" + MATRIX + ", " + OPS.replace('\'', '"') + "]"),
        Arguments.of(matrices, SMALL, "{'matrix': " + MATRIX + ", 'ops': " + OPS + "}"),
        Arguments.of(
            matrices, SMALL, "best = api.ModelSpec(\n  matrix=" + MATRIX + ",\n  ops=" + OPS + ")"),
        Arguments.of(
            matrices,
            SMALL,
            "# the best\nmatrix = np.array(" + MATRIX + ")\nops = [INPUT, CONV3X3, OUTPUT]  # 3"),
        Arguments.of(
            matrices, SMALL, "(array(" + MATRIX.replace("], ", "],\n       ") + "), " + OPS + ")"),
        Arguments.of(
            matrices, SMALL, "matrix:\n[[0 1 1]\n [0 0 1]\n [0 0 0]]\nops: " + OPS + "\n"));
  }

  /** The pairs of each node as a list of their own. */
  private static String byNode(String text, String pairs) {
    StringBuilder nodes = new StringBuilder("[");
    String[] one = pairs.substring(1, pairs.length() - 1).split(", (?=\\()", -1);
    for (int i = 0; i < one.length; i += 2) {
      nodes.append(i == 0 ? "[" : ", [").append(one[i]).append(", ").append(one[i + 1]).append("]");
    }
    return text.replace(pairs, nodes.append("]"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void anArchitectureIsFoundInWhatIsAroundIt(SearchSpace space, String bare, String text) {
    assertThat(text).isNotEqualTo(bare);
    assertThat(space.parse(text)).isEqualTo(space.parse(bare));
  }

  @Test
  void ofSeveralOneHasToBeChosen() {
    String other = DARTS.replace("('dil_conv_3x3', 2)", "('dil_conv_5x5', 2)");
    assertThatThrownBy(() -> DartsSpace.DARTS.parse("V1 = " + DARTS + "\nV2 = " + other))
        .isInstanceOf(DataException.class)
        .hasMessage("the text has 2 architectures, V1, V2: keep the one that is meant");
    assertThatThrownBy(() -> NasBench201Space.INSTANCE.parse(CELL + "\n" + CELL))
        .isInstanceOf(DataException.class);
    SearchSpace matrices = SearchSpaces.byId("nasbench101");
    String pair = "(" + MATRIX + ", " + OPS + ")";
    assertThatThrownBy(() -> matrices.parse(pair + "\n" + pair))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two matrices");
  }

  static Stream<String> hostile() {
    return Stream.of(
        "Genotype(".repeat(100_000),
        "[".repeat(9_000) + "0",
        "[[0".repeat(3_000),
        "{\"a\":".repeat(1_500),
        "(".repeat(5_000) + ")".repeat(5_000),
        "|".repeat(99_000),
        "x = ".repeat(20_000) + DARTS.substring(0, 200),
        "Genotype(normal=[" + "('sep_conv_3x3', 0), ".repeat(4_000) + "])",
        "Genotype(normal=" + "[".repeat(50_000) + "]".repeat(50_000) + ")",
        DARTS.replace("range(2, 6)", "range(2, 999999999999)"),
        DARTS.replace("'sep_conv_3x3', 0", "'sep_conv_3x3', 99999999999"),
        "(" + MATRIX.replace("1", "99999999999") + ", " + OPS + ")",
        "# " + DARTS);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsNoneIsRefusedInALine(String text) {
    for (SearchSpace space : SearchSpaces.all()) {
      assertThatThrownBy(() -> space.parse(text))
          .isInstanceOf(DataException.class)
          .message()
          .hasSizeLessThan(800)
          .doesNotContain("\n");
    }
  }
}
