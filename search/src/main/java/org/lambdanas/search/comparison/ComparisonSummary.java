package org.lambdanas.search.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.OperationShare;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.proto.v1.Unit;

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
        : summed.addAllPublishedPairs(PublishedPairs.of(result));
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
        summaries.add(of(result.getConfig(), method, runs, r));
      }
    }
    return summaries;
  }

  private static MethodSummary of(
      ComparisonConfig config, String method, List<ComparedRun> runs, int rule) {
    List<DerivedCell> cells = runs.stream().map(run -> run.getCells(rule)).toList();
    MethodSummary.Builder summary =
        MethodSummary.newBuilder()
            .setMethod(method)
            .setDerivation(cells.get(0).getDerivation())
            .setRuns(runs.size())
            .setCollapsed((int) cells.stream().filter(DerivedCell::getCollapsed).count())
            .addAllOperations(
                operations(SearchSpaces.cellSpaceById(config.getSearch().getSpace()), cells));
    if (cells.stream().allMatch(DerivedCell::hasLimited)) {
      summary.setFreeCollapsed(
          (int) cells.stream().filter(cell -> cell.getLimited().getFreeCollapsed()).count());
    }
    if (runs.stream().allMatch(ComparedRun::hasLambdaTrain)) {
      summary.setAlignment(
          EvaluationSummary.score(
              runs.stream().mapToDouble(ComparedRun::getLambdaTrain).toArray()));
    }
    for (MetricValue first : PublishedTables.headline(cells.get(0).getPublished())) {
      MetricDescription metric = first.getMetric();
      List<Double> values =
          cells.stream()
              .flatMap(cell -> PublishedPairs.value(cell, metric.getName()).stream())
              .toList();
      if (values.size() == cells.size()) {
        TrialScore all =
            EvaluationSummary.score(values.stream().mapToDouble(Double::doubleValue).toArray());
        if (metric.getUnit() == Unit.UNIT_PERCENT) {
          all = TrainedSummary.percent(all);
        }
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
            .flatMap(run -> PublishedPairs.value(run.getCells(rule), metric.getName()))
            .ifPresent(score::setBestByValidation);
      }
    }
    return summary.build();
  }

  /** How many runs collapsed, such as {@code "0 of 5"}, {@code "0 of 5 (3 without limits)"}. */
  public static String collapsed(MethodSummary summary) {
    return summary.getCollapsed()
        + " of "
        + summary.getRuns()
        + (summary.hasFreeCollapsed()
            ? " (" + summary.getFreeCollapsed() + " without limits)"
            : "");
  }

  /** What the edges of the normal cells are, such as {@code "67 % skip_connect, 33 % none"}. */
  public static String edges(MethodSummary summary) {
    return summary.getOperationsList().stream()
        .map(
            one ->
                String.format(Locale.ROOT, "%.0f %% %s", 100 * one.getShare(), one.getOperation()))
        .collect(Collectors.joining(", "));
  }

  private static List<OperationShare> operations(CellSpace space, List<DerivedCell> cells) {
    List<String> edges =
        cells.stream()
            .flatMap(
                cell ->
                    space.chosenEdges(cell.getArchitecture(), space.cellTypes().get(0)).stream())
            .map(edge -> edge.operation().id())
            .toList();
    return edges.stream()
        .distinct()
        .map(
            id ->
                OperationShare.newBuilder()
                    .setOperation(id)
                    .setShare((double) Collections.frequency(edges, id) / edges.size())
                    .build())
        .sorted(
            Comparator.comparingDouble(OperationShare::getShare)
                .reversed()
                .thenComparing(OperationShare::getOperation))
        .toList();
  }
}
