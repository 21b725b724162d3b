package org.lambdanas.search.training;

import java.util.Optional;
import org.lambdanas.proto.v1.TrainingEpochRecord;

/** Watches a training. */
public interface TrainingListener {

  /** A listener that does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step is done.
   *
   * @param epoch from 0
   * @param step steps done in this epoch, from 1
   * @param steps steps of an epoch
   * @param trainLoss mean of the epoch so far, if finite
   */
  default void step(int epoch, int step, int steps, Optional<Double> trainLoss) {}

  /**
   * An epoch is done.
   *
   * @param record what it did
   * @param epochs epochs of the training
   */
  default void epoch(TrainingEpochRecord record, int epochs) {}
}
