package org.lambdanas.search.guided;

import java.util.List;
import org.lambdanas.predictors.predictor.Estimates;

/** Predicts what candidates that were not evaluated will come to. Used by one thread. */
interface Surrogate {

  /** What was evaluated, and how good it is: more is better, finite. */
  record Known(Candidate candidate, double utility) {}

  /** Fewest evaluations that it can learn from, at least 1. */
  int least();

  /**
   * Learns from all that is known.
   *
   * @param known at least 1; each time what was known before comes first, in the same order, though
   *     utilities may have changed
   */
  void learn(List<Known> known);

  /**
   * Predicts.
   *
   * @return means and deviations, on a scale of its own on which more is better
   */
  Estimates predict(List<Candidate> candidates);

  /** Where utilities, in any order, lie on that scale if they are all that is known. */
  double[] scale(double[] utilities);

  /** What it knows of the best: the greatest label on that scale. */
  double best();
}
