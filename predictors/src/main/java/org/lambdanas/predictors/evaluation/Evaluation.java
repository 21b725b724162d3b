package org.lambdanas.predictors.evaluation;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.work.OpenWork;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationDraw;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;

/**
 * An evaluation of predictors on a benchmark table (White et al., section 4). In each trial a test
 * set and a training set are drawn, and every predictor is measured on them at every budget. Each
 * point is kept when it is done, so that an evaluation that was stopped, or killed, goes on where
 * it was. Apart from measured times, points depend neither on their order nor on the number of
 * threads.
 */
public final class Evaluation {

  /** How long points that are being measured may go on when the evaluation is stopped. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EvaluationConfig config;
  private final Function<String, Predictor> predictors;
  private final List<Budget> plan;
  private final Set<Budget> planned;
  private final EvaluatedTable table;
  private final Draws draws;
  private final int keptTrials;
  private final PointRun measurement;
  private final Map<Integer, Draws.Draw> drawn = new ConcurrentHashMap<>();

  /**
   * An evaluation.
   *
   * @param config complete
   * @param table the table that it was made for
   * @param predictors looks predictors up
   * @throws org.lambdanas.graph.error.ConfigException if the configuration cannot be evaluated
   */
  public Evaluation(
      EvaluationConfig config, BenchmarkTableFile table, Function<String, Predictor> predictors) {
    this.config = config;
    this.predictors = predictors;
    EvaluationPlan.check(config, table, predictors);
    this.plan = EvaluationPlan.points(config, predictors);
    this.planned = Set.copyOf(plan);
    EvaluatedTable evaluated = new EvaluatedTable(table, config);
    this.draws =
        new Draws(
            evaluated,
            config,
            EvaluationPlan.needs(config, table.curveNames(), predictors),
            EvaluationPlan.features(config, evaluated, predictors));
    this.table = evaluated;
    this.keptTrials = keptTrials(config, plan);
    this.measurement =
        new PointRun(evaluated, config, table.metric(config.getMetric()).getUnit(), keptTrials);
  }

  /** No trial has more points than the first. */
  private static int keptTrials(EvaluationConfig config, List<Budget> plan) {
    long points = plan.stream().filter(budget -> budget.trial() == 0).count();
    long predictions = points * config.getTestSize();
    return (int) Math.min(config.getTrials(), config.getKeepPredictions() / predictions);
  }

  /** Watches an evaluation. Called by the thread that runs it. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A point is done.
     *
     * @param point what it came to
     * @param done points that are done, this one included
     * @param of all points
     */
    void done(EvaluationPoint point, int done, int of);

    /**
     * The first points of each predictor are done.
     *
     * @param seconds of one thread that the points take which are left, by index of the predictor
     */
    default void forecast(Map<Integer, Double> seconds) {}
  }

  /**
   * As {@link #run(RecordLog, int, Function, Listener, BooleanSupplier)}, on threads of this JVM.
   */
  public Optional<EvaluationResult> run(
      RecordLog<EvaluationPoint> log,
      int threads,
      Listener listener,
      BooleanSupplier stopRequested) {
    return run(log, threads, this::measure, listener, stopRequested);
  }

  /**
   * Has measured what is not done yet.
   *
   * @param log the points that are done; what is measured is added
   * @param threads points measured at a time, at least 1
   * @param measure measures a point as {@link #measure} does; called by several threads
   * @param listener watches
   * @param stopRequested asked before each point and while points are measured; true stops early
   * @return the result, without provenance, or empty if the evaluation was stopped; it goes on from
   *     the log then
   * @throws DataException if a point of the log is not this evaluation's
   */
  public Optional<EvaluationResult> run(
      RecordLog<EvaluationPoint> log,
      int threads,
      Function<Budget, EvaluationPoint> measure,
      Listener listener,
      BooleanSupplier stopRequested) {
    Map<Budget, EvaluationPoint> points = new HashMap<>();
    for (EvaluationPoint point : log.found()) {
      if (!planned.contains(Budget.of(point))) {
        throw new DataException(
            "there is a point that the configuration does not ask for: " + Budget.of(point));
      }
      points.put(Budget.of(point), point);
    }
    measure(log, points, threads, measure, listener, stopRequested);
    return points.size() < plan.size()
        ? Optional.empty()
        : Optional.of(
            EvaluationResult.newBuilder()
                .setConfig(config)
                .addAllPoints(plan.stream().map(points::get).toList())
                .addAllDraws(IntStream.range(0, keptTrials).mapToObj(this::kept).toList())
                .build());
  }

  private EvaluationDraw kept(int trial) {
    Draws.Draw draw = draws.of(trial);
    EvaluationDraw.Builder kept = EvaluationDraw.newBuilder().setTrial(trial);
    for (int row : draw.test()) {
      kept.addTestRows(row).addTestTargets(table.target(row));
    }
    for (int row : draw.pool()) {
      kept.addTrainRows(row);
    }
    return kept.build();
  }

  private void measure(
      RecordLog<EvaluationPoint> log,
      Map<Budget, EvaluationPoint> points,
      int threads,
      Function<Budget, EvaluationPoint> measure,
      Listener listener,
      BooleanSupplier stopRequested) {
    // Trial by trial, so that few draws are in memory and early results speak of all predictors.
    List<Budget> open =
        plan.stream()
            .filter(budget -> !points.containsKey(budget))
            .sorted(Comparator.comparingInt(Budget::trial))
            .toList();
    Map<Integer, Integer> openByTrial = new HashMap<>();
    open.forEach(budget -> openByTrial.merge(budget.trial(), 1, Integer::sum));
    Forecast forecast = new Forecast(config);
    List<Budget> probes = forecast.probes(open);
    List<Budget> rest = open.stream().filter(budget -> !probes.contains(budget)).toList();
    measure(probes, openByTrial, log, points, threads, measure, listener, stopRequested);
    if (points.size() + rest.size() == plan.size() && !rest.isEmpty()) {
      listener.forecast(forecast.seconds(rest, points.values()));
      measure(rest, openByTrial, log, points, threads, measure, listener, stopRequested);
    }
  }

  private void measure(
      List<Budget> budgets,
      Map<Integer, Integer> openByTrial,
      RecordLog<EvaluationPoint> log,
      Map<Budget, EvaluationPoint> points,
      int threads,
      Function<Budget, EvaluationPoint> measure,
      Listener listener,
      BooleanSupplier stopRequested) {
    new OpenWork<Budget, EvaluationPoint>("evaluation", threads, PATIENCE)
        .run(
            budgets,
            measure,
            (budget, point) -> {
              log.append(point);
              points.put(budget, point);
              if (openByTrial.merge(budget.trial(), -1, Integer::sum) == 0) {
                drawn.remove(budget.trial());
              }
              listener.done(point, points.size(), plan.size());
            },
            stopRequested);
  }

  /**
   * Draws for every trial, and keeps nothing.
   *
   * @throws ConfigException if a trial cannot be drawn, as the table has too few architectures
   */
  public void requireDraws() {
    IntStream.range(0, config.getTrials()).forEach(draws::of);
  }

  /**
   * Measures a point. Safe for use by several threads.
   *
   * @return the point; one that says why, where the predictor fails
   * @throws ConfigException if the evaluation has no such point
   */
  public EvaluationPoint measure(Budget budget) {
    if (!planned.contains(budget)) {
      throw new ConfigException("the evaluation has no such point: " + budget);
    }
    Predictor predictor = predictors.apply(config.getPredictors(budget.predictor()).getPredictor());
    Draws.Draw draw = drawn.computeIfAbsent(budget.trial(), draws::of);
    return measurement.measure(predictor, budget, draw);
  }
}
