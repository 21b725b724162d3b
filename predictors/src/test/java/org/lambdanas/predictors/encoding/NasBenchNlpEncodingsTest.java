package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.space.NasBenchNlpSpace;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

class NasBenchNlpEncodingsTest {

  @TempDir private Path folder;

  private static final NasBenchNlpSpace SPACE = NasBenchNlpSpace.INSTANCE;

  private static final Architecture EXAMPLE =
      SPACE.parse(
          "{\"f\": {\"op\": \"linear\", \"input\": [\"x\", \"h_prev_0\"]},"
              + " \"h_new_0\": {\"op\": \"activation_tanh\", \"input\": [\"f\"]}}");

  private static Encoder encoder(String id) {
    return Encodings.of("nasbench_nlp", id);
  }

  private static Encoding encode(String id) {
    return encoder(id).encode(EXAMPLE);
  }

  @Test
  void oneHotByHand() {
    int nodes = 26 * 26;
    assertThat(Forms.ones(encode("adjacency_one_hot")))
        .containsExactly(
            4,
            26 + 4,
            4 * 26 + 25, //
            nodes,
            nodes + 9,
            nodes + 18,
            nodes + 27,
            nodes + 36 + 6,
            nodes + 225 + 2,
            nodes + 225 + 8);
  }

  @Test
  void graphsByHand() {
    Encoding gcn = encode("gcn");
    assertThat(gcn.getGraph().getUsedNodes()).isEqualTo(6);
    assertThat(Forms.codes(gcn).subList(0, 7)).containsExactly(0, 0, 0, 0, 6, 2, -1);
    assertThat(Forms.arcs(gcn)).containsExactly("0>4", "1>4", "4>5");
    Encoding bonas = encode("bonas");
    assertThat(Forms.codes(bonas).subList(0, 8)).containsExactly(0, 0, 0, 0, 6, 2, 8, -1);
    assertThat(Forms.arcs(bonas)).hasSize(3 + 7 + 6).contains("4>5", "4>4", "4>6", "6>6");
  }

  @Test
  void sequencesByHand() {
    List<Integer> start = List.of(1, 3, 1, 1, 3, 1, 1, 1, 3, 2, 2, 1, 1, 9);
    List<Integer> tokens = new ArrayList<>(start);
    // The last node is a hidden state: an arc to it has a token of its own.
    tokens.addAll(List.of(1, 1, 1, 1, 11, 5));
    tokens.addAll(Collections.nCopies(350 - tokens.size(), 0));
    assertThat(Forms.tokens(encode("sequence"))).isEqualTo(tokens);
    // The reference leaves the last node out, and takes padding for inputs.
    List<Integer> compat = new ArrayList<>(start);
    for (int column = 5; column < 25; column++) {
      compat.addAll(Collections.nCopies(column, 1));
      compat.add(3);
    }
    assertThat(compat).hasSize(324);
    assertThat(Forms.tokens(encode("sequence_compat"))).isEqualTo(compat);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "gcn", "bonas", "sequence"})
  void namesAndOrderMakeNoDifference(String id) {
    Architecture one =
        SPACE.parse(
            "{\"a\": {\"op\": \"linear\", \"input\": [\"x\", \"h_prev_0\"]},"
                + " \"b\": {\"op\": \"activation_sigm\", \"input\": [\"x\"]},"
                + " \"h_new_0\": {\"op\": \"elementwise_sum\", \"input\": [\"a\", \"b\"]}}");
    Architecture other =
        SPACE.parse(
            "{\"one\": {\"op\": \"activation_sigm\", \"input\": [\"x\"]},"
                + " \"two\": {\"op\": \"linear\", \"input\": [\"h_prev_0\", \"x\"]},"
                + " \"h_new_0\": {\"op\": \"elementwise_sum\", \"input\": [\"one\", \"two\"]}}");
    assertThat(encoder(id).encode(other)).isEqualTo(encoder(id).encode(one));
    assertThat(encoder("sequence_compat").encode(other))
        .isNotEqualTo(encoder("sequence_compat").encode(one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "sequence"})
  void hiddenStatesAreTold(String id) {
    String text =
        "{\"%1$s\": {\"op\": \"linear\", \"input\": [\"x\", \"h_prev_1\"]},"
            + " \"%2$s\": {\"op\": \"activation_tanh\", \"input\": [\"%1$s\"]},"
            + " \"h_new_0\": {\"op\": \"linear\", \"input\": [\"%2$s\", \"h_prev_0\"]}}";
    Encoding first = encoder(id).encode(SPACE.parse(text.formatted("h_new_1", "b")));
    Encoding second = encoder(id).encode(SPACE.parse(text.formatted("a", "h_new_1")));
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void theLargestCellsFit() {
    // 23 nodes that read two of the four inputs, in a chain.
    StringBuilder text = new StringBuilder("{");
    for (int node = 0; node < 22; node++) {
      text.append(
          "\"n%d\": {\"op\": \"linear\", \"input\": [\"%s\", \"h_prev_0\"]}, "
              .formatted(node, node == 0 ? "x" : "n" + (node - 1)));
    }
    text.append("\"h_new_0\": {\"op\": \"activation_tanh\", \"input\": [\"n21\"]}}");
    Architecture chain = SPACE.parse(text.toString());
    Encoding gcn = encoder("gcn").encode(chain);
    assertThat(gcn.getGraph().getUsedNodes()).isEqualTo(26);
    List<Integer> codes = new ArrayList<>(List.of(0, 0, 0));
    codes.addAll(Collections.nCopies(22, 6));
    codes.add(2);
    assertThat(Forms.codes(gcn)).isEqualTo(codes);
    assertThat(Forms.ones(encoder("adjacency_one_hot").encode(chain)))
        .contains(3, 26 + 3, 26 + 24, 24 * 26 + 25);
  }

  @Test
  void publishedCellsDifferAsFarAsTheirOrderOfInputsDoesNot() throws IOException {
    List<Architecture> cells = published(SharedFiles.require("data/nasbench_nlp_ptb.jsonl.gz"), 16);
    assertThat(cells).hasSize(896);
    assertDistinct(cells);
  }

  @Test
  void publishedCellsOfTheExcerptDifferToo() throws IOException {
    List<Architecture> cells =
        published(SharedFiles.excerpt("nasbench_nlp_ptb.jsonl.gz", folder), 1);
    assertThat(cells).hasSize(36);
    assertDistinct(cells);
  }

  private static void assertDistinct(List<Architecture> cells) {
    Set<Architecture> canonical = new HashSet<>();
    Set<ByteString> vectors = new HashSet<>();
    Set<ByteString> sequences = new HashSet<>();
    for (Architecture cell : cells) {
      canonical.add(SPACE.canonical(cell));
      vectors.add(encoder("adjacency_one_hot").encode(cell).toByteString());
      sequences.add(encoder("sequence").encode(cell).toByteString());
    }
    assertThat(vectors.size()).isBetween(canonical.size() * 98 / 100, canonical.size());
    assertThat(sequences).hasSameSizeAs(vectors);
  }

  private static List<Architecture> published(Path file, int every) throws IOException {
    List<Architecture> cells = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      int row = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (row++ % every == 0) {
          var json = JsonParser.parseString(line).getAsJsonObject();
          cells.add(SPACE.parse(json.get("recepie").getAsString()));
        }
      }
    }
    return cells;
  }
}
