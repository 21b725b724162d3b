package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NasBenchNlpSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.GenotypeCell;

class GraphFeaturesTest {

  private static final NasBench201Space CELLS = NasBench201Space.INSTANCE;

  private static float[] features(Architecture architecture) {
    Encoder encoder = Encodings.of(architecture.getSpace(), "graph");
    Features.Vector vector = (Features.Vector) encoder.features(architecture);
    assertThat(vector.shape()).isEqualTo(encoder.shape());
    return vector.dense();
  }

  private static float[] of(LiveGraph graph, int kinds, int inputs, int most) {
    GraphFeatures features = new GraphFeatures(kinds, inputs, most);
    FeatureSink sink = new FeatureSink(features.length());
    features.write(graph, 0, sink);
    return sink.vector().dense();
  }

  private static final float LN_2 = (float) Math.log(2);
  private static final float LN_3 = (float) Math.log(3);

  /** in -> a -> b -> out, in -> b, and a dead b that reads a, a dead a that nobody feeds. */
  @Test
  void aSmallGraphByHand() {
    LiveGraph graph =
        LiveGraph.of(
            new int[] {0, 0, 1, 1},
            new long[] {0b1100, 0b0100, 0, 0},
            new long[] {0b0101},
            0b0100,
            false);
    assertThat(of(graph, 2, 1, 3))
        .containsExactly(
            // Operations, arcs, depth, two paths.
            2,
            1,
            2,
            LN_3,
            // From the input: shortest, longest, readers.
            1,
            2,
            2,
            // a: one, no arc to it, one from it, not the output, two ops from the output, on no or
            // one place of a path, on one path, reads the input.
            1,
            0,
            1,
            0,
            2,
            0,
            1,
            LN_2,
            1,
            // b.
            1,
            1,
            0,
            1,
            1,
            1,
            1,
            LN_3,
            1,
            // Only a: no path; only b; both.
            4,
            -1,
            1,
            1,
            1,
            2);
  }

  @Test
  void anInputMayBeTheOutput() {
    LiveGraph graph = LiveGraph.of(new int[] {0}, new long[] {0}, new long[] {1}, 1, true);
    assertThat(of(graph, 1, 1, 5))
        .containsExactly(1, 0, 1, LN_3, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, LN_2, 1, 0, 1);
    LiveGraph bare = LiveGraph.of(new int[0], new long[0], new long[] {0}, 0, true);
    assertThat(of(bare, 1, 1, 5))
        .containsExactly(0, 0, 0, LN_2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void withoutAPathThereAreConstants() {
    LiveGraph graph = LiveGraph.of(new int[] {0}, new long[] {0}, new long[] {0}, 1, false);
    assertThat(of(graph, 1, 1, 5))
        .containsExactly(0, 0, 0, 0, 6, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, -1);
  }

  @Test
  void sixtyFourOperationsInARow() {
    long[] targets = new long[64];
    for (int i = 0; i < 63; i++) {
      targets[i] = 1L << (i + 1);
    }
    LiveGraph graph = LiveGraph.of(new int[64], targets, new long[] {1}, 1L << 63, false);
    assertThat(of(graph, 1, 1, 64)).startsWith(64, 63, 64, LN_2, 64, 64, 1, 64, 63, 63, 1, 2080);
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, 73",
    "darts, 190",
    "s2, 72",
    "s4, 72",
    "nasbench101, 48",
    "nasbench_nlp, 210",
  })
  void lengths(String space, int length) {
    assertThat(Encodings.of(space, "graph").shape().size()).isEqualTo(length);
  }

  @Test
  void everySpaceHasThemAlsoJoined() {
    for (SearchSpace space : SearchSpaces.all()) {
      Encoder graph = Encodings.of(space.id(), "graph");
      Encoder joined = Encodings.of(space.id(), "adjacency_one_hot+graph");
      RandomGenerator random = new Seed(3).random();
      for (int i = 0; i < 50; i++) {
        Architecture cell = space.sample(random);
        float[] own = features(cell);
        for (float value : own) {
          assertThat(Float.isFinite(value)).isTrue();
        }
        assertThat(
                ((Features.Vector) joined.features(cell))
                    .part(joined.shape().size() - own.length, joined.shape().size()))
            .isEqualTo(graph.features(cell));
      }
    }
  }

  /** Cells with one live graph have equal features, and with one more operation others. */
  @Test
  void deadOperationsOfNasBench201ChangeNothing() {
    Map<Architecture, Features> byForm = new HashMap<>();
    Encoder encoder = Encodings.of("nasbench201", "graph");
    for (long code = 0; code < CELLS.size(); code++) {
      Architecture cell = CELLS.at(code);
      Features own = encoder.features(cell);
      assertThat(byForm.computeIfAbsent(CELLS.canonical(cell), form -> own)).isEqualTo(own);
    }
    // Only what isomorphic cells share is lost, and little more.
    assertThat(byForm).hasSize(9445);
    assertThat(byForm.values().stream().distinct().count()).isBetween(8600L, 8765L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nasbench101", "nasbench_nlp", "darts", "s1", "s3", "nasbench201"})
  void theCanonicalFormHasTheSameFeatures(String id) {
    SearchSpace space = SearchSpaces.byId(id);
    RandomGenerator random = new Seed(8).random();
    for (int i = 0; i < 200; i++) {
      Architecture cell = space.sample(random);
      assertThat(features(space.canonical(cell))).isEqualTo(features(cell));
    }
  }

  @Test
  void deadPartsAndOrderOfNasBench101ChangeNothing() {
    NasBench101Space space = NasBench101Space.INSTANCE;
    String cell = "input conv1x1-bn-relu(0) maxpool3x3(0) output(1,2)";
    String other = "input maxpool3x3(0) conv3x3-bn-relu(0) conv1x1-bn-relu(0) output(1,3)";
    assertThat(features(space.parse(other))).isEqualTo(features(space.parse(cell)));
  }

  @Test
  void theOrderOfAGenotypesEdgesChangesNothing() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100; i++) {
      Architecture cell = DartsSpace.DARTS.sample(random);
      Architecture.Builder swapped = cell.toBuilder();
      GenotypeCell.Builder normal = swapped.getGenotypeBuilder().getNormalBuilder();
      EdgeChoice first = normal.getChoices(4);
      normal.setChoices(4, normal.getChoices(5)).setChoices(5, first);
      assertThat(features(swapped.build())).isEqualTo(features(cell));
    }
  }

  @Test
  void deadNodesAndNamesOfARecurrentCellChangeNothing() {
    float[] cell =
        recurrent(
            "{'a': {'op': 'linear', 'input': ['x', 'h_prev_0']},"
                + " 'h_new_0': {'op': 'activation_tanh', 'input': ['a']}}");
    String other =
        "{'b': {'op': 'linear', 'input': ['h_prev_0', 'x']},"
            + " 'c': {'op': 'activation_sigm', 'input': ['b']},"
            + " 'h_new_0': {'op': 'activation_tanh', 'input': ['b']}}";
    assertThat(recurrent(other)).isEqualTo(cell);
    assertThat(recurrent(other.replace("tanh', 'input': ['b']", "tanh', 'input': ['c']")))
        .isNotEqualTo(cell);
  }

  private static float[] recurrent(String text) {
    return features(NasBenchNlpSpace.INSTANCE.parse(text.replace('\'', '"')));
  }

  /** Paths are counted one by one here. */
  @Test
  void pathsOfRandomGraphsAgreeWithAnEnumeration() {
    SplittableRandom random = new SplittableRandom(5);
    int kinds = 3;
    for (int trial = 0; trial < 300; trial++) {
      int nodes = 1 + random.nextInt(8);
      int[] kind = random.ints(nodes, 0, kinds).toArray();
      long[] targets = new long[nodes];
      for (int node = 0; node < nodes; node++) {
        for (int later = node + 1; later < nodes; later++) {
          targets[node] |= random.nextInt(4) == 0 ? 1L << later : 0;
        }
      }
      long readers = random.nextLong(1L << nodes);
      long outputs = random.nextLong(1L << nodes);
      List<List<Integer>> paths = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        if ((readers >>> node & 1) != 0) {
          walk(node, targets, outputs, new ArrayList<>(), paths);
        }
      }
      float[] features =
          of(LiveGraph.of(kind, targets, new long[] {readers}, outputs, false), kinds, 1, 8);
      assertThat(features[3]).isEqualTo((float) Math.log1p(paths.size()));
      for (int k = 0; k < kinds; k++) {
        int own = k;
        List<Integer> counts =
            paths.stream()
                .map(path -> (int) path.stream().filter(node -> kind[node] == own).count())
                .toList();
        int start = 7 + 9 * k;
        assertThat(features[start + 5])
            .isEqualTo((float) counts.stream().mapToInt(c -> c).min().orElse(0));
        assertThat(features[start + 6])
            .isEqualTo((float) counts.stream().mapToInt(c -> c).max().orElse(0));
        assertThat(features[start + 7])
            .isEqualTo((float) Math.log1p(counts.stream().mapToInt(c -> c).sum()));
      }
      for (int set = 1; set < 1 << kinds; set++) {
        int allowed = set;
        int[] lengths =
            paths.stream()
                .filter(path -> path.stream().allMatch(node -> (allowed >> kind[node] & 1) != 0))
                .mapToInt(List::size)
                .toArray();
        int start = 7 + 9 * kinds + 2 * (set - 1);
        assertThat(features[start]).isEqualTo(IntStream.of(lengths).min().orElse(9));
        assertThat(features[start + 1]).isEqualTo(IntStream.of(lengths).max().orElse(-1));
      }
    }
  }

  private static void walk(
      int node, long[] targets, long outputs, List<Integer> before, List<List<Integer>> paths) {
    List<Integer> path = new ArrayList<>(before);
    path.add(node);
    if ((outputs >>> node & 1) != 0) {
      paths.add(path);
    }
    for (long rest = targets[node]; rest != 0; rest &= rest - 1) {
      walk(Long.numberOfTrailingZeros(rest), targets, outputs, path, paths);
    }
  }
}
