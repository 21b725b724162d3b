package org.lambdanas.search.backend;

import java.time.Duration;
import java.util.Optional;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;

/**
 * Does trials, several at a time, and hands each result back as soon as it is there. What a trial
 * comes to depends on the trial only; failures are results. Used by one thread.
 */
public interface EvaluationBackend extends AutoCloseable {

  /** Trials that are done at a time, at least 1; more of them wait. */
  int capacity();

  /** Begins a trial. */
  void submit(Trial trial);

  /**
   * Waits for a result.
   *
   * @param patience how long to wait at most; a simulated clock does not wait
   * @return a finished trial, in the order they finish, each once; empty if none has finished yet,
   *     or none is at work
   * @throws org.lambdanas.graph.error.InterruptedRunException if this thread is interrupted
   */
  Optional<Finished> next(Duration patience);

  /**
   * The time.
   *
   * @return seconds since the backend was made, on the clock that its trials go by
   */
  double seconds();

  /**
   * Whether the clock is made up, and results cost nothing: the same trials, submitted again in the
   * same order, come back in the same order at the same time.
   */
  default boolean isSimulated() {
    return false;
  }

  /** Gives up what is at work; nothing of it is handed back any more. */
  @Override
  void close();

  /**
   * A trial that has come to its end.
   *
   * @param seconds when, on the backend's clock
   */
  record Finished(Trial trial, TrialResult result, double seconds) {}
}
