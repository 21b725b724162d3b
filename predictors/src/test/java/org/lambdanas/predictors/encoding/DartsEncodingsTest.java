package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.GenotypeCell;

class DartsEncodingsTest {

  /** Operations 3, 2, 0, 6, 1, 4, 5, 2 and 0, 0, 0, 0, 2, 2, 1, 1. */
  private static final Architecture EXAMPLE =
      DartsSpace.DARTS.parse(
          "sep_conv_3x3:0 skip_connect:1 max_pool_3x3:0 dil_conv_5x5:2"
              + " avg_pool_3x3:1 sep_conv_5x5:3 dil_conv_3x3:2 skip_connect:4,"
              + "max_pool_3x3:0 max_pool_3x3:1 max_pool_3x3:0 max_pool_3x3:1"
              + " skip_connect:0 skip_connect:1 avg_pool_3x3:0 avg_pool_3x3:1");

  private static Encoder encoder(String id) {
    return Encodings.of("darts", id);
  }

  private static Encoding encode(String id) {
    return encoder(id).encode(EXAMPLE);
  }

  /** The same cells, with each node's edges the other way round. */
  private static Architecture turned(Architecture architecture) {
    Architecture.Builder turned = architecture.toBuilder();
    for (GenotypeCell.Builder cell :
        List.of(
            turned.getGenotypeBuilder().getNormalBuilder(),
            turned.getGenotypeBuilder().getReduceBuilder())) {
      for (int edge = 0; edge < 8; edge += 2) {
        var first = cell.getChoices(edge);
        cell.setChoices(edge, cell.getChoices(edge + 1)).setChoices(edge + 1, first);
      }
    }
    return turned.build();
  }

  @Test
  void oneHotByHand() {
    List<Integer> ones = new ArrayList<>();
    // Arcs of the normal cell's 7x7 matrix, by row; nodes go to the output.
    List.of(2, 3, 7 + 2, 7 + 4, 14 + 3, 14 + 5, 14 + 6, 21 + 4, 21 + 6, 28 + 5, 28 + 6, 35 + 6)
        .forEach(ones::add);
    List.of(3, 7 + 2, 14, 21 + 6, 28 + 1, 35 + 4, 42 + 5, 49 + 2).forEach(i -> ones.add(49 + i));
    List.of(2, 3, 4, 5, 9, 10, 11, 12, 20, 27, 34, 41).forEach(i -> ones.add(105 + i));
    List.of(0, 7, 14, 21, 30, 37, 43, 50).forEach(i -> ones.add(105 + 49 + i));
    assertThat(encode("adjacency_one_hot").getVector().getLength()).isEqualTo(210);
    assertThat(Forms.ones(encode("adjacency_one_hot"))).containsExactlyElementsOf(ones);
  }

  @Test
  void compatHasOperationsAsNumbers() {
    double[] features = Forms.vector(encode("adjacency_compat"));
    assertThat(features).hasSize(114);
    assertThat(Arrays.copyOfRange(features, 49, 57)).containsExactly(3, 2, 0, 6, 1, 4, 5, 2);
    assertThat(Arrays.copyOfRange(features, 106, 114)).containsExactly(0, 0, 0, 0, 2, 2, 1, 1);
    double[] turned = Forms.vector(encoder("adjacency_compat").encode(turned(EXAMPLE)));
    assertThat(Arrays.copyOf(turned, 49)).containsExactly(Arrays.copyOf(features, 49));
    assertThat(Arrays.copyOfRange(turned, 49, 57)).containsExactly(2, 3, 6, 0, 4, 1, 2, 5);
    assertThat(encoder("adjacency_compat").isInvertible()).isFalse();
  }

  @Test
  void pathsByHandWithAllEightEdges() {
    Encoding path = encode("path");
    assertThat(path.getVector().getLength()).isEqualTo(11_204);
    assertThat(path.getVector().getIndicesCount()).isEqualTo(21);
    List<Integer> ones = new ArrayList<>(List.of(1, 4, 36, 46, 53, 183, 298, 1327));
    List.of(2, 3, 23, 45, 52, 297, 1326).forEach(i -> ones.add(2801 + i));
    List.of(1, 2, 3).forEach(i -> ones.add(2 * 2801 + i));
    List.of(1, 2, 3).forEach(i -> ones.add(3 * 2801 + i));
    assertThat(Forms.ones(path)).containsExactlyElementsOf(ones);
  }

  @Test
  void sequenceByHand() {
    assertThat(encode("sequence").getSequence().getVocabulary()).isEqualTo(14);
    assertThat(Forms.tokens(encode("sequence")))
        .containsExactly(
            1, 10, 2, 9, 1, 7, 3, 13, 2, 8, 4, 11, 3, 12, 5, 9, //
            1, 7, 2, 7, 1, 7, 2, 7, 1, 9, 2, 9, 1, 8, 2, 8);
  }

  @Test
  void graphByHand() {
    Encoding gcn = encode("gcn");
    assertThat(gcn.getGraph().getNodes()).isEqualTo(22);
    assertThat(gcn.getGraph().getFeatures()).isEqualTo(10);
    assertThat(Forms.codes(gcn))
        .containsExactly(
            0, 1, 5, 4, 2, 8, 3, 6, 7, 4, 9, //
            0, 1, 2, 2, 2, 2, 4, 4, 3, 3, 9);
    List<String> arcs = new ArrayList<>();
    arcs.addAll(List.of("0>2", "0>4", "1>3", "1>6"));
    arcs.addAll(List.of("2>5", "2>8", "2>10", "3>5", "3>8", "3>10", "4>7", "4>10"));
    arcs.addAll(List.of("5>7", "5>10", "6>9", "6>10", "7>9", "7>10", "8>10", "9>10"));
    for (int input = 11; input < 13; input++) {
      for (int node = 2 + input; node < 21; node += 2) {
        arcs.add(input + ">" + node);
      }
    }
    for (int node = 13; node < 21; node++) {
      arcs.add(node + ">21");
    }
    assertThat(Forms.arcs(gcn)).containsExactlyElementsOf(arcs);
  }

  @Test
  void graphWithGlobalNodesByHand() {
    Encoding bonas = encode("bonas");
    assertThat(bonas.getGraph().getNodes()).isEqualTo(25);
    assertThat(bonas.getGraph().getFeatures()).isEqualTo(11);
    Set<String> arcs = new HashSet<>();
    for (String arc : Forms.arcs(encode("gcn"))) {
      String[] ends = arc.split(">", -1);
      int source = Integer.parseInt(ends[0]);
      int target = Integer.parseInt(ends[1]);
      // The reduction cell comes after the normal cell's global node.
      arcs.add((source + (source > 10 ? 1 : 0)) + ">" + (target + (target > 10 ? 1 : 0)));
    }
    for (int node = 0; node < 25; node++) {
      arcs.add(node + ">" + node);
      arcs.add(node + ">24");
      if (node != 24) {
        arcs.add(node + (node < 12 ? ">11" : ">23"));
      }
    }
    assertThat(Forms.arcs(bonas)).containsExactlyInAnyOrderElementsOf(arcs);
    assertThat(Forms.codes(bonas))
        .containsExactly(
            0, 1, 5, 4, 2, 8, 3, 6, 7, 4, 9, 10, //
            0, 1, 2, 2, 2, 2, 4, 4, 3, 3, 9, 10, //
            10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "path", "gcn", "bonas", "sequence"})
  void theOrderOfTheEdgesOfANodeMakesNoDifference(String id) {
    assertThat(turned(EXAMPLE)).isNotEqualTo(EXAMPLE);
    assertThat(encoder(id).encode(turned(EXAMPLE))).isEqualTo(encode(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "gcn", "bonas", "sequence"})
  void everyNeighbourHasAnotherEncoding(String id) {
    Set<Encoding> seen = new HashSet<>(Set.of(encode(id)));
    for (Architecture neighbour : DartsSpace.DARTS.neighbours(EXAMPLE)) {
      Architecture sorted = encoder(id).decode(encoder(id).encode(neighbour)).orElseThrow();
      assertThat(DartsSpace.DARTS.canonical(sorted))
          .isEqualTo(DartsSpace.DARTS.canonical(neighbour));
      seen.add(encoder(id).encode(neighbour));
    }
    assertThat(seen).hasSize(121);
  }

  @ParameterizedTest
  @CsvSource({"s1, 6", "s2, 2", "s3, 2", "s4, 2"})
  void theOtherSpacesHaveTheirOwnOperations(String space, int kinds) {
    int paths = 1 + kinds * (1 + kinds * (1 + kinds * (1 + kinds)));
    assertThat(Encodings.of(space, "adjacency_one_hot").shape())
        .isEqualTo(FeatureShape.vector(2 * (49 + 8 * kinds)));
    assertThat(Encodings.of(space, "path").shape()).isEqualTo(FeatureShape.vector(4 * paths));
    assertThat(Encodings.of(space, "gcn").shape()).isEqualTo(FeatureShape.graph(22, kinds + 3));
    assertThat(Encodings.of(space, "bonas").shape()).isEqualTo(FeatureShape.graph(25, kinds + 4));
    assertThat(Encodings.of(space, "sequence").shape())
        .isEqualTo(FeatureShape.sequence(32, 7 + kinds));
  }

  @Test
  void operationsThatASpaceDoesNotHaveHereAreRefused() {
    // The first edge of S1's normal cell has skip connections and dilated 3x3 convolutions only.
    Architecture member = Forms.members("s1", 1).get(0);
    Encoder encoder = Encodings.of("s1", "sequence");
    Encoding.Builder encoding = encoder.encode(member).toBuilder();
    encoding.getSequenceBuilder().setTokens(1, 1 + 6);
    assertThatThrownBy(() -> encoder.decode(encoding.build()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("s1 has no 'max_pool_3x3' on edge");
  }

  @Test
  void whatIsNoGenotypeIsRefused() {
    Encoding.Builder sequence = encode("sequence").toBuilder();
    sequence.getSequenceBuilder().setTokens(2, 1);
    assertRefused("sequence", sequence.build(), "two edges from state 0");
    sequence.getSequenceBuilder().setTokens(2, 0);
    assertRefused("sequence", sequence.build(), "token 2 is 0, not an input");
    sequence.getSequenceBuilder().setTokens(2, 4);
    assertRefused("sequence", sequence.build(), "token 2 is 4, not an input");
    sequence.getSequenceBuilder().setTokens(2, 2).setTokens(3, 2);
    assertRefused("sequence", sequence.build(), "edge 1 of a cell has no operation");
    Encoding.Builder vector = encode("adjacency_one_hot").toBuilder();
    vector.getVectorBuilder().setValues(0, 1);
    assertRefused("adjacency_one_hot", vector.build(), "contradict");
    vector.getVectorBuilder().setValues(0, 0).setValues(2, 0);
    assertRefused("adjacency_one_hot", vector.build(), "node 2 of a cell has not two inputs");
    Encoding.Builder graph = encode("gcn").toBuilder();
    graph.getGraphBuilder().setNodeFeatures(0, 0).setNodeFeatures(1, 1);
    assertRefused("gcn", graph.build(), "contradict");
    graph.getGraphBuilder().setNodeFeatures(0, 1);
    assertRefused("gcn", graph.build(), "node 0 are not one 1 among zeros");
    graph.getGraphBuilder().setUsedNodes(21);
    assertThatThrownBy(() -> encoder("gcn").decode(graph.build()))
        .isInstanceOf(DataException.class);
  }

  private static void assertRefused(String id, Encoding encoding, String why) {
    assertThatThrownBy(() -> encoder(id).decode(encoding))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("of no architecture of darts")
        .hasMessageContaining(why);
  }
}
