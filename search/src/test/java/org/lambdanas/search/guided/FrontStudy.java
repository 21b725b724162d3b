package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Costs;
import org.lambdanas.search.budget.Fronts;

/** Fronts, and the best within limits, of published tables. Takes minutes. */
@Tag("study")
class FrontStudy {

  private static final Path LATENCIES =
      Path.of("../../shared/data/nasbench201_latency_27_devices.csv.gz");
  private static final int QUERIES = Integer.getInteger("lambdanas.queries", 300);
  private static final int SEEDS = Integer.getInteger("lambdanas.seeds", 10);
  private static final String METHODS =
      System.getProperty("lambdanas.methods", "guided,nsga-ii,random");
  private static final String DEVICES =
      System.getProperty("lambdanas.devices", "params,titan_rtx_256,fpga,eyeriss,pixel2");

  private static final String LIMITS =
      System.getProperty(
          "lambdanas.limits",
          "titan_rtx_256=18,titan_rtx_256=21,titan_rtx_256=25,gold_6226=8,gold_6226=11,gold_6226=14,"
              + "pixel2=14,pixel2=18,pixel2=22,fpga=4,fpga=5,fpga=6");

  private final SearchSpace space = SearchSpaces.byId("nasbench201");
  private final BenchmarkTableFile table = PublishedTables.bySpace(space.id()).orElseThrow();

  private Budget budget(List<String> minimise, List<String> limits) {
    Assumptions.assumeTrue(Files.exists(LATENCIES), "no published latencies at " + LATENCIES);
    return Budget.of(
        new Costs(space, Optional.of(PUBLISHED), Optional.of(new Costs.Table(space.id(), table)))
            .resolve(
                BudgetConfig.newBuilder().addAllMinimise(minimise).addAllLimits(limits).build()));
  }

  private static final ModelSize PUBLISHED =
      ModelSize.newBuilder()
          .setChannels(16)
          .setCells(5)
          .setImageChannels(3)
          .setClasses(10)
          .setImageSize(32)
          .build();

  private static StrategyConfig method(String name) {
    return StrategyConfig.newBuilder()
        .setMethod(
            name.equals("nsga-ii")
                ? StrategyKind.STRATEGY_KIND_NSGA_TWO
                : name.equals("random")
                    ? StrategyKind.STRATEGY_KIND_RANDOM
                    : StrategyKind.STRATEGY_KIND_GUIDED)
        .setPopulation(30)
        .setParents(5)
        .build();
  }

  @Test
  void fronts() {
    String metric = "cifar10_test_200ep_mean";
    for (String device : DEVICES.split(",")) {
      Budget budget =
          budget(List.of(device.equals("params") ? "params" : LATENCIES + "#" + device), List.of());
      Fronts fronts = new Fronts(space, budget, metric, true, true);
      double whole =
          fronts
              .of(
                  IntStream.range(0, (int) table.rows())
                      .mapToObj(
                          r -> new Fronts.Answer(r, table.architecture(r), table.value(r, metric)))
                      .toList())
              .getHypervolume();
      TableSimulation simulation = new TableSimulation(table, metric, Optional.empty(), budget);
      for (String method : METHODS.split(",")) {
        List<Double> shares = new ArrayList<>();
        long start = System.nanoTime();
        for (int seed = 0; seed < SEEDS; seed++) {
          TableSimulation.Course course = simulation.run(method(method), new Seed(seed), QUERIES);
          List<Fronts.Answer> answers =
              IntStream.range(0, course.values().size())
                  .mapToObj(
                      q ->
                          new Fronts.Answer(
                              q, course.proposals().get(q).architecture(), course.values().get(q)))
                  .toList();
          // The largest cost of all, which a table knows and a count does not.
          shares.add(
              device.equals("params")
                  ? share(fronts, answers) / whole
                  : fronts.of(answers).getHypervolume() / whole);
        }
        System.out.printf(
            Locale.ROOT,
            "front %-14s %-8s true %.5f share mean %.5f least %.5f  (%.1f s a search)%n",
            device,
            method,
            whole,
            shares.stream().mapToDouble(d -> d).average().orElse(0),
            shares.stream().mapToDouble(d -> d).min().orElse(0),
            (System.nanoTime() - start) / 1e9 / SEEDS);
      }
    }
  }

  /** With the largest cell of all beside the answers, so that the reference is the same. */
  private double share(Fronts fronts, List<Fronts.Answer> answers) {
    List<Fronts.Answer> more = new ArrayList<>(answers);
    var largest =
        space.parse(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");
    more.add(new Fronts.Answer(answers.size(), largest, 0));
    return fronts.of(more).getHypervolume();
  }

  @Test
  void limits() {
    String metric = "cifar100_test_200ep_seed888";
    for (String limit : LIMITS.split(",")) {
      Budget budget = budget(List.of(), List.of(LATENCIES + "#" + limit));
      double optimum =
          IntStream.range(0, (int) table.rows())
              .filter(r -> budget.isFeasible(table.architecture(r)))
              .mapToDouble(r -> table.value(r, metric))
              .max()
              .orElseThrow();
      TableSimulation simulation = new TableSimulation(table, metric, Optional.empty(), budget);
      // Of duplicates, which differ in operations off every path, one is a candidate.
      double ofCandidates =
          IntStream.range(0, (int) table.rows())
              .filter(r -> budget.isFeasible(table.architecture(r)))
              .filter(
                  r ->
                      simulation
                          .domain()
                          .candidate(table.architecture(r))
                          .architecture()
                          .equals(table.architecture(r)))
              .mapToDouble(r -> table.value(r, metric))
              .max()
              .orElseThrow();
      for (String method : METHODS.split(",")) {
        double sum = 0;
        double least = 100;
        int feasible = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
          TableSimulation.Course course = simulation.run(method(method), new Seed(seed), QUERIES);
          double best = Double.NaN;
          for (int q = 0; q < course.values().size(); q++) {
            if (budget.isFeasible(course.proposals().get(q).architecture())) {
              feasible++;
              best = best >= course.values().get(q) ? best : course.values().get(q);
            }
          }
          assertThat(best).isPositive();
          sum += best / SEEDS;
          least = Math.min(least, best);
        }
        System.out.printf(
            Locale.ROOT,
            "limit %-16s %-8s optimum %.2f (of candidates %.2f) found %.3f least %.2f; %.0f of %d"
                + " queries feasible%n",
            limit,
            method,
            optimum,
            ofCandidates,
            sum,
            least,
            feasible / (double) SEEDS,
            QUERIES);
      }
    }
  }
}
