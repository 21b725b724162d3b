package org.lambdanas.search.backend;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.search.training.TrainingData;

/** Makes backends. */
public final class Backends {

  private Backends() {}

  /**
   * Threads of this process that do what the caller brings.
   *
   * @param config of kind in-process
   */
  public static EvaluationBackend inProcess(
      BackendConfig config, Objective objective, TrialWork work) {
    return new ThreadedBackend(
        new LocalEvaluator(objective, work, config.getLimitSeconds(), System::nanoTime),
        config.getWorkers());
  }

  /**
   * Threads of this process that train on images that are at hand.
   *
   * @param config of kind in-process
   * @param objective that trains
   * @param data of its configuration
   */
  public static EvaluationBackend inProcess(
      BackendConfig config, Objective objective, TrainingData data) {
    return inProcess(
        config,
        objective,
        TrialWorks.training(
            objective.getTraining(), config.getTrialThreads(), config.getWorkers(), data));
  }

  /**
   * A backend for the trials of an objective.
   *
   * @param config complete
   * @throws ConfigException if the settings cannot be used, or not with this objective
   * @throws org.lambdanas.graph.error.DataException if the objective's table or images cannot be
   *     read
   */
  public static EvaluationBackend of(BackendConfig config, Objective objective) {
    int workers = config.getWorkers();
    if (config.getKind() != BackendKind.BACKEND_KIND_TABLE) {
      return new ThreadedBackend(evaluator(config, objective), workers);
    }
    if (!objective.hasTable()) {
      throw notPublished();
    }
    TrialWork work = TrialWorks.of(objective, config.getTrialThreads(), 1);
    return new SimulatedBackend(
        new LocalEvaluator(objective, work, config.getLimitSeconds(), () -> 0), workers);
  }

  /**
   * What does the trials of a backend that takes real time, one for each thread that asks. As
   * {@link #of}.
   */
  public static Evaluator evaluator(BackendConfig config, Objective objective) {
    return switch (config.getKind()) {
      case BACKEND_KIND_IN_PROCESS ->
          new LocalEvaluator(
              objective,
              TrialWorks.of(objective, config.getTrialThreads(), config.getWorkers()),
              config.getLimitSeconds(),
              System::nanoTime);
      case BACKEND_KIND_WORKERS -> new WorkerPool(config, objective);
      case BACKEND_KIND_SPARK -> EvaluatorSource.spark().of(config, objective);
      case BACKEND_KIND_TABLE -> throw notPublished();
      case BACKEND_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new ConfigException("no backend is chosen: name one with --backend");
    };
  }

  private static ConfigException notPublished() {
    return new ConfigException(
        "the clock is simulated for published results only (--objective table:...): choose"
            + " --backend in-process or workers");
  }
}
