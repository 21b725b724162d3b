package org.lambdanas.search.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;

/**
 * One method's cells by one rule of derivation.
 *
 * @param method its name
 * @param derivation the rule
 * @param runs number of runs
 * @param collapsed runs that collapsed
 * @param scores statistics of each published metric that all cells have
 */
public record ComparisonSummary(
    String method, Derivation derivation, int runs, int collapsed, List<Score> scores) {

  /** Copies the scores. */
  public ComparisonSummary {
    scores = List.copyOf(scores);
  }

  /**
   * Statistics of one metric.
   *
   * @param metric what was measured
   * @param values of each run, in the order of the seeds
   * @param picked value of the run whose super-network had the best validation accuracy, as a
   *     person with k seeds would pick it; empty for baselines
   */
  public record Score(MetricDescription metric, List<Double> values, Optional<Double> picked) {

    /** Copies the values. */
    public Score {
      values = List.copyOf(values);
    }

    /**
     * The mean over the runs.
     *
     * @return in the metric's unit
     */
    public double mean() {
      return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /**
     * Standard deviation over the runs.
     *
     * @return with n - 1; not a number for a single run
     */
    public double deviation() {
      double mean = mean();
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      return values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
    }
  }

  /**
   * Summaries of a comparison.
   *
   * @param result the comparison
   * @return for each method, in order, one for each rule of derivation
   */
  public static List<ComparisonSummary> of(ComparisonResult result) {
    List<ComparisonSummary> summaries = new ArrayList<>();
    for (String method : result.getConfig().getMethodsList()) {
      List<ComparedRun> runs =
          result.getRunsList().stream().filter(run -> run.getMethod().equals(method)).toList();
      int rules = runs.isEmpty() ? 0 : runs.get(0).getCellsCount();
      for (int r = 0; r < rules; r++) {
        summaries.add(of(method, runs, r));
      }
    }
    return summaries;
  }

  private static ComparisonSummary of(String method, List<ComparedRun> runs, int rule) {
    List<DerivedCell> cells = runs.stream().map(run -> run.getCells(rule)).toList();
    List<Score> scores = new ArrayList<>();
    for (MetricValue first : PublishedTables.headline(cells.get(0).getPublished())) {
      MetricDescription metric = first.getMetric();
      List<Double> values = cells.stream().flatMap(cell -> value(cell, metric).stream()).toList();
      if (values.size() == cells.size()) {
        Optional<Double> picked =
            runs.stream()
                .filter(ComparedRun::hasValidationAccuracy)
                .max(Comparator.comparingDouble(ComparedRun::getValidationAccuracy))
                .flatMap(run -> value(run.getCells(rule), metric));
        scores.add(new Score(metric, values, picked));
      }
    }
    int collapsed = (int) cells.stream().filter(DerivedCell::getCollapsed).count();
    return new ComparisonSummary(
        method, cells.get(0).getDerivation(), runs.size(), collapsed, scores);
  }

  private static Optional<Double> value(DerivedCell cell, MetricDescription metric) {
    return cell.getPublished().getMetricsList().stream()
        .filter(value -> value.getMetric().getName().equals(metric.getName()))
        .map(MetricValue::getValue)
        .findFirst();
  }
}
