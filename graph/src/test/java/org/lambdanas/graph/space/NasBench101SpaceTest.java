package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.Architecture;

class NasBench101SpaceTest {

  private static final NasBench101Space SPACE = NasBench101Space.INSTANCE;

  private static final String CELL =
      "input conv3x3-bn-relu(0) maxpool3x3(0) conv1x1-bn-relu(1,2) output(3)";

  private static final String JSON =
      "{\"hash\": \"ab\", \"matrix\": [[0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0],"
          + " [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]], \"ops\": [\"input\", \"conv3x3-bn-relu\","
          + " \"maxpool3x3\", \"conv1x1-bn-relu\", \"output\"], \"accuracy\": 0.5}";

  @Test
  void textFormsOfAKnownCell() {
    Architecture cell = SPACE.parse(CELL);
    assertThat(SPACE.parse(JSON)).isEqualTo(cell);
    assertThat(SPACE.parse("input conv3x3( 0 )  maxpool3x3(0) conv1x1(2, 1) output(3)"))
        .isEqualTo(cell);
    assertThat(SPACE.texts(cell)).containsEntry("nasbench101", CELL);
    assertThat(SPACE.texts(cell).get("matrix"))
        .startsWith("{\"matrix\": [[0, 1, 1, 0, 0], [0, 0, 0, 1, 0]")
        .endsWith("\"conv1x1-bn-relu\", \"output\"]}");
    assertThat(SPACE.parse("input output(0)").getMatrixCell().getArcsCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          input output(); no path
          input conv3x3(0) output(); no path
          input; 2 to 7 vertices
          input conv3x3(0) conv3x3(1) conv3x3(2) conv3x3(3) conv3x3(4) conv3x3(5) output(6); 2 to 7 vertices
          input sep_conv(0) output(1); not a NAS-Bench-101 cell
          input avgpool(0) output(1); vertex 1 of the NAS-Bench-101 cell is 'avgpool'
          input conv3x3(0) maxpool3x3(1); vertex 2 of the NAS-Bench-101 cell is 'maxpool3x3', not output
          input conv3x3(1) output(1); only earlier ones
          input conv3x3(0,0) output(1); twice
          input conv3x3(0) conv3x3(0,1) conv3x3(0,1,2) conv3x3(0,1,2) output(3,4); 11 arcs
          input conv3x3(0) output(1) x; not a NAS-Bench-101 cell
          input conv3x3(0)output(1); not a NAS-Bench-101 cell
          """)
  void wrongCellsAreRefused(String text, String message) {
    assertThatThrownBy(() -> SPACE.parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"matrix\": [[0, 1], [0, 0]]}",
        "{\"matrix\": [[0, 1], [0]], \"ops\": [\"input\", \"output\"]}",
        "{\"matrix\": [[0, 1]], \"ops\": [\"input\", \"output\"]}",
        "{\"matrix\": [[0, 1], [1, 0]], \"ops\": [\"input\", \"output\"]}",
        "{\"matrix\": [[0, 2], [0, 0]], \"ops\": [\"input\", \"output\"]}",
        "{\"matrix\": [[0, 0, 1], [0, 0, 0], [0, 0, 0]], \"ops\": [\"input\", \"output\"]}",
        "{\"matrix\": [[0, 1], [0, 0]], \"ops\": [\"input\", \"output\"]} x",
        "{\"matrix\": [[0, 1], [0, 0]], \"matrix\": [[0, 1], [0, 0]], \"ops\": [\"input\"]}",
        "{\"matrix\": [[0, 1], [0, 0]], \"ops\": [\"input\", \"output\"]"
      })
  void wrongJsonIsRefused(String json) {
    assertThatThrownBy(() -> SPACE.parse(json))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aPairAsPythonPrintsItIsRead() {
    assertThat(
            SPACE.parse(
                "([[0, 1, 0], [0, 0, 1], [0, 0, 0]], ['input', 'conv3x3-bn-relu', 'output'])"))
        .isEqualTo(SPACE.parse("input conv3x3(0) output(1)"));
    assertThatThrownBy(() -> SPACE.parse("([[0, 1], [0, 0]], ['input'])"))
        .isInstanceOf(DataException.class);
  }

  @Test
  void damagedTextsAreReadOrRefused() {
    for (String text : List.of(CELL, JSON)) {
      Mutations.survive(
          "nasbench101 text",
          text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
          bytes -> SPACE.parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  @Test
  void unusedPartsAreKeptButMakeNoDifference() {
    Architecture padded =
        SPACE.parse(
            "input maxpool3x3() conv3x3(0) maxpool3x3(0) conv1x1(2,3) conv3x3(1,2) output(4)");
    assertThat(padded.getMatrixCell().getOperationsCount()).isEqualTo(7);
    assertThat(SPACE.canonical(padded)).isEqualTo(SPACE.canonical(SPACE.parse(CELL)));
    assertThat(SPACE.canonical(padded).getMatrixCell().getOperationsCount()).isEqualTo(5);
    assertThat(SPACE.neighbours(padded)).isNotEmpty();
    for (Architecture neighbour : SPACE.neighbours(padded)) {
      assertThat(SPACE.canonical(neighbour)).isNotEqualTo(SPACE.canonical(padded));
    }
  }

  /** Against a search over all orders of the vertices. */
  @Test
  void canonicalFormsAreEqualExactlyForIsomorphicCells() {
    SplittableRandom random = new Seed(3).random();
    Map<String, Architecture> known = new HashMap<>();
    Set<Architecture> forms = new HashSet<>();
    for (int i = 0; i < 1500; i++) {
      MatrixGraph graph = MatrixGraph.of(SPACE.sample(random).getMatrixCell()).pruned();
      Architecture form =
          SPACE.canonical(
              Architecture.newBuilder()
                  .setSpace("nasbench101")
                  .setMatrixCell(graph.message())
                  .build());
      Architecture same = known.putIfAbsent(smallest(graph), form);
      forms.add(form);
      if (same != null) {
        assertThat(form).isEqualTo(same);
      }
    }
    assertThat(forms).hasSize(known.size());
  }

  /** The first text of the cell in all orders of its inner vertices, an oracle for isomorphism. */
  private static String smallest(MatrixGraph graph) {
    List<int[]> orders = new ArrayList<>();
    List<Integer> inner = new ArrayList<>();
    for (int v = 1; v < graph.vertices() - 1; v++) {
      inner.add(v);
    }
    permute(inner, 0, graph.vertices(), orders);
    return orders.stream()
        .filter(order -> isTopological(graph, order))
        .map(order -> MatrixText.format(graph.rearranged(order)))
        .min(String::compareTo)
        .orElseThrow();
  }

  private static void permute(List<Integer> inner, int start, int vertices, List<int[]> orders) {
    if (start == inner.size()) {
      int[] order = new int[vertices];
      for (int i = 0; i < start; i++) {
        order[i + 1] = inner.get(i);
      }
      order[vertices - 1] = vertices - 1;
      orders.add(order);
    }
    for (int i = start; i < inner.size(); i++) {
      Collections.swap(inner, start, i);
      permute(inner, start + 1, vertices, orders);
      Collections.swap(inner, start, i);
    }
  }

  private static boolean isTopological(MatrixGraph graph, int[] order) {
    for (int i = 0; i < order.length; i++) {
      for (int j = 0; j < i; j++) {
        if (graph.has(order[i], order[j])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Published: three draws of four are valid, 4.9 arcs in use, about 13 neighbours. */
  @Test
  void theSamplerHasItsKnownMeans() {
    SplittableRandom random = new Seed(4).random();
    double arcs = 0;
    double neighbours = 0;
    int count = 2000;
    for (int i = 0; i < count; i++) {
      Architecture sample = SPACE.sample(random);
      arcs += SPACE.canonical(sample).getMatrixCell().getArcsCount();
      neighbours += SPACE.neighbours(sample).size();
    }
    assertThat(arcs / count).isEqualTo(4.9, within(0.15));
    assertThat(neighbours / count).isEqualTo(13.2, within(0.6));
  }

  @Test
  void mutationReachesLargerCells() {
    SplittableRandom random = new Seed(5).random();
    Architecture smallest = SPACE.parse("input output(0)");
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      sizes.add(
          SPACE.canonical(SPACE.mutate(smallest, random)).getMatrixCell().getOperationsCount());
    }
    assertThat(sizes).contains(3, 4);
  }
}
