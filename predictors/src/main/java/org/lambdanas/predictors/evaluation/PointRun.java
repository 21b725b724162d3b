package org.lambdanas.predictors.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.predictors.metric.SparseKendall;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Origin;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TargetForm;
import org.lambdanas.proto.v1.Unit;

/**
 * Measures one predictor at one budget on one draw.
 *
 * @param keptTrials the first trials, of which the predictions are kept
 */
record PointRun(EvaluatedTable table, EvaluationConfig config, Unit unit, int keptTrials) {

  /** The point; where the predictor fails, one that says why. */
  EvaluationPoint measure(Predictor predictor, Budget budget, Draws.Draw draw) {
    EvaluationPoint.Builder point = budget.point();
    try {
      measure(predictor, budget, draw, point);
      return point.build();
    } catch (LambdaNasException e) {
      return budget.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      // A library's error must not end what the other predictors can do.
      return budget.failed(e.toString());
    }
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
    List<Prediction> predictions;
    try (Model model = predictor.fit(spec(budget), training, withheld)) {
      long fitted = System.nanoTime();
      predictions = model.query(queries);
      long done = System.nanoTime();
      point.setComputed(
          (int)
              predictions.stream()
                  .filter(prediction -> prediction.getOrigin() == Origin.ORIGIN_COMPUTED)
                  .count());
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
    double[] predicted = predictions.stream().mapToDouble(Prediction::getMean).toArray();
    PredictorDescription description =
        predictor.description(config.getPredictors(budget.predictor()));
    Optional<double[]> deviations =
        measuresDeviations(budget) && description.givesDeviation()
            ? Optional.of(predictions.stream().mapToDouble(Prediction::getDeviation).toArray())
            : Optional.empty();
    compare(description, truth, predicted, deviations, point);
    if (budget.trial() < keptTrials) {
      point.addAllPredictions(boxed(predicted));
      deviations.ifPresent(kept -> point.addAllDeviations(boxed(kept)));
    }
  }

  /** The same whatever else is evaluated: it depends on the trial and on the predictor only. */
  private PredictorSpec spec(Budget budget) {
    PredictorSpec spec = config.getPredictors(budget.predictor());
    return spec.toBuilder()
        .setSpace(table.space().id())
        // Nothing is spent on deviations that nobody asks for.
        .setDeviations(
            measuresDeviations(budget) ? spec.getDeviations() : Deviations.DEVIATIONS_RAW)
        .setSeed(
            Draws.seed(config, budget.trial())
                .child(spec.getPredictor())
                .child(spec.getSeed())
                .value())
        .build();
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private boolean measuresDeviations(Budget budget) {
    return config.getPredictors(budget.predictor()).getDeviations()
        != Deviations.DEVIATIONS_UNSPECIFIED;
  }

  private void compare(
      PredictorDescription description,
      double[] truth,
      double[] predicted,
      Optional<double[]> deviations,
      EvaluationPoint.Builder point) {
    for (Metric metric : Metrics.all()) {
      if (truth.length < metric.leastSize()
          || !applies(metric, description)
          || (metric.needsDeviations() && deviations.isEmpty())) {
        continue;
      }
      MetricValue value =
          metric instanceof SparseKendall
              ? metric.compute(truth, inPercent(predicted))
              : deviations
                  .map(known -> metric.compute(truth, predicted, known))
                  .orElseGet(() -> metric.compute(truth, predicted));
      point.addMetrics(Feature.newBuilder().setName(metric.id()).setValue(value.reported()));
      if (metric == Correlation.KENDALL) {
        // Rounded predictions may be the same where these are not.
        point.setConstant(value.constant());
      }
    }
  }

  /** What is rounded to decimals of a percent. */
  private double[] inPercent(double[] predicted) {
    return unit == Unit.UNIT_NATS
        ? Arrays.stream(predicted).map(value -> value * SparseKendall.PERCENT_A_NAT).toArray()
        : predicted;
  }

  /**
   * Errors need predictions in the units of the target, and rounding means something in percent and
   * nats.
   */
  private boolean applies(Metric metric, PredictorDescription description) {
    if (!metric.needsUnits()) {
      return true;
    }
    return isInUnits(description)
        && (!(metric instanceof SparseKendall) || isPercent() || unit == Unit.UNIT_NATS);
  }

  /** 100 - loss passes as percent, in the field and in what predicts from accuracies or losses. */
  private boolean isPercent() {
    return unit == Unit.UNIT_PERCENT
        || config.getTargetForm() == TargetForm.TARGET_FORM_HUNDRED_MINUS;
  }

  /**
   * What learns from targets predicts targets. What only reads curves predicts in the units of the
   * curve: those of the target if both are accuracies. Scores have units of their own.
   */
  private boolean isInUnits(PredictorDescription description) {
    return description.leastObservations() > 0
        || (isPercent()
            && description
                .curves()
                .filter(need -> need.metrics().get(0).endsWith("accuracy"))
                .isPresent());
  }
}
