package org.lambdanas.predictors.evaluation;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.predictors.metric.SparseKendall;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TargetForm;
import org.lambdanas.proto.v1.Unit;

/** Measures one predictor at one budget on one draw. */
record PointRun(EvaluatedTable table, EvaluationConfig config, Unit unit) {

  private static final int LONGEST_FAILURE = 300;

  /** The point; where the predictor fails, one that says why. */
  EvaluationPoint measure(Predictor predictor, Budget budget, Draws.Draw draw) {
    EvaluationPoint.Builder point = budget.point();
    try {
      measure(predictor, budget, draw, point);
      return point.build();
    } catch (LambdaNasException e) {
      return failed(budget, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      // A library's error must not end what the other predictors can do.
      return failed(budget, e.toString());
    }
  }

  private static EvaluationPoint failed(Budget budget, String reason) {
    String line = reason.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    return budget
        .point()
        .setFailure(line.substring(0, Math.min(line.length(), LONGEST_FAILURE)))
        .build();
  }

  private void measure(
      Predictor predictor, Budget budget, Draws.Draw draw, EvaluationPoint.Builder point) {
    int[] trained = Arrays.copyOf(draw.pool(), budget.trainSize());
    List<Observation> training =
        Arrays.stream(trained).mapToObj(row -> table.trained(row, budget.fidelity())).toList();
    List<Observation> queries =
        Arrays.stream(draw.test()).mapToObj(row -> table.queried(row, budget.fidelity())).toList();
    List<Architecture> withheld = queries.stream().map(Observation::getArchitecture).toList();
    long start = System.nanoTime();
    double[] predicted;
    try (Model model = predictor.fit(spec(budget), training, withheld)) {
      long fitted = System.nanoTime();
      predicted = model.query(queries).stream().mapToDouble(Prediction::getMean).toArray();
      long done = System.nanoTime();
      point.setFitSeconds((fitted - start) * 1e-9);
      point.setPredictSeconds((done - fitted) * 1e-9 / queries.size());
    }
    point.setTrainingSeconds(Arrays.stream(trained).mapToDouble(table::trainingSeconds).sum());
    point.setPartialTrainingSeconds(
        Arrays.stream(draw.test())
                .mapToDouble(row -> table.partialSeconds(row, budget.fidelity()))
                .sum()
            / draw.test().length);
    double[] truth = Arrays.stream(draw.test()).mapToDouble(table::target).toArray();
    compare(predictor.description(), truth, predicted, point);
  }

  /** The same whatever else is evaluated: it depends on the trial and on the predictor only. */
  private PredictorSpec spec(Budget budget) {
    PredictorSpec spec = config.getPredictors(budget.predictor());
    return spec.toBuilder()
        .setSpace(table.space().id())
        .setSeed(
            Draws.seed(config, budget.trial())
                .child(spec.getPredictor())
                .child(spec.getSeed())
                .value())
        .build();
  }

  private void compare(
      PredictorDescription description,
      double[] truth,
      double[] predicted,
      EvaluationPoint.Builder point) {
    for (Metric metric : Metrics.all()) {
      if (truth.length >= metric.leastSize() && applies(metric, description)) {
        MetricValue value = metric.compute(truth, predicted);
        point.addMetrics(Feature.newBuilder().setName(metric.id()).setValue(value.reported()));
        point.setConstant(point.getConstant() || value.constant());
      }
    }
    if (isConstant(predicted)) {
      point.setConstant(true);
    }
  }

  /**
   * Errors need predictions in the units of the target, and rounding means something in percent.
   */
  private boolean applies(Metric metric, PredictorDescription description) {
    if (!metric.needsUnits()) {
      return true;
    }
    return isInUnits(description) && (!(metric instanceof SparseKendall) || isPercent());
  }

  /** 100 - loss passes as percent, in the field and in what predicts from accuracies or losses. */
  private boolean isPercent() {
    return unit == Unit.UNIT_PERCENT
        || config.getTargetForm() == TargetForm.TARGET_FORM_HUNDRED_MINUS;
  }

  /**
   * What learns from targets predicts targets. What only reads curves predicts in the units of the
   * curve: those of the target if both are accuracies.
   */
  private boolean isInUnits(PredictorDescription description) {
    return description.family() != Family.LEARNING_CURVE
        || (isPercent()
            && description
                .curves()
                .filter(need -> need.metrics().get(0).endsWith("accuracy"))
                .isPresent());
  }

  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }
}
