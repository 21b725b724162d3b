package org.lambdanas.search.backend;

import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;

/**
 * Trials of one objective, wherever a backend has them done. Safe for use by several threads; each
 * waits for the result that it asked for.
 */
final class RemoteTrials implements AutoCloseable {

  private final Objective objective;
  private final Evaluator evaluator;
  private volatile boolean closed;

  /** Starts what does the work; as {@link Backends#evaluator}. */
  RemoteTrials(BackendConfig backend, Objective objective) {
    this.objective = objective;
    this.evaluator = Backends.evaluator(backend, objective);
  }

  /**
   * Has a trial done.
   *
   * @param trial without its objective
   * @return its result; failures of the trial are results
   * @throws org.lambdanas.graph.error.LambdaNasException if no trial can be done
   */
  TrialResult result(Trial.Builder trial) {
    return evaluator.evaluate(trial.setObjective(objective).build(), () -> closed);
  }

  /** Gives up what is at work. */
  @Override
  public void close() {
    closed = true;
    evaluator.close();
  }
}
