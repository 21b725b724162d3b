package org.lambdanas.predictors.evaluation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.EvaluationConfig;
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
  private static final long PATIENCE_MILLIS = 2_000;

  private static final long POLL_MILLIS = 50;

  private final EvaluationFolder folder;
  private final EvaluationConfig config;
  private final Function<String, Predictor> predictors;
  private final List<Budget> plan;
  private final Draws draws;
  private final PointRun measurement;
  private final Map<Integer, Draws.Draw> drawn = new ConcurrentHashMap<>();

  /**
   * An evaluation in its folder.
   *
   * @param folder with its configuration
   * @param table the table that it was made for
   * @param predictors looks predictors up
   * @throws org.lambdanas.graph.error.ConfigException if the configuration cannot be evaluated
   */
  public Evaluation(
      EvaluationFolder folder, BenchmarkTableFile table, Function<String, Predictor> predictors) {
    this.folder = folder;
    this.config = folder.config();
    this.predictors = predictors;
    EvaluationPlan.check(config, table, predictors);
    this.plan = EvaluationPlan.points(config, predictors);
    EvaluatedTable evaluated = new EvaluatedTable(table, config);
    this.draws = new Draws(evaluated, config, EvaluationPlan.needs(config, predictors));
    this.measurement =
        new PointRun(evaluated, config, EvaluatedTable.metric(table, config.getMetric()).getUnit());
  }

  /** Watches an evaluation. Called by one thread at a time. */
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
  }

  /**
   * Measures what is not done yet.
   *
   * @param threads points measured at a time, at least 1
   * @param listener watches
   * @param stopRequested asked before each point and while points are measured; true stops early
   * @return the result, or empty if the evaluation was stopped; it can be resumed then
   * @throws org.lambdanas.graph.error.ConfigException if another run works in the folder
   * @throws DataException if the folder cannot be used
   */
  public Optional<EvaluationResult> run(
      int threads, Listener listener, BooleanSupplier stopRequested) {
    try (FolderLock lock = FolderLock.take(folder.path());
        PointLog log = folder.points()) {
      Map<Budget, EvaluationPoint> points = new HashMap<>();
      Set<Budget> planned = new HashSet<>(plan);
      for (EvaluationPoint point : log.found()) {
        if (!planned.contains(Budget.of(point))) {
          throw new DataException(
              folder.path()
                  + " has a point that its configuration does not ask for: "
                  + Budget.of(point));
        }
        points.put(Budget.of(point), point);
      }
      Work work = new Work(log, points, listener);
      work.run(threads, stopRequested);
      if (points.size() < plan.size()) {
        return Optional.empty();
      }
      EvaluationResult result =
          EvaluationResult.newBuilder()
              .setConfig(config)
              .addAllPoints(plan.stream().map(points::get).toList())
              .setProvenance(folder.provenance())
              .build();
      folder.finish(result);
      return Optional.of(result);
    }
  }

  /** What the threads share. */
  private final class Work {

    private final PointLog log;
    private final Map<Budget, EvaluationPoint> points;
    private final Listener listener;
    private final Queue<Budget> open;
    private final Map<Integer, Integer> openByTrial = new HashMap<>();
    private @Nullable Throwable trouble;
    private boolean stopped;

    Work(PointLog log, Map<Budget, EvaluationPoint> points, Listener listener) {
      this.log = log;
      this.points = points;
      this.listener = listener;
      // Trial by trial, so that few draws are in memory and early results speak of all predictors.
      this.open =
          new ArrayDeque<>(
              plan.stream()
                  .filter(budget -> !points.containsKey(budget))
                  .sorted(Comparator.comparingInt(Budget::trial))
                  .toList());
      open.forEach(budget -> openByTrial.merge(budget.trial(), 1, Integer::sum));
    }

    void run(int threads, BooleanSupplier stopRequested) {
      List<Thread> workers =
          IntStream.range(0, Math.min(threads, Math.max(1, open.size())))
              .mapToObj(i -> new Thread(this::work, "evaluation-" + i))
              .toList();
      for (Thread worker : workers) {
        // What a stopped evaluation leaves behind must not keep the process alive.
        worker.setDaemon(true);
        worker.start();
      }
      try {
        long deadline = Long.MAX_VALUE;
        while (workers.stream().anyMatch(Thread::isAlive)
            && System.currentTimeMillis() < deadline) {
          if (deadline == Long.MAX_VALUE && (stopRequested.getAsBoolean() || isOver())) {
            stop();
            deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
          }
          workers.get(0).join(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      finish();
    }

    private synchronized boolean isOver() {
      return trouble != null;
    }

    private synchronized void stop() {
      open.clear();
    }

    /** From here on nothing is kept any more. */
    private synchronized void finish() {
      stopped = true;
      open.clear();
      if (trouble instanceof RuntimeException e) {
        throw e;
      }
      if (trouble instanceof Error e) {
        throw e;
      }
    }

    private synchronized @Nullable Budget next() {
      return open.poll();
    }

    private void work() {
      try {
        for (Budget budget = next(); budget != null; budget = next()) {
          Predictor predictor =
              predictors.apply(config.getPredictors(budget.predictor()).getPredictor());
          Draws.Draw draw = drawn.computeIfAbsent(budget.trial(), draws::of);
          keep(budget, measurement.measure(predictor, budget, draw));
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }

    private synchronized void keep(Budget budget, EvaluationPoint point) {
      if (stopped) {
        return;
      }
      log.append(point);
      points.put(budget, point);
      if (openByTrial.merge(budget.trial(), -1, Integer::sum) == 0) {
        drawn.remove(budget.trial());
      }
      listener.done(point, points.size(), plan.size());
    }

    private synchronized void fail(Throwable thrown) {
      trouble = trouble == null ? thrown : trouble;
    }
  }
}
