package org.lambdanas.search.backend;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.training.TrainingData;

/** The work that an objective stands for. */
final class TrialWorks {

  private TrialWorks() {}

  /**
   * Reads what all trials of an objective need.
   *
   * @param threads of each trial's TensorFlow, at least 1
   * @param atATime trials that this process does at a time, at least 1
   * @throws ConfigException if the objective's settings cannot be used
   * @throws org.lambdanas.graph.error.DataException if its table or images cannot be read
   */
  static TrialWork of(Objective objective, int threads, int atATime) {
    return switch (objective.getByCase()) {
      case TABLE -> new TableWork(objective.getTable());
      case TRAINING ->
          training(
              objective.getTraining(),
              threads,
              atATime,
              TrainingData.load(objective.getTraining()));
      case SCORE ->
          new ScoreWork(
              objective.getScore().toBuilder()
                  .setExecution(execution(objective.getScore().getExecution(), threads, atATime))
                  .build());
      case EVALUATION -> new EvaluationWork(objective.getEvaluation());
      case EXTERNAL ->
          throw new ConfigException(
              "%s is measured by whoever runs the search, not by a backend"
                  .formatted(Excerpt.of(objective.getExternal().getName())));
      case BY_NOT_SET -> throw new ConfigException("the objective does not say what is measured");
    };
  }

  /**
   * The same of trainings whose images are at hand.
   *
   * @param data of the template
   */
  static TrialWork training(TrainingConfig template, int threads, int atATime, TrainingData data) {
    return new TrainingWork(
        template.toBuilder()
            .setExecution(execution(template.getExecution(), threads, atATime))
            .build(),
        data);
  }

  /** All sessions of a process share one set of threads, so trials need one each to begin with. */
  private static ExecutionConfig execution(ExecutionConfig config, int threads, int atATime) {
    return config.toBuilder().setIntraOpThreads(threads).setInterOpThreads(atATime).build();
  }
}
