package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;

/** What an evaluation comes to: each predictor at each budget, over the trials. */
public final class EvaluationSummary {

  private static final double TAIL = 0.025;

  private EvaluationSummary() {}

  /** Statistics of a metric, or empty if no trial has it. */
  public static Optional<TrialScore> of(PredictorScore score, Metric metric) {
    return Optional.ofNullable(score.getMetricsMap().get(metric.id()));
  }

  /** Sums an evaluation up: for each predictor, in order, one for each of its budgets. */
  public static List<PredictorScore> of(EvaluationResult result) {
    Map<Budget, List<EvaluationPoint>> groups = new LinkedHashMap<>();
    for (EvaluationPoint point : result.getPointsList()) {
      Budget budget =
          new Budget(point.getPredictor(), 0, point.getTrainSize(), point.getFidelity());
      groups.computeIfAbsent(budget, b -> new ArrayList<>()).add(point);
    }
    List<String> names = PredictorNames.of(result.getConfig());
    return groups.entrySet().stream()
        .map(group -> of(names.get(group.getKey().predictor()), group.getKey(), group.getValue()))
        .toList();
  }

  private static PredictorScore of(String name, Budget budget, List<EvaluationPoint> points) {
    List<EvaluationPoint> good =
        points.stream().filter(point -> point.getFailure().isEmpty()).toList();
    PredictorScore.Builder score =
        PredictorScore.newBuilder()
            .setPredictor(name)
            .setTrainSize(budget.trainSize())
            .setFidelity(budget.fidelity())
            .setTrials(good.size())
            .setConstants((int) good.stream().filter(EvaluationPoint::getConstant).count())
            .addAllFailures(
                points.stream()
                    .map(EvaluationPoint::getFailure)
                    .filter(failure -> !failure.isEmpty())
                    .distinct()
                    .toList())
            .setTrainingSeconds(mean(good, EvaluationPoint::getTrainingSeconds))
            .setFitSeconds(mean(good, EvaluationPoint::getFitSeconds))
            .setPartialTrainingSeconds(mean(good, EvaluationPoint::getPartialTrainingSeconds))
            .setPredictSeconds(mean(good, EvaluationPoint::getPredictSeconds));
    for (Metric metric : Metrics.all()) {
      double[] values =
          good.stream()
              .flatMap(point -> point.getMetricsList().stream())
              .filter(value -> value.getName().equals(metric.id()))
              .mapToDouble(Feature::getValue)
              .toArray();
      if (values.length > 0) {
        score.putMetrics(metric.id(), score(values));
      }
    }
    return score.build();
  }

  private static double mean(
      List<EvaluationPoint> points, ToDoubleFunction<EvaluationPoint> value) {
    return points.isEmpty() ? 0 : Rows.mean(points.stream().mapToDouble(value).toArray());
  }

  /**
   * Values over trials, with the 95 % interval of their mean by Student's t, which is right for few
   * trials too (a bootstrap over 5 covers .83); NaN for a single one. Of none all is NaN.
   */
  public static TrialScore score(double[] values) {
    int n = values.length;
    double mean = Rows.mean(values);
    TrialScore.Builder score = TrialScore.newBuilder().setTrials(n).setMean(mean);
    if (n < 2) {
      return score.setDeviation(Double.NaN).setLow(Double.NaN).setHigh(Double.NaN).build();
    }
    return spread(score, Rows.squares(values, mean));
  }

  /**
   * One predictor at one budget over the trials of both.
   *
   * @param one of some trials
   * @param other of the same predictor and budget, and of other trials
   */
  public static PredictorScore pooled(PredictorScore one, PredictorScore other) {
    int trials = one.getTrials() + other.getTrials();
    PredictorScore.Builder pooled =
        one.toBuilder()
            .setTrials(trials)
            .setConstants(one.getConstants() + other.getConstants())
            .clearFailures()
            .addAllFailures(
                Stream.of(one, other)
                    .flatMap(score -> score.getFailuresList().stream())
                    .distinct()
                    .toList());
    ToDoubleFunction<ToDoubleFunction<PredictorScore>> mean =
        value ->
            trials == 0
                ? 0
                : (one.getTrials() * value.applyAsDouble(one)
                        + other.getTrials() * value.applyAsDouble(other))
                    / trials;
    pooled
        .setTrainingSeconds(mean.applyAsDouble(PredictorScore::getTrainingSeconds))
        .setFitSeconds(mean.applyAsDouble(PredictorScore::getFitSeconds))
        .setPartialTrainingSeconds(mean.applyAsDouble(PredictorScore::getPartialTrainingSeconds))
        .setPredictSeconds(mean.applyAsDouble(PredictorScore::getPredictSeconds));
    Map<String, TrialScore> metrics = new HashMap<>(one.getMetricsMap());
    other.getMetricsMap().forEach((id, of) -> metrics.merge(id, of, EvaluationSummary::pooled));
    return pooled.clearMetrics().putAllMetrics(metrics).build();
  }

  private static TrialScore pooled(TrialScore one, TrialScore other) {
    int n = one.getTrials() + other.getTrials();
    double apart = other.getMean() - one.getMean();
    double share = (double) other.getTrials() / n;
    return spread(
        TrialScore.newBuilder().setTrials(n).setMean(one.getMean() + share * apart),
        squares(one) + squares(other) + one.getTrials() * share * apart * apart);
  }

  /** About the mean. */
  private static double squares(TrialScore score) {
    double deviation = score.getDeviation();
    return score.getTrials() == 1 ? 0 : deviation * deviation * (score.getTrials() - 1);
  }

  /**
   * With deviation and interval.
   *
   * @param squares sum of the squared distances of at least 2 trials from their mean
   */
  private static TrialScore spread(TrialScore.Builder score, double squares) {
    int n = score.getTrials();
    double deviation = Math.sqrt(squares / (n - 1));
    double reach =
        new TDistribution(n - 1).inverseCumulativeProbability(1 - TAIL) * deviation / Math.sqrt(n);
    return score
        .setDeviation(deviation)
        .setLow(score.getMean() - reach)
        .setHigh(score.getMean() + reach)
        .build();
  }
}
