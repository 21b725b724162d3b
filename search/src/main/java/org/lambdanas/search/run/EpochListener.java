package org.lambdanas.search.run;

import java.util.Optional;

/**
 * Watches a run of epochs.
 *
 * @param <E> record of an epoch
 */
public interface EpochListener<E> {

  /** A listener that does nothing. */
  static <E> EpochListener<E> none() {
    return new EpochListener<>() {};
  }

  /**
   * The run begins or goes on.
   *
   * @param epoch from 0
   * @param step steps done in this epoch, from 0
   */
  default void begins(int epoch, int step) {}

  /** The run is about to take its next step, and steps like those to come have been measured. */
  default void expects(Pace pace) {}

  /**
   * A step is done.
   *
   * @param epoch from 0
   * @param step steps done in this epoch, from 1
   */
  default void step(int epoch, int step, int steps, Optional<Double> trainLoss) {}

  /** An epoch is done. */
  default void epoch(E record, int epochs) {}

  /** The run has come to its end, was stopped or failed. */
  default void ends() {}
}
