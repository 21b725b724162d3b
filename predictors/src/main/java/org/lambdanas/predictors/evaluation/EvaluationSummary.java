package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;

/**
 * One predictor at one budget, over the trials.
 *
 * @param predictor index into the predictors of the configuration
 * @param trainSize architectures it was fitted on; 0: it needs no fit
 * @param fidelity epochs of the curves it read; 0: it reads none
 * @param trials trials that have a result
 * @param constants those of them in which all predictions were the same
 * @param failures why other trials have none, each reason once
 * @param metrics statistics of each metric that is there, by name, in the order of {@link Metrics}
 * @param trainingSeconds mean simulated seconds of training the train set
 * @param fitSeconds mean measured seconds of the fit
 * @param partialTrainingSeconds mean simulated seconds of partial training for one architecture
 * @param predictSeconds mean measured seconds of one prediction
 */
public record EvaluationSummary(
    int predictor,
    int trainSize,
    int fidelity,
    int trials,
    int constants,
    List<String> failures,
    Map<String, TrialStatistics> metrics,
    double trainingSeconds,
    double fitSeconds,
    double partialTrainingSeconds,
    double predictSeconds) {

  /** Copies, keeping the order. */
  public EvaluationSummary {
    failures = List.copyOf(failures);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Statistics of a metric.
   *
   * @param metric one of {@link Metrics}
   * @return the statistics, or empty if no trial has it
   */
  public Optional<TrialStatistics> of(Metric metric) {
    return Optional.ofNullable(metrics.get(metric.id()));
  }

  /**
   * Sums an evaluation up.
   *
   * @param result the evaluation
   * @return for each predictor, in order, one for each of its budgets
   */
  public static List<EvaluationSummary> of(EvaluationResult result) {
    Map<Budget, List<EvaluationPoint>> groups = new LinkedHashMap<>();
    for (EvaluationPoint point : result.getPointsList()) {
      Budget budget =
          new Budget(point.getPredictor(), 0, point.getTrainSize(), point.getFidelity());
      groups.computeIfAbsent(budget, b -> new ArrayList<>()).add(point);
    }
    Seed seed = new Seed(result.getConfig().getSeed()).child("intervals");
    return groups.entrySet().stream()
        .map(group -> of(group.getKey(), group.getValue(), seed))
        .toList();
  }

  private static EvaluationSummary of(Budget budget, List<EvaluationPoint> points, Seed seed) {
    List<EvaluationPoint> good =
        points.stream().filter(point -> point.getFailure().isEmpty()).toList();
    Map<String, TrialStatistics> metrics = new LinkedHashMap<>();
    for (Metric metric : Metrics.all()) {
      double[] values =
          good.stream()
              .flatMap(point -> point.getMetricsList().stream())
              .filter(value -> value.getName().equals(metric.id()))
              .mapToDouble(Feature::getValue)
              .toArray();
      if (values.length > 0) {
        metrics.put(metric.id(), TrialStatistics.of(values, seed));
      }
    }
    return new EvaluationSummary(
        budget.predictor(),
        budget.trainSize(),
        budget.fidelity(),
        good.size(),
        (int) good.stream().filter(EvaluationPoint::getConstant).count(),
        points.stream()
            .map(EvaluationPoint::getFailure)
            .filter(failure -> !failure.isEmpty())
            .distinct()
            .toList(),
        metrics,
        mean(good, EvaluationPoint::getTrainingSeconds),
        mean(good, EvaluationPoint::getFitSeconds),
        mean(good, EvaluationPoint::getPartialTrainingSeconds),
        mean(good, EvaluationPoint::getPredictSeconds));
  }

  private static double mean(
      List<EvaluationPoint> points, ToDoubleFunction<EvaluationPoint> value) {
    double sum = 0;
    for (EvaluationPoint point : points) {
      sum += value.applyAsDouble(point);
    }
    return points.isEmpty() ? 0 : sum / points.size();
  }
}
