package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.guided.TableSimulation.Course;

/**
 * Prints what methods find on tables: mean and standard deviation of the best after some queries,
 * and the CPU seconds of a search. Tables that do not come with the program are files in the folder
 * of the property {@code lambdanas.tables}.
 */
@Tag("study")
class StrategyComparisonStudy {

  private static final List<StrategyKind> METHODS =
      List.of(
          StrategyKind.STRATEGY_KIND_RANDOM,
          StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION,
          StrategyKind.STRATEGY_KIND_LOCAL_SEARCH,
          StrategyKind.STRATEGY_KIND_BANANAS,
          StrategyKind.STRATEGY_KIND_PREDICTOR_EVOLUTION,
          StrategyKind.STRATEGY_KIND_BASE_PREDICTOR,
          StrategyKind.STRATEGY_KIND_GUIDED);

  private static final int SEEDS = 20;
  private static final int[] QUERIES = {25, 50, 100, 200};

  private static StrategyConfig config(StrategyKind method) {
    return FieldSetting.withDefaults(StrategyConfig.newBuilder()).setMethod(method).build();
  }

  private static List<Course> run(
      TableSimulation simulation, StrategyKind method, int seeds, int queries) {
    return IntStream.range(0, seeds)
        .parallel()
        .mapToObj(seed -> simulation.run(config(method), new Seed(seed), queries))
        .toList();
  }

  private static double[] after(List<Course> courses, int queries) {
    return courses.stream()
        .mapToDouble(course -> course.best().get(Math.min(queries, course.best().size()) - 1))
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
            / (values.length - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, cifar10valid_test_200ep_seed888, 1",
    "nasbench201, cifar100_test_200ep_seed888, 1",
    "nasbench201, imagenet16_120_test_200ep_seed888, 1",
    "nb101.binpb, validation_accuracy_108ep, 1",
    "nlp.binpb, validation_loss, -1",
    "nb301.binpb, validation_accuracy, 1"
  })
  void whatMethodsFind(String name, String metric, int sign) {
    Path file = Path.of(System.getProperty("lambdanas.tables", ""), name);
    assumeTrue(Files.exists(file) || !name.contains("."), "no such table");
    TableSimulation simulation =
        new TableSimulation(
            PublishedTables.open(Files.exists(file) ? file.toString() : name),
            metric,
            Optional.empty());
    System.out.printf(
        Locale.ROOT, "%s %s: %d%n", name, metric, simulation.domain().size().orElseThrow());
    double[] random = {};
    for (StrategyKind method : METHODS) {
      List<Course> courses = run(simulation, method, SEEDS, 200);
      System.out.printf(
          Locale.ROOT,
          "  %-22s %s%n",
          EnumNames.of(method),
          Arrays.stream(QUERIES)
              .mapToObj(
                  queries -> {
                    double[] best = after(courses, queries);
                    return "%.3f ± %.3f".formatted(mean(best), deviation(best));
                  })
              .collect(Collectors.joining("   ")));
      double[] best = after(courses, 200);
      random = method == StrategyKind.STRATEGY_KIND_RANDOM ? best : random;
      if (method == StrategyKind.STRATEGY_KIND_GUIDED) {
        assertThat(sign * mean(best)).isGreaterThan(sign * mean(random));
      }
    }
  }

  /** P.8.16 in its long form: to 500 queries, on the three data sets of the spec. */
  @ParameterizedTest
  @CsvSource({
    "cifar10valid_test_200ep_seed888, 91.45",
    "cifar100_test_200ep_seed888, 73.2",
    "imagenet16_120_test_200ep_seed888, 47.1"
  })
  void guidedIsBetterThanEvolutionAndThatThanRandom(String metric, double least) {
    TableSimulation simulation =
        new TableSimulation(PublishedTables.open("nasbench201"), metric, Optional.empty());
    List<Course> guided = run(simulation, StrategyKind.STRATEGY_KIND_GUIDED, SEEDS, 500);
    List<Course> evolution =
        run(simulation, StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION, SEEDS, 500);
    List<Course> random = run(simulation, StrategyKind.STRATEGY_KIND_RANDOM, SEEDS, 500);
    for (int queries : new int[] {50, 100, 200, 500}) {
      double[] own = after(guided, queries);
      double[] evolved = after(evolution, queries);
      System.out.printf(
          Locale.ROOT,
          "%s after %d: guided %.3f, evolution %.3f, random %.3f%n",
          metric,
          queries,
          mean(own),
          mean(evolved),
          mean(after(random, queries)));
      assertThat(mean(own)).isGreaterThan(mean(after(random, queries)));
      if (queries == 50) {
        assertThat(mean(own)).isGreaterThan(mean(evolved));
        assertThat(mean(evolved)).isGreaterThan(mean(after(random, queries)));
      } else if (queries >= 200) {
        double error = Math.hypot(deviation(own), deviation(evolved)) / Math.sqrt(SEEDS);
        assertThat(mean(own)).isGreaterThanOrEqualTo(mean(evolved) - 2 * error);
      }
    }
    assertThat(mean(after(guided, 200))).isGreaterThanOrEqualTo(least);
    for (Course course : guided) {
      assertThat(course.proposals().stream().map(Strategy.Proposal::architecture))
          .hasSize(500)
          .doesNotHaveDuplicates();
      assertThat(course.best()).isSorted();
    }
  }

  /** 500 queries, 100 seeds, 5 methods. */
  @Test
  void howLongMethodsThink() {
    TableSimulation simulation =
        new TableSimulation(
            PublishedTables.open("nasbench201"), "cifar100_test_200ep_seed888", Optional.empty());
    long start = System.nanoTime();
    for (StrategyKind method :
        List.of(
            StrategyKind.STRATEGY_KIND_RANDOM,
            StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION,
            StrategyKind.STRATEGY_KIND_BANANAS,
            StrategyKind.STRATEGY_KIND_PREDICTOR_EVOLUTION,
            StrategyKind.STRATEGY_KIND_GUIDED)) {
      double before = cpuSeconds();
      List<Course> courses = run(simulation, method, 100, 500);
      System.out.printf(
          Locale.ROOT,
          "%-22s %.1f CPU s, best %.3f%n",
          EnumNames.of(method),
          cpuSeconds() - before,
          mean(after(courses, 500)));
      assertThat(courses).hasSize(100).allMatch(course -> course.values().size() == 500);
    }
    System.out.printf(Locale.ROOT, "%.0f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
