package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;

class DrawsTest {

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

  @Test
  void tooFewDifferentOnesAreAnError() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    assertThatThrownBy(() -> draws(table, config(200, 15_000)).of(0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("too few for a test set of 200");
  }
}
