package org.lambdanas.graph.interchange;

import java.util.List;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;

/** Rules of {@code evaluation.proto}. */
final class EvaluationChecks {

  private EvaluationChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(EvaluationConfig.class, EvaluationChecks::config)
        .on(EvaluationPoint.class, EvaluationChecks::point)
        .on(EvaluationResult.class, EvaluationChecks::result);
  }

  private static void config(EvaluationConfig config, FieldPath path) {
    path.digest("table_sha256", config.getTableSha256().size());
    path.name("table", config.getTable());
    path.name("metric", config.getMetric());
    path.present("predictors", config.getPredictorsCount() > 0);
    ascending("train_sizes", config.getTrainSizesList(), path);
    ascending("fidelities", config.getFidelitiesList(), path);
    path.atLeast("test_size", config.getTestSize(), 2);
    path.atLeast("trials", config.getTrials(), 1);
  }

  /** Budgets are at least 1, and none is there twice. */
  private static void ascending(String field, List<Integer> budgets, FieldPath path) {
    int previous = 0;
    for (int i = 0; i < budgets.size(); i++) {
      if (budgets.get(i) <= previous) {
        throw path.element(field, i)
            .refuse(
                "is " + Integer.toUnsignedString(budgets.get(i)) + ", must be above " + previous);
      }
      previous = budgets.get(i);
    }
  }

  private static void point(EvaluationPoint point, FieldPath path) {
    path.unique("metrics", point.getMetricsList().stream().map(Feature::getName).toList());
    for (int i = 0; i < point.getMetricsCount(); i++) {
      path.element("metrics", i).finite("value", point.getMetrics(i).getValue());
    }
    path.notNegative("training_seconds", point.getTrainingSeconds());
    path.notNegative("fit_seconds", point.getFitSeconds());
    path.notNegative("partial_training_seconds", point.getPartialTrainingSeconds());
    path.notNegative("predict_seconds", point.getPredictSeconds());
  }

  private static void result(EvaluationResult result, FieldPath path) {
    path.present("config", result.hasConfig());
    EvaluationConfig config = result.getConfig();
    for (int i = 0; i < result.getPointsCount(); i++) {
      EvaluationPoint point = result.getPoints(i);
      FieldPath here = path.element("points", i);
      below("predictor", point.getPredictor(), config.getPredictorsCount(), here);
      below("trial", point.getTrial(), config.getTrials(), here);
    }
  }

  private static void below(String field, int index, int count, FieldPath path) {
    if (index >= count) {
      throw path.field(field).refuse("is " + index + ", must be below " + count);
    }
  }
}
