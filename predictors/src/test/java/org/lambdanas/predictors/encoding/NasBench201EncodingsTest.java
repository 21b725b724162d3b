package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

class NasBench201EncodingsTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  /** In NASLib's order 2, 1, 4, 0, 3, 0. */
  private static final Architecture EXAMPLE =
      SPACE.parse(
          "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|skip_connect~2|");

  private static Encoder encoder(String id) {
    return Encodings.of("nasbench201", id);
  }

  private static Encoding encode(String id) {
    return encoder(id).encode(EXAMPLE);
  }

  @Test
  void theExampleReadsInNasLibsOrder() {
    assertThat(SPACE.parse("(2, 1, 4, 0, 3, 0)")).isEqualTo(EXAMPLE);
  }

  @Test
  void oneHotByHand() {
    assertThat(encode("adjacency_one_hot").getVector().getLength()).isEqualTo(30);
    assertThat(Forms.ones(encode("adjacency_one_hot"))).containsExactly(2, 6, 14, 15, 23, 25);
  }

  @Test
  void pathsByHand() {
    assertThat(encode("path").getVector().getLength()).isEqualTo(155);
    assertThat(Forms.ones(encode("path"))).containsExactly(4, 5 + 1, 5 + 2 + 15, 30 + 2);
    assertThat(encode("path_compat").getVector().getLength()).isEqualTo(155);
    assertThat(Forms.ones(encode("path_compat")))
        .containsExactly(0, 5 + 1, 5 + 2 + 15, 30 + 2 + 20);
  }

  @Test
  void graphByHand() {
    Encoding gcn = encode("gcn");
    assertThat(gcn.getGraph().getNodes()).isEqualTo(8);
    assertThat(gcn.getGraph().getUsedNodes()).isEqualTo(8);
    assertThat(gcn.getGraph().getFeatures()).isEqualTo(7);
    assertThat(Forms.codes(gcn)).containsExactly(0, 3, 2, 5, 1, 4, 1, 6);
    assertThat(Forms.arcs(gcn))
        .containsExactly("0>1", "0>2", "0>3", "1>4", "1>5", "2>6", "3>7", "4>6", "5>7", "6>7");
  }

  @Test
  void graphWithGlobalNodeByHand() {
    Encoding bonas = encode("bonas");
    assertThat(bonas.getGraph().getNodes()).isEqualTo(9);
    assertThat(bonas.getGraph().getFeatures()).isEqualTo(8);
    assertThat(Forms.codes(bonas)).containsExactly(0, 3, 2, 5, 1, 4, 1, 6, 7);
    Set<String> arcs = new HashSet<>(Forms.arcs(encode("gcn")));
    for (int node = 0; node < 9; node++) {
      arcs.add(node + ">" + node);
      arcs.add(node + ">8");
    }
    assertThat(Forms.arcs(bonas)).containsExactlyInAnyOrderElementsOf(arcs).hasSize(10 + 17);
  }

  @Test
  void sequenceByHand() {
    Encoding sequence = encode("sequence");
    assertThat(sequence.getSequence().getVocabulary()).isEqualTo(9);
    assertThat(Forms.tokens(sequence))
        .containsExactly(
            2, 5, //
            2, 1, 4, //
            2, 1, 1, 7, //
            1, 2, 1, 1, 3, //
            1, 2, 1, 1, 1, 6, //
            1, 1, 2, 1, 2, 1, 3, //
            1, 1, 1, 2, 1, 2, 2, 8);
  }

  @Test
  void oneHotSumsToSixAndPathsToThreeOrFour() {
    for (int code = 0; code < SPACE.size(); code++) {
      Architecture architecture = SPACE.at(code);
      assertThat(Forms.ones(encoder("adjacency_one_hot").encode(architecture))).hasSize(6);
      assertThat(Forms.ones(encoder("path").encode(architecture)).size()).isBetween(3, 4);
    }
  }

  @Test
  void anotherDirectEdgeChangesTwoPathFeatures() {
    for (int code = 0; code < SPACE.size(); code += 7) {
      Architecture architecture = SPACE.at(code);
      // The direct edge is the fourth of the message.
      Architecture.Builder other = architecture.toBuilder();
      boolean pool = architecture.getEdgeCell().getOperations(3).equals("avg_pool_3x3");
      other.getEdgeCellBuilder().setOperations(3, pool ? "none" : "avg_pool_3x3");
      SortedSet<Integer> changed = new TreeSet<>(Forms.ones(encoder("path").encode(architecture)));
      SortedSet<Integer> after = Forms.ones(encoder("path").encode(other.build()));
      SortedSet<Integer> both = new TreeSet<>(changed);
      both.retainAll(after);
      changed.addAll(after);
      changed.removeAll(both);
      assertThat(changed).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "path", "path_compat", "gcn", "bonas", "sequence"})
  void everyCellHasItsOwnEncodingAndComesBack(String id) {
    Encoder encoder = encoder(id);
    assertThat(encoder.isInvertible()).isTrue();
    // Messages of ones and zeros have few hash codes.
    Set<ByteString> seen = new HashSet<>();
    for (int code = 0; code < SPACE.size(); code++) {
      Encoding encoding = encoder.encode(SPACE.at(code));
      assertThat(seen.add(encoding.toByteString())).isTrue();
      if (code % 11 == 0) {
        assertThat(encoder.decode(encoding)).contains(SPACE.at(code));
      }
    }
  }

  @Test
  void whatIsNoCellIsRefused() {
    Encoding good = encode("adjacency_one_hot");
    FeatureVector vector = good.getVector();
    assertRefused("adjacency_one_hot", with(good, vector.toBuilder().setValues(0, 1)));
    assertRefused("adjacency_one_hot", with(good, vector.toBuilder().setValues(2, 0)));
    assertRefused("adjacency_one_hot", with(good, vector.toBuilder().setValues(2, 2)));
    Encoding path = encode("path");
    for (int feature = 0; feature < 155; feature++) {
      float flipped = 1 - path.getVector().getValues(feature);
      Encoding other = with(path, path.getVector().toBuilder().setValues(feature, flipped));
      assertThatThrownBy(() -> encoder("path").decode(other))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("of no architecture of nasbench201");
    }
    Encoding.Builder graph = encode("gcn").toBuilder();
    graph.getGraphBuilder().getArcsBuilder(0).setTarget(6);
    assertRefused("gcn", graph.build());
    Encoding.Builder global = encode("bonas").toBuilder();
    global.getGraphBuilder().removeArcs(0);
    assertRefused("bonas", global.build());
    Encoding.Builder sequence = encode("sequence").toBuilder();
    sequence.getSequenceBuilder().setTokens(0, 1);
    assertRefused("sequence", sequence.build());
    sequence.getSequenceBuilder().setTokens(0, 2).setTokens(1, 1);
    assertRefused("sequence", sequence.build());
  }

  private static Encoding with(Encoding encoding, FeatureVector.Builder vector) {
    return encoding.toBuilder().setVector(vector).build();
  }

  private static void assertRefused(String id, Encoding encoding) {
    assertThatThrownBy(() -> encoder(id).decode(encoding))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("this encoding '" + id + "' is of no architecture of nasbench201");
  }

  @Test
  void arcsAndSparseFeaturesAreReadInAnyForm() {
    Encoding.Builder graph = encode("gcn").toBuilder();
    List<Arc> arcs = new ArrayList<>(graph.getGraph().getArcsList());
    Collections.reverse(arcs);
    graph.getGraphBuilder().clearArcs().addAllArcs(arcs);
    assertThat(encoder("gcn").decode(graph.build())).contains(EXAMPLE);
    FeatureVector.Builder sparse = FeatureVector.newBuilder().setLength(30);
    Forms.ones(encode("adjacency_one_hot")).forEach(i -> sparse.addIndices(i).addValues(1));
    assertThat(encoder("adjacency_one_hot").decode(with(encode("adjacency_one_hot"), sparse)))
        .contains(EXAMPLE);
  }

  @Test
  void encodingsOfOtherEncodersAreRefused() {
    assertThatThrownBy(() -> encoder("path").decode(encode("gcn")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "an encoding 'gcn' of space nasbench201 was given where 'path' of nasbench201 is"
                + " expected");
    Encoding mislabelled = encode("gcn").toBuilder().setEncoding("path").build();
    assertThatThrownBy(() -> encoder("path").decode(mislabelled))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a vector of 155 features, not a graph of 8 nodes");
    Encoding shortened = with(encode("path"), FeatureVector.newBuilder().setLength(1).addValues(1));
    assertThatThrownBy(() -> encoder("path").decode(shortened))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a vector of 1 features");
    assertThatThrownBy(() -> encoder("path").encode(EXAMPLE.toBuilder().setSpace("darts").build()))
        .isInstanceOf(DataException.class);
  }
}
