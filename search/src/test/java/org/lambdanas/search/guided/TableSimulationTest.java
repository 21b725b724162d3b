package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.guided.TableSimulation.Course;

class TableSimulationTest {

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace(NasBench201Space.INSTANCE.id()).orElseThrow();
  private static final String CIFAR10 = "cifar10valid_test_200ep_seed888";

  private static TableSimulation simulation(String metric) {
    return new TableSimulation(TABLE, metric, Optional.empty());
  }

  private static StrategyConfig config(StrategyKind method) {
    return FieldSetting.withDefaults(StrategyConfig.newBuilder()).setMethod(method).build();
  }

  @ParameterizedTest
  @CsvSource({CIFAR10 + ", 1", "params_millions, -1"})
  void theBestNeverGetsWorse(String metric, int sign) {
    Course course =
        simulation(metric).run(config(StrategyKind.STRATEGY_KIND_GUIDED), new Seed(1), 60);
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 60; i++) {
      most = Math.max(most, sign * course.values().get(i));
      assertThat(sign * course.best().get(i)).isEqualTo(most);
    }
    assertThat(course.best().get(59)).isNotEqualTo(course.best().get(0));
  }

  @Test
  void countsWhatTrainingsWouldTake() {
    // Any metric can stand for seconds.
    TableSimulation simulation =
        new TableSimulation(
            TABLE, CIFAR10, Optional.of(TrainingCost.of(TABLE, "params_millions", 200)));
    Course course = simulation.run(config(StrategyKind.STRATEGY_KIND_RANDOM), new Seed(1), 30);
    double sum =
        course.proposals().stream()
            .mapToDouble(
                proposal ->
                    TABLE.value(
                        TABLE.find(proposal.architecture()).orElseThrow(), "params_millions"))
            .sum();
    assertThat(course.seconds()).isCloseTo(sum, Offset.offset(1e-4));
  }

  /** What searches of one domain share does not depend on who works it out. */
  @Test
  void searchesAtTheSameTimeAreThoseOneAfterAnother() {
    TableSimulation shared = simulation(CIFAR10);
    List<Course> together =
        IntStream.range(0, 3)
            .parallel()
            .mapToObj(
                seed -> shared.run(config(StrategyKind.STRATEGY_KIND_GUIDED), new Seed(seed), 30))
            .toList();
    TableSimulation own = simulation(CIFAR10);
    for (int seed = 0; seed < 3; seed++) {
      assertThat(own.run(config(StrategyKind.STRATEGY_KIND_GUIDED), new Seed(seed), 30))
          .isEqualTo(together.get(seed));
    }
  }

  /** Means of several seeds after some queries, in the order of these. */
  private static double[] means(String metric, StrategyKind method, int seeds, int... queries) {
    TableSimulation simulation = simulation(metric);
    List<Course> courses =
        IntStream.range(0, seeds)
            .mapToObj(
                seed ->
                    simulation.run(
                        config(method), new Seed(seed), Arrays.stream(queries).max().orElseThrow()))
            .toList();
    return Arrays.stream(queries)
        .mapToDouble(
            count ->
                courses.stream()
                    .mapToDouble(course -> course.best().get(count - 1))
                    .average()
                    .orElseThrow())
        .toArray();
  }

  /** The order that was measured with 20 seeds on three data sets, see the study below. */
  @Test
  void guidedIsAheadOfEvolutionAndThatOfRandomSearch() {
    double guided = means(CIFAR10, StrategyKind.STRATEGY_KIND_GUIDED, 6, 50)[0];
    double evolution = means(CIFAR10, StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION, 6, 50)[0];
    double random = means(CIFAR10, StrategyKind.STRATEGY_KIND_RANDOM, 6, 50)[0];
    assertThat(guided).isGreaterThan(evolution);
    assertThat(evolution).isGreaterThan(random);
  }

  @Tag("study")
  @ParameterizedTest
  @CsvSource({
    CIFAR10 + ", 91.5, 91.55",
    "cifar100_test_200ep_seed888, 73.1, 73.24",
    "imagenet16_120_test_200ep_seed888, 47.0, 47.2"
  })
  void isAsGoodAsMeasured(String metric, double after100, double after200) {
    int[] queries = {50, 100, 200, 500};
    double[] guided = means(metric, StrategyKind.STRATEGY_KIND_GUIDED, 20, queries);
    double[] evolution =
        means(metric, StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION, 20, queries);
    double[] random = means(metric, StrategyKind.STRATEGY_KIND_RANDOM, 20, queries);
    double[] children = means(metric, StrategyKind.STRATEGY_KIND_PREDICTOR_EVOLUTION, 20, queries);
    assertThat(guided[0]).isGreaterThan(evolution[0]);
    assertThat(evolution[0]).isGreaterThan(random[0]);
    for (int i = 1; i < queries.length; i++) {
      assertThat(guided[i]).isGreaterThan(random[i]).isGreaterThan(evolution[i] - 0.1);
      assertThat(children[i]).isGreaterThan(random[i]);
    }
    assertThat(guided[1]).isGreaterThanOrEqualTo(after100);
    assertThat(guided[2]).isGreaterThanOrEqualTo(after200);
  }
}
