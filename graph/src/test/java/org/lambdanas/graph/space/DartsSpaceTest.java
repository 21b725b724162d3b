package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeChoice;

class DartsSpaceTest {

  private static final String TEXT =
      "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
          + " ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0),"
          + " ('dil_conv_3x3', 2)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0),"
          + " ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0),"
          + " ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)],"
          + " reduce_concat=range(2, 6))";

  static Stream<DartsSpace> spaces() {
    return Stream.of(DartsSpace.DARTS, DartsSpace.S1, DartsSpace.S2, DartsSpace.S3, DartsSpace.S4);
  }

  @Test
  void readsAndWritesWhatRepositoriesPrint() {
    Architecture v2 = DartsSpace.DARTS.parse(TEXT);
    assertThat(DartsSpace.DARTS.format(v2)).isEqualTo(TEXT);
    String other =
        TEXT.replace('\'', '"')
            .replace("range(2, 6)", "[2,3, 4, 5 ]")
            .replace("), (", "),\n    (")
            .replace("reduce=[", "reduce = [ ");
    assertThat(DartsSpace.DARTS.parse("  " + other + "\n")).isEqualTo(v2);
    assertThat(DartsSpace.DARTS.parse(TEXT.replace("range(2, 6)", "list(range(2, 6))")))
        .isEqualTo(v2);
    assertThat(
            DartsSpace.DARTS.parse(
                "sep_conv_3x3:0 sep_conv_3x3:1 sep_conv_3x3:0 sep_conv_3x3:1 sep_conv_3x3:1"
                    + " skip_connect:0 skip_connect:0 dil_conv_3x3:2, max_pool_3x3:0"
                    + " max_pool_3x3:1 skip_connect:2 max_pool_3x3:1 max_pool_3x3:0"
                    + " skip_connect:2 skip_connect:2 max_pool_3x3:1"))
        .isEqualTo(v2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Genotype()",
        "Genotype(normal=[], normal_concat=range(2, 6), reduce=[], reduce_concat=range(2, 6))",
        "sep_conv_3x3:0, sep_conv_3x3:0",
        "|nor_conv_3x3~0|"
      })
  void refusesOtherText(String text) {
    assertThatThrownBy(() -> DartsSpace.DARTS.parse(text)).isInstanceOf(DataException.class);
  }

  @Test
  void refusesWhatTheSpaceDoesNotHave() {
    for (String[] change :
        new String[][] {
          {"'sep_conv_3x3', 1), ('sep_conv_3x3', 0)", "'none', 1), ('sep_conv_3x3', 0)"},
          {"'sep_conv_3x3', 1", "'noise', 1"},
          {"('sep_conv_3x3', 0), ('sep_conv_3x3', 1)", "('sep_conv_3x3', 0), ('sep_conv_3x3', 0)"},
          {"('sep_conv_3x3', 0)", "('sep_conv_3x3', 2)"},
          {"range(2, 6)", "range(2, 5)"},
          {"('sep_conv_3x3', 0), ", ""}
        }) {
      String text = TEXT.replace(change[0], change[1]);
      assertThat(text).isNotEqualTo(TEXT);
      assertThatThrownBy(() -> DartsSpace.DARTS.parse(text)).isInstanceOf(DataException.class);
    }
    assertThatThrownBy(() -> DartsSpace.S2.parse(TEXT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dil_conv_3x3");
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void samplesMutantsAndNeighboursAreMembers(DartsSpace space) {
    SplittableRandom random = new SplittableRandom(5);
    Set<Architecture> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Architecture parent = space.sample(random);
      space.validate(parent);
      assertThat(space.parse(space.format(parent))).isEqualTo(parent);
      seen.add(parent);
      Architecture child = space.mutate(parent, random);
      List<Architecture> neighbours = space.neighbours(parent);
      assertThat(neighbours).doesNotContain(parent).doesNotHaveDuplicates().contains(child);
      neighbours.forEach(space::validate);
      // Being a neighbour is mutual.
      assertThat(space.neighbours(child)).contains(parent);
      assertThat(space.canonical(space.canonical(parent))).isEqualTo(space.canonical(parent));
    }
    assertThat(seen).hasSizeGreaterThan(40);
  }

  @Test
  void canonicalFormForgetsNumberingOnly() {
    Architecture one =
        DartsSpace.S2.parse(
            "sep_conv_3x3:0 skip_connect:1 skip_connect:1 skip_connect:0 skip_connect:2"
                + " sep_conv_3x3:0 sep_conv_3x3:3 skip_connect:0,"
                + "skip_connect:0 skip_connect:1 skip_connect:0 skip_connect:1"
                + " skip_connect:0 skip_connect:1 skip_connect:0 skip_connect:1");
    // Nodes 2 and 3 have changed places, and so have some edges.
    Architecture same =
        DartsSpace.S2.parse(
            "skip_connect:0 skip_connect:1 skip_connect:1 sep_conv_3x3:0 sep_conv_3x3:0"
                + " skip_connect:3 skip_connect:0 sep_conv_3x3:2,"
                + "skip_connect:1 skip_connect:0 skip_connect:0 skip_connect:1"
                + " skip_connect:0 skip_connect:1 skip_connect:0 skip_connect:1");
    Architecture other = DartsSpace.S2.neighbours(one).get(0);
    assertThat(DartsSpace.S2.canonical(same)).isEqualTo(DartsSpace.S2.canonical(one));
    assertThat(DartsSpace.S2.canonical(other)).isNotEqualTo(DartsSpace.S2.canonical(one));
  }

  private static double[][] table(int operations, double value) {
    double[][] rows = new double[14][operations];
    Arrays.stream(rows).forEach(row -> Arrays.fill(row, value));
    return rows;
  }

  private static String normalCell(DartsSpace space, double[][] normal) {
    Architecture derived =
        space.derive(Map.of("normal", normal, "reduce", table(normal[0].length, .5)));
    return String.join(
        " ",
        derived.getGenotype().getNormal().getChoicesList().stream()
            .map(choice -> choice.getOperation() + ":" + choice.getInput())
            .toList());
  }

  @Test
  void derivationBreaksTiesTowardsLowerInputsAndOperations() {
    assertThat(normalCell(DartsSpace.S2, table(2, .5)))
        .isEqualTo(
            "skip_connect:0 skip_connect:1 skip_connect:0 skip_connect:1"
                + " skip_connect:0 skip_connect:1 skip_connect:0 skip_connect:1");
  }

  @Test
  void theStrongerEdgeComesFirst() {
    double[][] p = table(2, .1);
    p[13][1] = .9;
    p[10][0] = .8;
    assertThat(normalCell(DartsSpace.S2, p)).endsWith("sep_conv_3x3:4 skip_connect:1");
  }

  @Test
  void noneNeverCountsAndIsNeverChosen() {
    double[][] p = table(3, .2);
    p[0] = new double[] {.9, .04, .06};
    p[2] = new double[] {.9, .05, .05};
    String cell = normalCell(DartsSpace.S3, p);
    // Both edges of the first node are kept; of the second, the edge from state 0 is the weakest.
    assertThat(cell)
        .startsWith("skip_connect:1 sep_conv_3x3:0 skip_connect:1 skip_connect:2")
        .doesNotContain("none");
  }

  @Test
  void noiseMayBeChosen() {
    assertThat(normalCell(DartsSpace.S4, table(2, .5))).startsWith("noise:0 noise:1");
  }

  @Test
  void edgesAndOperationsOfS1() {
    CellType normal = DartsSpace.S1.cellTypes().get(0);
    CellType reduce = DartsSpace.S1.cellTypes().get(1);
    assertThat(normal.topology().edges().get(13)).hasToString("5<-4");
    assertThat(normal.candidates().get(5))
        .containsExactly(Operation.MAX_POOL_3X3, Operation.SKIP_CONNECT);
    assertThat(normal.candidates().get(12))
        .containsExactly(Operation.DIL_CONV_3X3, Operation.DIL_CONV_5X5);
    assertThat(reduce.candidates().get(1))
        .containsExactly(Operation.MAX_POOL_3X3, Operation.DIL_CONV_3X3);
    assertThat(IntStream.range(0, 14).filter(e -> reduce.stride(e) == 2))
        .containsExactly(0, 1, 2, 3, 5, 6, 9, 10);
    assertThat(IntStream.range(0, 14).filter(e -> normal.stride(e) == 2)).isEmpty();
  }

  @Test
  void chosenEdgesAreInTheOrderOfEdges() {
    Architecture v2 = DartsSpace.DARTS.parse(TEXT);
    List<CellSpace.ChosenEdge> edges =
        DartsSpace.DARTS.chosenEdges(v2, DartsSpace.DARTS.cellTypes().get(0));
    assertThat(edges).hasSize(8);
    assertThat(edges.stream().map(CellSpace.ChosenEdge::edge)).isSorted();
    assertThat(edges.get(7)).isEqualTo(new CellSpace.ChosenEdge(11, Operation.DIL_CONV_3X3));
    EdgeChoice first = v2.getGenotype().getNormal().getChoices(0);
    assertThat(first.getOperation()).isEqualTo("sep_conv_3x3");
  }

  @Test
  void reductionsLieAtOneAndTwoThirds() {
    for (int[] expected : new int[][] {{8, 2, 5}, {20, 6, 13}, {5, 1, 3}, {14, 4, 9}}) {
      List<NetworkPlan.Cell> cells =
          DartsSpace.DARTS.plan(new NetworkSize(4, expected[0], 3, 10)).cells();
      assertThat(IntStream.range(0, cells.size()).filter(i -> cells.get(i).type().reduction()))
          .containsExactly(expected[1], expected[2]);
      assertThat(cells.get(cells.size() - 1).channels()).isEqualTo(16);
    }
  }
}
