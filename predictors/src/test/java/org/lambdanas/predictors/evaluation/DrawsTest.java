package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.predictors.encoding.GraphPlaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TablePreset;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.TestSet;

class DrawsTest {

  private static final int GOLDEN_TEST = 72172984;
  private static final int GOLDEN_POOL = -1133692009;

  private static EvaluationConfig config(int testSize, Integer... sizes) {
    return EvaluationConfig.newBuilder()
        .setMetric("cifar10valid_test_200ep_seed888")
        .setTestSize(testSize)
        .addAllTrainSizes(List.of(sizes))
        .setSeed(4)
        .build();
  }

  private static Draws draws(BenchmarkTableFile table, EvaluationConfig config) {
    return new Draws(new EvaluatedTable(table, config), config, List.of(), Set.of());
  }

  @Test
  void nothingTestedIsTrainedOnUnderTheCanonicalForm() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    Draws draws = draws(table, config(200, 5, 1000));
    Set<Integer> firsts = new HashSet<>();
    for (int trial = 0; trial < 20; trial++) {
      Draws.Draw draw = draws.of(trial);
      assertThat(draw.test()).hasSize(200);
      assertThat(draw.pool()).hasSize(1000);
      List<Architecture> canonical =
          IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool()))
              .mapToObj(row -> NasBench201Space.INSTANCE.canonical(table.architecture(row)))
              .toList();
      assertThat(canonical).doesNotHaveDuplicates();
      firsts.add(draw.test()[0]);
    }
    assertThat(firsts).hasSizeGreaterThan(15);
  }

  @Test
  void aSmallerEvaluationDrawsTheBeginningOfALargerOne() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    Draws.Draw large = draws(table, config(50, 24, 1000)).of(3);
    Draws.Draw small = draws(table, config(50, 24)).of(3);
    assertThat(small.test()).isEqualTo(large.test());
    assertThat(small.pool()).hasSize(24).isEqualTo(Arrays.copyOf(large.pool(), 24));
  }

  @Test
  void byRowCellsAreDrawnAsOftenAsTheyAreWritten() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    EvaluationConfig byRow =
        config(200, 1000).toBuilder().setDrawRule(DrawRule.DRAW_RULE_ROW).build();
    int disconnected = 0;
    for (int trial = 0; trial < 20; trial++) {
      Draws.Draw draw = draws(table, byRow).of(trial);
      int[] rows =
          IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool())).toArray();
      assertThat(Arrays.stream(rows).distinct().count()).isEqualTo(1200);
      disconnected +=
          (int)
              Arrays.stream(rows)
                  .filter(row -> table.value(row, "cifar10valid_test_200ep_seed888") <= 10)
                  .count();
    }
    // 341 of the 15 625 rows are the one cell that passes nothing on: 26.2 of 1200.
    assertThat(disconnected / 20.0).isBetween(22.0, 30.5);
  }

  @Test
  void onlyMeasuredArchitecturesAreDrawn() {
    BenchmarkTableFile table = TestEvaluations.shared();
    EvaluationConfig config = config(40, 300).toBuilder().setMetric("accuracy").build();
    Draws.Draw draw = draws(table, config).of(0);
    assertThat(
            IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool()))
                .boxed()
                .toList())
        .allSatisfy(row -> assertThat(table.value(row, "accuracy")).isFinite());
  }

  private static EvaluationConfig mutated(EvaluationConfig config) {
    return config.toBuilder().setTestSet(TestSet.TEST_SET_MUTATED).build();
  }

  /** The number of edges in which two cells differ. */
  private static long changes(Architecture one, Architecture other) {
    List<String> first = one.getEdgeCell().getOperationsList();
    List<String> second = other.getEdgeCell().getOperationsList();
    return IntStream.range(0, first.size())
        .filter(i -> !first.get(i).equals(second.get(i)))
        .count();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "DRAW_RULE_(CANONICAL|ROW)")
  void mutationsOfTheBestAreTestedAndMutationsOfThoseTrainedOn(DrawRule rule) {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    EvaluationConfig config = mutated(config(200, 5, 347)).toBuilder().setDrawRule(rule).build();
    Draws draws = draws(table, config);
    double tested = 0;
    for (int trial = 0; trial < 5; trial++) {
      Draws.Draw draw = draws.of(trial);
      assertThat(draw.test()).hasSize(200);
      assertThat(draw.pool()).hasSize(347);
      List<Architecture> all =
          IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool()))
              .mapToObj(table::architecture)
              .toList();
      assertThat(
              all.stream()
                  .map(
                      architecture ->
                          rule == DrawRule.DRAW_RULE_ROW
                              ? architecture
                              : NasBench201Space.INSTANCE.canonical(architecture)))
          .doesNotHaveDuplicates();
      if (rule == DrawRule.DRAW_RULE_ROW) {
        // By canonical form, a change away from a duplicate is one too.
        for (Architecture architecture : all.subList(5, 200)) {
          assertThat(all.subList(0, 5)).anyMatch(parent -> changes(parent, architecture) <= 3);
        }
        for (Architecture architecture : all.subList(200, all.size())) {
          assertThat(all.subList(0, 200)).anyMatch(parent -> changes(parent, architecture) == 1);
        }
      }
      float[] accuracies = table.column("cifar10valid_test_200ep_seed888");
      tested += Arrays.stream(draw.test()).mapToDouble(row -> accuracies[row]).average().orElse(0);
    }
    // The mean of the table is 83.4.
    assertThat(tested / 5).isGreaterThan(85);
  }

  @Test
  void mutatedDrawsAreTheSameForOneSeedAndBeginningsOfLargerOnes() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    Draws.Draw large = draws(table, mutated(config(50, 24, 300))).of(3);
    Draws.Draw again = draws(table, mutated(config(50, 24, 300))).of(3);
    Draws.Draw small = draws(table, mutated(config(50, 24))).of(3);
    assertThat(again.test()).isEqualTo(large.test());
    assertThat(again.pool()).isEqualTo(large.pool());
    assertThat(small.test()).isEqualTo(large.test());
    assertThat(small.pool()).isEqualTo(Arrays.copyOf(large.pool(), 24));
    assertThat(draws(table, mutated(config(50, 24))).of(4).test()).isNotEqualTo(small.test());
  }

  /** A table of every 13th cell has hardly any mutation: its nearest rows stand for them. */
  @Test
  void inASampleOfTheSpaceMutationsAreTheNearestRows() {
    BenchmarkTableFile table = TestEvaluations.shared();
    EvaluationConfig config = mutated(config(40, 300)).toBuilder().setMetric("accuracy").build();
    Draws.Draw draw = draws(table, config).of(0);
    int[] rows = IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool())).toArray();
    assertThat(
            Arrays.stream(rows)
                .mapToObj(row -> NasBench201Space.INSTANCE.canonical(table.architecture(row))))
        .hasSize(340)
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(rows).boxed())
        .allSatisfy(row -> assertThat(table.value(row, "accuracy")).isFinite());
    // Nearer to what they come from than others are.
    Draws.Draw uniform =
        draws(table, config(40, 300).toBuilder().setMetric("accuracy").build()).of(0);
    assertThat(toNearest(table, draw.test(), Arrays.copyOf(draw.test(), 5)))
        .isLessThan(.9 * toNearest(table, uniform.test(), Arrays.copyOf(uniform.test(), 5)));
    assertThat(toNearest(table, draw.pool(), draw.test()))
        .isLessThan(.9 * toNearest(table, uniform.pool(), uniform.test()));
  }

  /** The tables of which only some architectures are known. */
  @ParameterizedTest
  @CsvSource({
    "nasbench101, data/nasbench101.jsonl.gz, 200, 589",
    "nasbench301, data/nasbench301_surrogate_cifar10.csv.gz, 100, 316"
  })
  void publishedSamplesHaveMutatedDraws(
      String preset, String file, int testSize, int trained, @TempDir Path folder) {
    Path imported = folder.resolve("table.binpb");
    TablePreset.byId(preset).table().write(List.of(SharedFiles.require(file)), imported);
    BenchmarkTableFile table = BenchmarkTableFile.open(imported);
    String metric = table.metrics().get(0).getName();
    EvaluationConfig config =
        mutated(config(testSize, trained)).toBuilder().setMetric(metric).build();
    Draws.Draw draw = draws(table, config).of(0);
    SearchSpace space = SearchSpaces.byId(table.header().getSpace());
    assertThat(
            IntStream.concat(Arrays.stream(draw.test()), Arrays.stream(draw.pool()))
                .mapToObj(row -> space.canonical(table.architecture(row))))
        .hasSize(testSize + trained)
        .doesNotHaveDuplicates();
  }

  /** The mean squared distance of cells to the nearest of others, by features. */
  private static double toNearest(BenchmarkTableFile table, int[] rows, int[] others) {
    GraphPlaces places =
        new GraphPlaces(
            NasBench201Space.INSTANCE,
            () -> IntStream.range(0, 1000).mapToObj(table::architecture).toList());
    List<double[]> from =
        Arrays.stream(others).mapToObj(row -> places.of(table.architecture(row))).toList();
    return Arrays.stream(rows)
        .mapToObj(row -> places.of(table.architecture(row)))
        .mapToDouble(
            place ->
                from.stream()
                    .mapToDouble(
                        other ->
                            IntStream.range(0, place.length)
                                .mapToDouble(i -> Math.pow(place[i] - other[i], 2))
                                .sum())
                    .min()
                    .orElseThrow())
        .average()
        .orElseThrow();
  }

  @Test
  void mutationsThatLeadToTooFewAreAnErrorInALine() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    assertThatThrownBy(() -> draws(table, mutated(config(200, 9200))).of(0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("mutations lead to")
        .hasMessageContaining("--test-set uniform")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> draws(table, mutated(config(200, 15_000))).of(0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("too few for a test set of 200");
  }

  /** What every uniform draw was when there were no others. */
  @Test
  void uniformDrawsStayWhatTheyWere() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    Draws.Draw draw = draws(table, config(200, 1000)).of(2);
    assertThat(Arrays.hashCode(draw.test())).isEqualTo(GOLDEN_TEST);
    assertThat(Arrays.hashCode(draw.pool())).isEqualTo(GOLDEN_POOL);
    assertThat(
            draws(table, config(200, 1000).toBuilder().setTestSet(TestSet.TEST_SET_UNIFORM).build())
                .of(2)
                .test())
        .isEqualTo(draw.test());
  }

  @Test
  void tooFewDifferentOnesAreAnError() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    assertThatThrownBy(() -> draws(table, config(200, 15_000)).of(0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("too few for a test set of 200");
  }
}
