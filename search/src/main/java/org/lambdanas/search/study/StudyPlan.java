package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.evaluation.Budget;
import org.lambdanas.predictors.evaluation.Evaluation;
import org.lambdanas.predictors.evaluation.EvaluationPlan;
import org.lambdanas.predictors.evaluation.Forecast;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.PredictorLimit;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.TestSet;

/**
 * Decides what a study does. Each predictor is measured at its smallest budgets first: where points
 * take too long, they are left out, and where a trial does, the predictor gets fewer. All that is
 * decided here stands in the configuration, so that the study itself does the same whenever it is
 * done. Used by one thread.
 */
public final class StudyPlan {

  private static final double QUICK_SECONDS = 2;

  private final Limits limits;
  private final Consumer<String> progress;
  private final Map<String, List<EvaluationPoint>> measured = new HashMap<>();
  private final PredictorStudyConfig.Builder plan = PredictorStudyConfig.newBuilder();
  private double seconds;
  private long points;

  /**
   * What a predictor may take.
   *
   * @param pointSeconds a point that takes longer is left out
   * @param costlySeconds a predictor of which one trial takes longer is costly
   * @param costlyTrials trials of those, at least 1
   */
  public record Limits(double pointSeconds, double costlySeconds, int costlyTrials) {}

  /**
   * A plan that is empty yet.
   *
   * @param progress told what is measured
   */
  public StudyPlan(Limits limits, Consumer<String> progress) {
    this.limits = limits;
    this.progress = progress;
  }

  /** What the study is to do. */
  public PredictorStudyConfig config() {
    return plan.build();
  }

  /** Seconds of one thread that it is expected to take. */
  public double seconds() {
    return seconds;
  }

  /** The points that it measures. */
  public long points() {
    return points;
  }

  /** Says that something is not measured. */
  public void leaveOut(String what) {
    plan.addLeftOut(what);
  }

  /**
   * Adds an evaluation, as far as it can be done.
   *
   * @param asked the table's metric, predictors, and what was said about budgets
   * @param table its table
   */
  public void add(EvaluationConfig asked, BenchmarkTableFile table) {
    String name = name(asked, table);
    if (asked.getPredictorsCount() == 0) {
      return;
    }
    EvaluationConfig complete =
        fitting(EvaluationPlan.complete(asked, table, Predictors::byId), table, name);
    if (complete.getPredictorsCount() == 0) {
      return;
    }
    Evaluation evaluation = new Evaluation(complete, table, Predictors::byId);
    try {
      evaluation.requireDraws();
    } catch (LambdaNasException e) {
      leaveOut(name + ": " + e.getMessage());
      return;
    }
    limited(complete, evaluation, table.header().getSpace(), name);
  }

  private static String name(EvaluationConfig config, BenchmarkTableFile table) {
    return name(table.name(), config.getMetric(), config.getTestSet());
  }

  /** An evaluation, in words. */
  static String name(String table, String metric, TestSet testSet) {
    return table + " " + metric + (testSet == TestSet.TEST_SET_MUTATED ? ", mutated" : "");
  }

  /** Without train sizes that the table has no rows for, and predictors that have no budget. */
  private EvaluationConfig fitting(EvaluationConfig config, BenchmarkTableFile table, String name) {
    long room = table.header().getRows() - config.getTestSize();
    List<Integer> sizes = config.getTrainSizesList().stream().filter(n -> n <= room).toList();
    if (sizes.size() < config.getTrainSizesCount()) {
      leaveOut("%s: train sizes above %d, for which it has no rows".formatted(name, room));
    }
    EvaluationConfig.Builder fitting =
        config.toBuilder().clearTrainSizes().addAllTrainSizes(sizes).clearPredictors();
    List<Integer> planned =
        EvaluationPlan.points(
                config.toBuilder().clearTrainSizes().addAllTrainSizes(sizes).setTrials(1).build(),
                Predictors::byId)
            .stream()
            .map(Budget::predictor)
            .distinct()
            .toList();
    for (int p = 0; p < config.getPredictorsCount(); p++) {
      if (planned.contains(p)) {
        fitting.addPredictors(config.getPredictors(p));
      } else {
        leaveOut(
            "%s: %s, for which no budget is enough"
                .formatted(name, PredictorNames.of(config.getPredictors(p))));
      }
    }
    List<Budget> budgets = EvaluationPlan.points(fitting.setTrials(1).build(), Predictors::byId);
    if (budgets.stream().allMatch(budget -> budget.trainSize() == 0)) {
      fitting.clearTrainSizes();
    }
    if (budgets.stream().allMatch(budget -> budget.fidelity() == 0)) {
      fitting.clearFidelities();
    }
    return fitting.setTrials(config.getTrials()).build();
  }

  private void limited(
      EvaluationConfig complete, Evaluation evaluation, String space, String name) {
    EvaluationConfig.Builder own =
        complete.toBuilder().clearPredictors().clearTrainSizes().clearFidelities();
    Forecast forecast = new Forecast(complete);
    List<Budget> all =
        EvaluationPlan.points(complete.toBuilder().setTrials(1).build(), Predictors::byId);
    List<Budget> kept = new ArrayList<>();
    for (int p = 0; p < complete.getPredictorsCount(); p++) {
      int predictor = p;
      PredictorSpec spec = complete.getPredictors(p);
      String who = name + ": " + PredictorNames.of(spec);
      List<Budget> budgets = all.stream().filter(b -> b.predictor() == predictor).toList();
      List<EvaluationPoint> known =
          known(space, spec, forecast.probes(budgets), evaluation, forecast, budgets);
      List<EvaluationPoint> good =
          known.stream().filter(point -> point.getFailure().isEmpty()).toList();
      if (good.isEmpty()) {
        leaveOut(who + ", which fails: " + known.get(0).getFailure());
        continue;
      }
      Map<Budget, Double> times =
          budgets.stream()
              .collect(
                  Collectors.toMap(
                      budget -> budget,
                      budget ->
                          forecast.seconds(List.of(budget), good).getOrDefault(predictor, 0.0)));
      List<Budget> quick =
          budgets.stream()
              .filter(budget -> times.getOrDefault(budget, 0.0) <= limits.pointSeconds())
              .toList();
      if (quick.isEmpty()) {
        leaveOut(
            who
                + String.format(
                    Locale.ROOT,
                    ", of which the smallest point takes %.0f s",
                    times.values().stream().mapToDouble(s -> s).min().orElse(0)));
        continue;
      }
      PredictorLimit.Builder limit =
          PredictorLimit.newBuilder().setPredictor(own.getPredictorsCount());
      int largest = quick.stream().mapToInt(Budget::trainSize).max().orElse(0);
      if (budgets.stream().anyMatch(budget -> budget.trainSize() > largest)) {
        limit.setTrainSize(largest);
        leaveOut(
            "%s at train sizes above %d, where a point takes more than %.0f s"
                .formatted(who, largest, limits.pointSeconds()));
      }
      List<Budget> done = budgets.stream().filter(b -> b.trainSize() <= largest).toList();
      double trial = done.stream().mapToDouble(b -> times.getOrDefault(b, 0.0)).sum();
      int trials = complete.getTrials();
      if (trial > limits.costlySeconds() && limits.costlyTrials() < trials) {
        trials = limits.costlyTrials();
        limit.setTrials(trials);
        leaveOut(
            "%s but for the first %d of %d trials, as one takes %.0f s"
                .formatted(who, trials, complete.getTrials(), trial));
      }
      own.addPredictors(spec);
      if (limit.getTrials() + limit.getTrainSize() > 0) {
        own.addLimits(limit);
      }
      kept.addAll(done);
      seconds += trials * trial;
      points += (long) trials * done.size();
    }
    if (own.getPredictorsCount() > 0) {
      plan.addEvaluations(
          own.addAllTrainSizes(
                  kept.stream()
                      .map(Budget::trainSize)
                      .filter(n -> n > 0)
                      .distinct()
                      .sorted()
                      .toList())
              .addAllFidelities(
                  kept.stream()
                      .map(Budget::fidelity)
                      .filter(f -> f > 0)
                      .distinct()
                      .sorted()
                      .toList()));
    }
  }

  /** What is known of a predictor in a space; measured where it was not. */
  private List<EvaluationPoint> known(
      String space,
      PredictorSpec spec,
      List<Budget> probes,
      Evaluation evaluation,
      Forecast forecast,
      List<Budget> budgets) {
    boolean reads = budgets.stream().anyMatch(budget -> budget.fidelity() > 0);
    List<EvaluationPoint> known =
        measured.computeIfAbsent(
            space + "/" + PredictorNames.of(spec) + "/" + reads,
            key -> {
              List<EvaluationPoint> points = new ArrayList<>();
              for (Budget probe : probes) {
                EvaluationPoint point = evaluation.measure(probe);
                if (points.isEmpty() && point.getFitSeconds() < QUICK_SECONDS) {
                  // The first time classes and libraries are loaded.
                  point = evaluation.measure(probe);
                }
                points.add(point);
                double took = point.getFitSeconds();
                if (took > 1) {
                  progress.accept(
                      "measured first: %s, n %d: %.0f s"
                          .formatted(PredictorNames.of(spec), probe.trainSize(), took));
                }
                if (took > limits.pointSeconds()) {
                  break;
                }
              }
              farther(budgets, points, forecast).map(evaluation::measure).ifPresent(points::add);
              return points;
            });
    return known.stream()
        .map(point -> point.toBuilder().setPredictor(budgets.get(0).predictor()).build())
        .toList();
  }

  /**
   * The largest train size that is expected to take no longer than a trial of what is not costly: a
   * line through two small ones says little of what is far away.
   */
  private Optional<Budget> farther(
      List<Budget> budgets, List<EvaluationPoint> points, Forecast forecast) {
    int most = points.stream().mapToInt(EvaluationPoint::getTrainSize).max().orElse(0);
    if (points.stream().anyMatch(point -> !point.getFailure().isEmpty())) {
      return Optional.empty();
    }
    return budgets.stream()
        .filter(budget -> budget.trainSize() > most)
        .filter(
            budget ->
                forecast
                        .seconds(List.of(budget), points)
                        .getOrDefault(budget.predictor(), Double.POSITIVE_INFINITY)
                    <= limits.costlySeconds())
        .reduce((a, b) -> b.trainSize() > a.trainSize() ? b : a);
  }

  /** A folder's name for an evaluation of a study. */
  static String folder(int place, EvaluationConfig config) {
    return "%02d-%s-%s-%s"
        .formatted(
            place + 1, config.getTable(), config.getMetric(), EnumNames.of(config.getTestSet()))
        .replaceAll("[^A-Za-z0-9_.-]", "_");
  }
}
