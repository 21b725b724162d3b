package org.lambdanas.search.backend;

import java.util.function.BooleanSupplier;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;

/** Does one trial at a time on each of several threads. */
public interface Evaluator extends AutoCloseable {

  /**
   * Does a trial.
   *
   * @param abandoned asked often; true: give up, the result is not used
   * @return its result; failures of the trial are results
   * @throws org.lambdanas.graph.error.LambdaNasException if no trial can be done
   */
  TrialResult evaluate(Trial trial, BooleanSupplier abandoned);

  @Override
  default void close() {}
}
