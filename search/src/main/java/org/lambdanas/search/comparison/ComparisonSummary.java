package org.lambdanas.search.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TrialScore;

/** What the runs of each method come to. */
public final class ComparisonSummary {

  private ComparisonSummary() {}

  /** A comparison with what its runs come to. */
  public static ComparisonResult.Builder with(ComparisonResult result) {
    ComparisonResult.Builder summed =
        result.toBuilder()
            .addAllMethods(of(result))
            .addAllTrainedMethods(TrainedSummary.methods(result))
            .addAllTrainedPairs(TrainedSummary.pairs(result));
    return result.getConfig().hasGuided()
        ? summed.addAllPairs(ComparisonCurves.pairs(result))
        : summed;
  }

  /**
   * Summaries of a comparison.
   *
   * @return for each method, in order, one for each rule of derivation, or one of its searches by
   *     evaluations
   */
  public static List<MethodSummary> of(ComparisonResult result) {
    List<MethodSummary> summaries = new ArrayList<>();
    for (String method : result.getConfig().getMethodsList()) {
      List<ComparedRun> runs = ComparisonCurves.runs(result, method);
      if (result.getConfig().hasGuided()) {
        summaries.add(
            MethodSummary.newBuilder()
                .setMethod(method)
                .setRuns(runs.size())
                .addAllBest(ComparisonCurves.best(runs, ComparisonCurves.queries(result)))
                .build());
        continue;
      }
      int rules = runs.isEmpty() ? 0 : runs.get(0).getCellsCount();
      for (int r = 0; r < rules; r++) {
        summaries.add(of(method, runs, r));
      }
    }
    return summaries;
  }

  private static MethodSummary of(String method, List<ComparedRun> runs, int rule) {
    List<DerivedCell> cells = runs.stream().map(run -> run.getCells(rule)).toList();
    MethodSummary.Builder summary =
        MethodSummary.newBuilder()
            .setMethod(method)
            .setDerivation(cells.get(0).getDerivation())
            .setRuns(runs.size())
            .setCollapsed((int) cells.stream().filter(DerivedCell::getCollapsed).count());
    for (MetricValue first : PublishedTables.headline(cells.get(0).getPublished())) {
      MetricDescription metric = first.getMetric();
      List<Double> values = cells.stream().flatMap(cell -> value(cell, metric).stream()).toList();
      if (values.size() == cells.size()) {
        TrialScore all =
            ComparisonCurves.score(values.stream().mapToDouble(Double::doubleValue).toArray());
        MethodScore.Builder score = summary.addScoresBuilder().setMetric(metric.getName());
        score
            .addAllValues(values)
            .setMean(all.getMean())
            .setDeviation(all.getDeviation())
            .setLow(all.getLow())
            .setHigh(all.getHigh());
        runs.stream()
            .filter(ComparedRun::hasValidationAccuracy)
            .max(Comparator.comparingDouble(ComparedRun::getValidationAccuracy))
            .flatMap(run -> value(run.getCells(rule), metric))
            .ifPresent(score::setBestByValidation);
      }
    }
    return summary.build();
  }

  private static Optional<Double> value(DerivedCell cell, MetricDescription metric) {
    return cell.getPublished().getMetricsList().stream()
        .filter(value -> value.getMetric().getName().equals(metric.getName()))
        .map(MetricValue::getValue)
        .findFirst();
  }
}
