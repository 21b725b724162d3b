package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.MeasuredFinalist;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.PredictedLatency;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.measure.LatencyBenchmark;

/**
 * The best answers of a search, measured: a latency model is right on the whole only, and a limit
 * has to hold for the one network that is used.
 */
final class Finalists {

  private static final int WARM_UP = 5;
  private static final int RUNS = 30;

  private Finalists() {}

  /** The latencies of a search that are predicted by models. */
  static List<CostDefinition> predicted(GuidedConfig config) {
    return config.getBudget().getCostsList().stream().filter(CostDefinition::hasLatency).toList();
  }

  /**
   * Measures the best answers, as the models were measured.
   *
   * @param most how many, at least 1
   */
  static List<MeasuredFinalist> measure(GuidedResult result, int most, PrintWriter progress) {
    List<MeasuredFinalist> finalists = new ArrayList<>();
    List<GuidedQuery> best = best(result, most);
    for (CostDefinition cost : predicted(result.getConfig())) {
      LatencyBenchmark benchmark =
          LatencyBenchmark.of(cost.getLatency(), new Seed(result.getConfig().getSeed()));
      PredictedLatency model = new PredictedLatency(cost.getName(), cost.getLatency());
      double limit = limit(result.getConfig(), cost.getName()).orElse(0);
      for (GuidedQuery query : best) {
        LatencyMeasurement took = benchmark.measure(query.getArchitecture(), WARM_UP, RUNS);
        finalists.add(
            MeasuredFinalist.newBuilder()
                .setArchitecture(query.getArchitecture())
                .setArchitectureText(query.getArchitectureText())
                .setValue(query.getValue())
                .setCost(cost.getName())
                .setPredictedMilliseconds(model.of(query.getArchitecture()))
                .setMeasured(took)
                .setMostMilliseconds(limit)
                .setOverLimit(limit > 0 && took.getMilliseconds() > limit)
                .build());
        progress.println("%d finalists measured".formatted(finalists.size()));
      }
    }
    return finalists;
  }

  private static OptionalDouble limit(GuidedConfig config, String cost) {
    return Budget.of(config.getBudget()).limits().stream()
        .filter(limit -> limit.cost().name().equals(cost))
        .mapToDouble(limit -> limit.most())
        .findFirst();
  }

  /** Of the answers that keep the limits as predicted, each once, the best first. */
  private static List<GuidedQuery> best(GuidedResult result, int most) {
    Comparator<GuidedQuery> byValue = Comparator.comparingDouble(GuidedQuery::getValue);
    Map<Architecture, GuidedQuery> answers = new LinkedHashMap<>();
    result.getQueriesList().stream()
        .filter(query -> query.hasValue() && !query.getInfeasible())
        .sorted(
            Comparator.comparingInt(GuidedQuery::getFidelity)
                .reversed()
                .thenComparing(result.getHigherIsBetter() ? byValue.reversed() : byValue))
        .forEach(query -> answers.putIfAbsent(query.getArchitecture(), query));
    return answers.values().stream().limit(most).toList();
  }

  /** What was measured, in words. */
  static void add(List<MeasuredFinalist> finalists, Lines lines) {
    if (finalists.isEmpty()) {
      return;
    }
    lines.add("Measured on this machine, in milliseconds:");
    lines.add("%10s %10s %10s  %s", "measured", "predicted", "objective", "architecture");
    for (MeasuredFinalist one : finalists) {
      lines.add(
          "%10.3f %10.3f %10s  %s%s",
          one.getMeasured().getMilliseconds(),
          one.getPredictedMilliseconds(),
          Goal.text(one.getValue()),
          one.getArchitectureText(),
          one.getOverLimit() ? "  over the limit" : "");
    }
    if (finalists.get(0).getOverLimit()) {
      lines.add(
          "%s",
          finalists.stream()
              .filter(one -> !one.getOverLimit())
              .findFirst()
              .map(
                  one ->
                      "The best is over the limit as measured. The best that keeps it: "
                          + one.getArchitectureText())
              .orElse(
                  "All of them are over the limit as measured: measure more networks for the model,"
                      + " or set a lower limit."));
    }
  }
}
