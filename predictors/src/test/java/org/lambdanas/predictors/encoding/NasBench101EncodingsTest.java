package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.MatrixCell;

class NasBench101EncodingsTest {

  @TempDir private Path folder;

  private static final NasBench101Space SPACE = NasBench101Space.INSTANCE;

  private static final Architecture EXAMPLE =
      cell(
          List.of("input", "conv3x3-bn-relu", "maxpool3x3", "output"),
          new int[][] {{0, 1}, {0, 3}, {1, 2}, {2, 3}});

  private static Architecture cell(List<String> operations, int[][] arcs) {
    MatrixCell.Builder cell = MatrixCell.newBuilder().addAllOperations(operations);
    for (int[] arc : arcs) {
      cell.addArcs(Arc.newBuilder().setSource(arc[0]).setTarget(arc[1]));
    }
    return Architecture.newBuilder().setSpace("nasbench101").setMatrixCell(cell).build();
  }

  private static Encoder encoder(String id) {
    return Encodings.of("nasbench101", id);
  }

  private static Encoding encode(String id) {
    return encoder(id).encode(EXAMPLE);
  }

  @Test
  void oneHotByHand() {
    // Arcs 0-1, 0-6, 1-2 and 2-6 of seven places; 3x3 is 010, the pool 100.
    assertThat(Forms.ones(encode("adjacency_one_hot"))).containsExactly(0, 5, 6, 14, 22, 24);
    Architecture other =
        cell(List.of("input", "conv1x1-bn-relu", "output"), new int[][] {{0, 1}, {1, 2}});
    assertThat(Forms.ones(encoder("adjacency_one_hot").encode(other))).containsExactly(0, 10, 23);
  }

  @Test
  void pathsByHand() {
    // The direct arc, and 3x3 then pool: (0 + 1) + 3 * (2 + 1).
    assertThat(Forms.ones(encode("path"))).containsExactly(0, 10);
  }

  @Test
  void theLongestPathIsTheLastFeature() {
    List<String> operations = new ArrayList<>(List.of("input"));
    int[][] arcs = new int[6][];
    for (int v = 0; v < 6; v++) {
      operations.add(v == 5 ? "output" : "maxpool3x3");
      arcs[v] = new int[] {v, v + 1};
    }
    assertThat(Forms.ones(encoder("path").encode(cell(operations, arcs)))).containsExactly(363);
  }

  @Test
  void graphsByHand() {
    Encoding gcn = encode("gcn");
    assertThat(gcn.getGraph().getUsedNodes()).isEqualTo(4);
    assertThat(Forms.codes(gcn)).containsExactly(1, 2, 4, 0, -1, -1, -1);
    assertThat(Forms.arcs(gcn)).containsExactly("0>1", "0>3", "1>2", "2>3");
    Encoding bonas = encode("bonas");
    assertThat(bonas.getGraph().getUsedNodes()).isEqualTo(5);
    assertThat(Forms.codes(bonas)).containsExactly(0, 1, 3, 4, 5, -1, -1, -1);
    assertThat(Forms.arcs(bonas))
        .containsExactly(
            "0>0", "0>1", "0>3", "0>4", "1>1", "1>2", "1>4", "2>2", "2>3", "2>4", "3>3", "3>4",
            "4>4");
  }

  @Test
  void sequenceByHand() {
    List<Integer> tokens = new ArrayList<>(List.of(2, 4, 1, 2, 6, 2, 1, 2, 3));
    tokens.addAll(Collections.nCopies(18, 0));
    assertThat(Forms.tokens(encode("sequence"))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adjacency_one_hot", "path", "gcn", "bonas", "sequence"})
  void isomorphicCellsEncodeEqually(String id) {
    Architecture unused =
        cell(
            List.of("input", "maxpool3x3", "conv3x3-bn-relu", "maxpool3x3", "output"),
            new int[][] {{0, 2}, {0, 1}, {0, 4}, {2, 3}, {3, 4}});
    assertThat(encoder(id).encode(unused)).isEqualTo(encode(id));
    RandomGenerator random = new Seed(3).child("orders").random();
    int different = 0;
    for (Architecture architecture : Forms.members("nasbench101", 500)) {
      Architecture renumbered = renumbered(architecture, random);
      different += renumbered.equals(architecture) ? 0 : 1;
      assertThat(encoder(id).encode(renumbered)).isEqualTo(encoder(id).encode(architecture));
    }
    assertThat(different).isGreaterThan(250);
  }

  /** The same cell with its vertices in another, randomly drawn topological order. */
  private static Architecture renumbered(Architecture architecture, RandomGenerator random) {
    MatrixCell cell = architecture.getMatrixCell();
    int last = cell.getOperationsCount() - 1;
    List<Integer> order = new ArrayList<>(List.of(0));
    while (order.size() < last) {
      List<Integer> ready = new ArrayList<>();
      for (int v = 1; v < last; v++) {
        int vertex = v;
        if (!order.contains(v)
            && cell.getArcsList().stream()
                .allMatch(a -> a.getTarget() != vertex || order.contains(a.getSource()))) {
          ready.add(v);
        }
      }
      order.add(ready.get(random.nextInt(ready.size())));
    }
    order.add(last);
    List<int[]> arcs = new ArrayList<>();
    for (Arc arc : cell.getArcsList()) {
      arcs.add(new int[] {order.indexOf(arc.getSource()), order.indexOf(arc.getTarget())});
    }
    return cell(order.stream().map(cell::getOperations).toList(), arcs.toArray(int[][]::new));
  }

  /** The benchmark's own hash tells 10 265 of its 10 360 rows apart. */
  @Test
  void publishedCellsDifferAsTheirHashesDo() throws IOException {
    assertDistinct(
        published(SharedFiles.require("data/nasbench101.jsonl.gz")), 10_360, 10_265, 9320);
  }

  /** Of these rows two are of one cell. */
  @Test
  void publishedCellsOfTheExcerptDifferAsTheirHashesDo() throws IOException {
    assertDistinct(published(SharedFiles.excerpt("nasbench101.jsonl.gz", folder)), 210, 209, 209);
  }

  private static void assertDistinct(
      List<Architecture> cells, int rows, int distinct, int distinctPaths) {
    assertThat(cells).hasSize(rows);
    Set<ByteString> vectors = new HashSet<>();
    Set<ByteString> paths = new HashSet<>();
    for (Architecture cell : cells) {
      vectors.add(encoder("adjacency_one_hot").encode(cell).toByteString());
      paths.add(encoder("path").encode(cell).toByteString());
    }
    assertThat(vectors).hasSize(distinct);
    assertThat(paths).hasSize(distinctPaths);
    assertThat(encoder("path").isInvertible()).isFalse();
  }

  private static List<Architecture> published(Path file) throws IOException {
    List<Architecture> cells = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var json = JsonParser.parseString(line).getAsJsonObject();
        List<String> operations = new ArrayList<>();
        json.getAsJsonArray("ops").forEach(operation -> operations.add(operation.getAsString()));
        List<int[]> arcs = new ArrayList<>();
        for (int source = 0; source < operations.size(); source++) {
          for (int target = source + 1; target < operations.size(); target++) {
            var row = json.getAsJsonArray("matrix").get(source).getAsJsonArray();
            if (row.get(target).getAsInt() == 1) {
              arcs.add(new int[] {source, target});
            }
          }
        }
        cells.add(cell(operations, arcs.toArray(int[][]::new)));
      }
    }
    return cells;
  }

  @Test
  void decodedAreCanonicalFormsAlsoOfCellsThatAreNot() {
    Encoding.Builder sequence = encode("sequence").toBuilder();
    // A third inner vertex that nothing comes from, in front of the output.
    sequence
        .getSequenceBuilder()
        .clearTokens()
        .addAllTokens(List.of(2, 4, 1, 2, 6, 1, 1, 1, 5, 2, 1, 2, 1, 3))
        .addAllTokens(Collections.nCopies(13, 0));
    assertThat(encoder("sequence").decode(sequence.build())).contains(SPACE.canonical(EXAMPLE));
  }

  @Test
  void whatIsNoCellIsRefused() {
    Encoding.Builder vector = encode("adjacency_one_hot").toBuilder();
    vector.getVectorBuilder().setValues(1, 1).setValues(2, 1);
    assertRefused("adjacency_one_hot", vector.build(), "contradict");
    vector.getVectorBuilder().setValues(2, 0).setValues(5, 0).setValues(14, 0);
    assertRefused("adjacency_one_hot", vector.build(), "no path from input to output");
    Encoding.Builder gcn = encode("gcn").toBuilder();
    gcn.getGraphBuilder().getArcsBuilder(2).setSource(2).setTarget(1);
    assertRefused("gcn", gcn.build(), "an arc does not go to a later vertex");
    gcn.getGraphBuilder().getArcsBuilder(2).setSource(1).setTarget(5);
    assertRefused("gcn", gcn.build(), "padding has an arc");
    gcn.getGraphBuilder().setUsedNodes(6);
    assertRefused("gcn", gcn.build(), "node 4 are not one 1 among zeros");
    Encoding.Builder bonas = encode("bonas").toBuilder();
    bonas.getGraphBuilder().addArcs(Arc.newBuilder().setSource(4).setTarget(0));
    assertRefused("bonas", bonas.build(), "contradict");
    bonas.getGraphBuilder().setUsedNodes(1);
    assertThatThrownBy(() -> encoder("bonas").decode(bonas.build()))
        .isInstanceOf(DataException.class);
    Encoding.Builder sequence = encode("sequence").toBuilder();
    sequence.getSequenceBuilder().setTokens(26, 3);
    assertRefused("sequence", sequence.build(), "contradict");
    sequence.getSequenceBuilder().setTokens(26, 0).setTokens(1, 3);
    assertRefused("sequence", sequence.build(), "vertex 1 of the NAS-Bench-101 cell is 'output'");
    sequence.getSequenceBuilder().setTokens(1, 1);
    assertRefused("sequence", sequence.build(), "token 1 is 1, not an operation");
    sequence.getSequenceBuilder().setTokens(1, 0);
    assertThatThrownBy(() -> encoder("sequence").decode(sequence.build()))
        .isInstanceOf(DataException.class);
  }

  private static void assertRefused(String id, Encoding encoding, String why) {
    assertThatThrownBy(() -> encoder(id).decode(encoding))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("of no architecture of nasbench101")
        .hasMessageContaining(why);
  }
}
