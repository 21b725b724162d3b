package org.lambdanas.search.differentiable;

import java.util.Optional;
import org.lambdanas.proto.v1.EpochRecord;

/** Watches a search. */
public interface SearchListener {

  /** A listener that does nothing. */
  SearchListener NONE = new SearchListener() {};

  /**
   * An iteration is done.
   *
   * @param epoch from 0
   * @param step iterations done in this epoch, from 1
   * @param steps iterations of an epoch
   * @param trainLoss mean of the epoch so far, if finite
   */
  default void step(int epoch, int step, int steps, Optional<Double> trainLoss) {}

  /**
   * An epoch is done.
   *
   * @param record what it did
   * @param epochs epochs of the search
   * @param verdict on the cell as it would be derived now
   */
  default void epoch(EpochRecord record, int epochs, Verdict verdict) {}
}
