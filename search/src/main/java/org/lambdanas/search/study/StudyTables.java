package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.lambdanas.predictors.evaluation.Budget;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.scoring.ScoringRun;

/** Sums evaluations up to what a study keeps of them. */
final class StudyTables {

  private StudyTables() {}

  /**
   * What came of one evaluation.
   *
   * @param table the table that it is of
   */
  static StudyTable of(EvaluationResult result, BenchmarkTableFile table) {
    EvaluationConfig config = result.getConfig();
    List<PredictorScore> summaries = EvaluationSummary.of(result);
    StudyTable.Builder studied =
        StudyTable.newBuilder()
            .setTable(config.getTable())
            .setSpace(table.header().getSpace())
            .setMetric(config.getMetric())
            .setDataSet(table.metric(config.getMetric()).getDataSet())
            .setTestSet(config.getTestSet())
            .setTestSize(config.getTestSize())
            .setRows((int) table.header().getRows())
            .setKnowsSeconds(
                summaries.stream()
                    .anyMatch(s -> s.getTrainingSeconds() + s.getPartialTrainingSeconds() > 0));
    List<String> names = PredictorNames.of(config);
    BiFunction<Integer, PredictorScore, List<Float>> taus = taus(result);
    for (PredictorScore summary : summaries) {
      int predictor = names.indexOf(summary.getPredictor());
      studied.addScores(
          StudyScore.newBuilder()
              .setScore(summary)
              .addAllTrialTaus(taus.apply(predictor, summary))
              .setScoreSeconds(scoreSeconds(config, config.getPredictors(predictor), table)));
    }
    return studied.build();
  }

  /** Seconds of all fits and predictions. */
  static double seconds(EvaluationResult result) {
    return result.getPointsList().stream()
        .mapToDouble(
            point ->
                point.getFitSeconds()
                    + point.getPredictSeconds() * result.getConfig().getTestSize())
        .sum();
  }

  private static BiFunction<Integer, PredictorScore, List<Float>> taus(EvaluationResult result) {
    Map<Budget, EvaluationPoint> points = new HashMap<>();
    result.getPointsList().forEach(point -> points.put(Budget.of(point), point));
    return (predictor, summary) -> {
      List<Float> taus = new ArrayList<>();
      for (int trial = 0; trial < result.getConfig().getTrials(); trial++) {
        EvaluationPoint point =
            points.get(new Budget(predictor, trial, summary.getTrainSize(), summary.getFidelity()));
        if (point != null) {
          taus.add(tau(point));
        }
      }
      return taus;
    };
  }

  private static float tau(EvaluationPoint point) {
    return point.getMetricsList().stream()
        .filter(metric -> metric.getName().equals(Correlation.KENDALL.id()))
        .map(Feature::getValue)
        .findFirst()
        .map(Double::floatValue)
        .orElse(Float.NaN);
  }

  /** The mean over the table of what computing the scores takes that a predictor reads. */
  private static double scoreSeconds(
      EvaluationConfig config, PredictorSpec spec, BenchmarkTableFile table) {
    List<String> read =
        Predictors.byId(spec.getPredictor())
            .features(spec.toBuilder().setSpace(table.header().getSpace()).build());
    if (read.isEmpty()) {
      return 0;
    }
    String dataSet = table.metric(config.getMetric()).getDataSet();
    Map<String, MetricDescription> known = new HashMap<>();
    for (MetricDescription metric : table.metrics()) {
      String name = metric.getName();
      if (metric.getUnit() == Unit.UNIT_SECONDS && name.endsWith(ScoringRun.SECONDS)) {
        String measure = name.substring(0, name.length() - ScoringRun.SECONDS.length());
        // That of the same images; or else any, as other images take as long.
        TableFeatures.feature(metric.toBuilder().setName(measure).build())
            .filter(read::contains)
            .ifPresent(
                feature ->
                    known.merge(
                        feature,
                        metric,
                        (one, other) -> other.getDataSet().equals(dataSet) ? other : one));
      }
    }
    return known.values().stream()
        .mapToDouble(metric -> mean(table.column(metric.getName())))
        .sum();
  }

  private static double mean(float[] column) {
    return IntStream.range(0, column.length)
        .mapToDouble(row -> column[row])
        .filter(Double::isFinite)
        .average()
        .orElse(0);
  }
}
