package org.lambdanas.search.backend;

import org.lambdanas.predictors.evaluation.Budget;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationObjective;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;

/**
 * Measures the points of an evaluation wherever a backend has trials done, with the same bits as
 * here. Safe for use by several threads; each waits for the point that it asked for.
 */
public final class RemotePoints implements AutoCloseable {

  private final RemoteTrials trials;

  /**
   * Starts what does the work.
   *
   * @param backend complete
   * @param config of the evaluation, complete
   * @param table file of the table, or the name of one that comes with the program
   * @throws org.lambdanas.graph.error.LambdaNasException if settings or table cannot be used there
   */
  public RemotePoints(BackendConfig backend, EvaluationConfig config, String table) {
    this.trials =
        new RemoteTrials(
            backend,
            Objective.newBuilder()
                .setEvaluation(EvaluationObjective.newBuilder().setTable(table).setConfig(config))
                .build());
  }

  /**
   * Measures a point.
   *
   * @return the point; one that says why, where whoever measured it crashed or had too little
   *     memory
   * @throws org.lambdanas.graph.error.LambdaNasException if no point can be measured, or this is
   *     closed
   */
  public EvaluationPoint measure(Budget budget) {
    TrialResult result = trials.result(Trial.newBuilder().setPoint(budget.point()));
    TrialFailure failure = result.getFailure();
    if (failure.getKind() == FailureKind.FAILURE_KIND_INVALID) {
      // What a predictor cannot do is a point: this is the evaluation's own.
      throw TrialFailures.exception(failure, failure.getMessage());
    }
    return result.hasFailure() ? budget.failed(failure.getMessage()) : result.getPoint();
  }

  /** Gives up what is at work. */
  @Override
  public void close() {
    trials.close();
  }
}
