package org.lambdanas.search.backend;

import java.util.function.BooleanSupplier;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.Trial;

/**
 * Does the trials of one objective. What it loads once, such as images or a table, serves all of
 * them. Safe for use by several threads.
 */
public interface TrialWork extends AutoCloseable {

  /**
   * Does a trial.
   *
   * @param stopRequested asked often; true: give up, whatever is returned is not used
   * @return what was measured
   * @throws org.lambdanas.graph.error.LambdaNasException if nothing could be
   */
  Measurement measure(Trial trial, BooleanSupplier stopRequested);

  @Override
  default void close() {}
}
