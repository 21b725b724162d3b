package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;

class NasBench201SpaceTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @Test
  void numbersAndTextFormsRoundTripForEveryArchitecture() {
    Set<String> texts = new HashSet<>();
    for (long code = 0; code < SPACE.size(); code++) {
      Architecture architecture = SPACE.at(code);
      SPACE.validate(architecture);
      assertThat(SPACE.codeOf(architecture)).isEqualTo(code);
      for (String text : SPACE.texts(architecture).values()) {
        assertThat(SPACE.parse(text)).isEqualTo(architecture);
        assertThat(texts.add(text)).isTrue();
      }
    }
    assertThat(texts).hasSize(2 * 15_625);
  }

  @Test
  void textFormsOfAKnownCell() {
    // Operations 1 to 6 of the arch string are the edges 1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2;
    // NASLib lists 1->2, 1->3, 1->4, 2->3, 2->4, 3->4 and numbers the operations differently.
    String text =
        "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|skip_connect~1|nor_conv_3x3~2|";
    Map<String, String> texts = SPACE.texts(SPACE.parse(text));
    assertThat(texts)
        .containsEntry("nasbench201", text)
        .containsEntry("naslib", "(2, 1, 4, 3, 0, 2)");
  }

  @Test
  void neighboursAreTheTwentyFourSingleChangesAndSymmetric() {
    Architecture architecture = SPACE.sample(new SplittableRandom(1));
    List<Architecture> neighbours = SPACE.neighbours(architecture);
    assertThat(neighbours).hasSize(24).doesNotHaveDuplicates().doesNotContain(architecture);
    for (Architecture neighbour : neighbours) {
      assertThat(SPACE.neighbours(neighbour)).contains(architecture);
    }
  }

  @Test
  void mutationReachesEveryNeighbourAndNothingElse() {
    Architecture parent = SPACE.at(4321);
    Architecture before = parent.toBuilder().build();
    SplittableRandom random = new SplittableRandom(7);
    Set<Architecture> children = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      children.add(SPACE.mutate(parent, random));
    }
    assertThat(parent).isEqualTo(before);
    assertThat(children).containsExactlyInAnyOrderElementsOf(SPACE.neighbours(parent));
  }

  @Test
  void theCanonicalFormIsTheLiveGraph() {
    Map<Architecture, Integer> classes = new HashMap<>();
    for (long code = 0; code < SPACE.size(); code++) {
      Architecture architecture = SPACE.at(code);
      Architecture canonical = SPACE.canonical(architecture);
      // Oracle: run the cell on a number, with an arbitrary curved function for each operation.
      double output = output(architecture.getEdgeCell().getOperationsList());
      List<String> kept = new ArrayList<>(canonical.getEdgeCell().getOperationsList());
      assertThat(output(kept)).isEqualTo(output);
      // What is kept has an effect: without it the output is another.
      for (int edge = 0; edge < kept.size(); edge++) {
        String operation = kept.set(edge, "none");
        assertThat(output(kept) == output).isEqualTo(operation.equals("none"));
        kept.set(edge, operation);
      }
      classes.merge(canonical, 1, Integer::sum);
    }
    assertThat(classes).hasSize(9445);
    assertThat(classes.values().stream().mapToInt(n -> n).max()).hasValue(341);
    classes.keySet().forEach(form -> assertThat(SPACE.canonical(form)).isEqualTo(form));
  }

  private static double output(List<String> operations) {
    double[] states = {0.7, 0, 0, 0};
    int edge = 0;
    for (int target = 1; target < 4; target++) {
      for (int source = 0; source < target; source++) {
        double x = states[source];
        states[target] +=
            switch (operations.get(edge++)) {
              case "none" -> 0;
              case "skip_connect" -> x;
              case "nor_conv_1x1" -> 1.3 * Math.sin(x);
              case "nor_conv_3x3" -> 0.9 * Math.expm1(0.7 * x);
              default -> 1.1 * x / (1 + 0.3 * x * x);
            };
      }
    }
    return states[3];
  }

  @Test
  void derivationTakesTheStrongestOperationWithNoneAllowedAndTheFirstOnTies() {
    double[][] mixing = {
      {.5, .1, .1, .1, .2},
      {.1, .3, .3, .2, .1},
      {.0, .0, .0, .0, 1.},
      {.2, .2, .2, .2, .2},
      {.1, .1, .2, .5, .1},
      {.1, .1, .5, .2, .1}
    };
    assertThat(SPACE.format(SPACE.derive(Map.of("normal", mixing))))
        .isEqualTo(
            "|none~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|nor_conv_1x1~2|");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "|none~0|",
        "|none~0|+|none~0|none~1|",
        "|none~1|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|+",
        "|sep_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|",
        "(0, 1, 2, 3, 4, 5)",
        "(0, 1, 2, 3, 4)"
      })
  void malformedTextIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> SPACE.parse(text))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void messagesOfOtherSpacesAreRefused() {
    Architecture foreign = SPACE.at(5).toBuilder().setSpace("darts").build();
    assertThatThrownBy(() -> SPACE.validate(foreign)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> SPACE.at(15_625)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> SPACE.at(-1)).isInstanceOf(DataException.class);
  }
}
