package org.lambdanas.predictors.evaluation;

import org.lambdanas.graph.interchange.FieldPath;
import org.lambdanas.graph.interchange.MessageChecks;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationDraw;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;

/** Rules of {@code evaluation.proto}. */
public final class EvaluationChecks implements MessageChecks.Source {

  /** For the service loader. */
  public EvaluationChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    checks
        .on(EvaluationConfig.class, EvaluationChecks::config)
        .on(EvaluationPoint.class, EvaluationChecks::point)
        .on(EvaluationResult.class, EvaluationChecks::result);
  }

  private static void config(EvaluationConfig config, FieldPath path) {
    for (int i = 0; i < config.getLimitsCount(); i++) {
      path.element("limits", i)
          .below("predictor", config.getLimits(i).getPredictor(), config.getPredictorsCount());
    }
  }

  private static void point(EvaluationPoint point, FieldPath path) {
    if (point.getDeviationsCount() > 0) {
      path.count(
          "deviations",
          point.getDeviationsCount(),
          point.getPredictionsCount(),
          "one for each prediction");
    }
    for (int i = 0; i < point.getMetricsCount(); i++) {
      double value = point.getMetrics(i).getValue();
      if (!Double.isFinite(value)) {
        throw path.element("metrics", i).field("value").refuse("is " + value + ": must be finite");
      }
    }
  }

  private static void result(EvaluationResult result, FieldPath path) {
    EvaluationConfig config = result.getConfig();
    for (int i = 0; i < result.getDrawsCount(); i++) {
      EvaluationDraw draw = result.getDraws(i);
      FieldPath here = path.element("draws", i);
      here.count(
          "test_targets", draw.getTestTargetsCount(), draw.getTestRowsCount(), "one for each row");
      if (draw.getTrial() != i) {
        throw here.field("trial").refuse("is " + draw.getTrial() + ": must be " + i);
      }
    }
    for (int i = 0; i < result.getPointsCount(); i++) {
      EvaluationPoint point = result.getPoints(i);
      FieldPath here = path.element("points", i);
      here.below("predictor", point.getPredictor(), config.getPredictorsCount());
      here.below("trial", point.getTrial(), config.getTrials());
      if (point.getPredictionsCount() > 0) {
        here.below("trial", point.getTrial(), result.getDrawsCount());
        int drawn = result.getDraws(point.getTrial()).getTestRowsCount();
        here.count("predictions", point.getPredictionsCount(), drawn, "one for each row drawn");
      }
    }
  }
}
