package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a run does. It is made before the folder of a new run, so that a run that cannot be leaves
 * none.
 *
 * @param <C> type of the run's configuration
 * @param <R> type of its result
 */
public interface RunWork<C extends Message, R extends Message> extends AutoCloseable {

  /** What the run goes by. */
  RunProcess.Input input();

  /** What is refused before a new run has a folder. */
  default void start() {}

  /**
   * Goes on from what the folder holds to the end, and writes the result.
   *
   * @param stopRequested asked often; true stops early
   * @return the result, or empty if the run was stopped; it can be resumed then
   * @throws org.lambdanas.graph.error.DataException if what the folder holds cannot be used
   */
  Optional<R> run(Run<C, R> run, BooleanSupplier stopRequested);

  @Override
  default void close() {}
}
