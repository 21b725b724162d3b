package org.lambdanas.search.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.predictors.evaluation.Evaluation;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.search.backend.RemotePoints;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * An evaluation of predictors as a run. Its folder has a log of the points that are done and, when
 * all are, {@code results.csv} (every point), {@code summary.csv} (means over the trials), {@code
 * draws.csv} and {@code predictions.csv} (what any other metric can be computed from).
 */
public final class EvaluationRun implements RunWork<EvaluationConfig, EvaluationResult> {

  private final EvaluationConfig config;
  private final Evaluation evaluation;
  private final int threads;
  private final Optional<Supplier<RemotePoints>> elsewhere;
  private final Evaluation.Listener listener;
  private @Nullable RemotePoints remote;

  /**
   * An evaluation.
   *
   * @param threads points measured at a time, at least 1
   * @throws org.lambdanas.graph.error.ConfigException if the configuration cannot be evaluated
   */
  public EvaluationRun(
      EvaluationConfig config,
      BenchmarkTableFile table,
      Function<String, Predictor> predictors,
      int threads,
      Evaluation.Listener listener) {
    this(config, table, predictors, threads, Optional.empty(), listener);
  }

  /**
   * The same with the predictors that the program knows, measured by a backend, as many points at a
   * time as it says.
   *
   * @param file of the table, or its name if it comes with the program
   */
  public EvaluationRun(
      EvaluationConfig config,
      BenchmarkTableFile table,
      String file,
      BackendConfig backend,
      Evaluation.Listener listener) {
    this(
        config,
        table,
        Predictors::byId,
        backend.getWorkers(),
        Optional.of(() -> new RemotePoints(backend, config, file)),
        listener);
  }

  private EvaluationRun(
      EvaluationConfig config,
      BenchmarkTableFile table,
      Function<String, Predictor> predictors,
      int threads,
      Optional<Supplier<RemotePoints>> elsewhere,
      Evaluation.Listener listener) {
    this.config = config;
    this.evaluation = new Evaluation(config, table, predictors);
    this.threads = threads;
    this.elsewhere = elsewhere;
    this.listener = listener;
  }

  /** Starts what else measures, if anything does. */
  @Override
  public void start() {
    if (remote == null) {
      elsewhere.ifPresent(where -> remote = where.get());
    }
  }

  @Override
  public void close() {
    if (remote != null) {
      remote.close();
    }
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(config.getSeed(), config.getTableSha256(), 0);
  }

  @Override
  public Optional<EvaluationResult> run(
      Run<EvaluationConfig, EvaluationResult> run, BooleanSupplier stopRequested) {
    try (RecordLog<EvaluationPoint> log = run.log(EvaluationPoint.getDefaultInstance())) {
      start();
      RemotePoints there = remote;
      Optional<EvaluationResult> result =
          evaluation
              .run(
                  log,
                  threads,
                  there == null ? evaluation::measure : there::measure,
                  listener,
                  stopRequested)
              .map(all -> all.toBuilder().setProvenance(run.provenance()).build());
      result.ifPresent(all -> finish(run, all));
      return result;
    } catch (DataException e) {
      throw new DataException(run.path() + ": " + e.getMessage(), e);
    }
  }

  private static void finish(Run<EvaluationConfig, EvaluationResult> run, EvaluationResult result) {
    run.write("results.csv", EvaluationCsv.points(result).getBytes(UTF_8));
    run.write("summary.csv", EvaluationCsv.summary(EvaluationSummary.of(result)).getBytes(UTF_8));
    if (result.getDrawsCount() > 0) {
      run.write("draws.csv", EvaluationCsv.draws(result).getBytes(UTF_8));
      run.write("predictions.csv", EvaluationCsv.predictions(result).getBytes(UTF_8));
    }
    run.finish(result);
  }
}
