package org.lambdanas.graph.supernet;

import java.util.Optional;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.StepScope;

/**
 * One step of the weights on a training batch: gradient descent on the loss, with or without an
 * alignment term. Running statistics move once.
 */
public sealed interface WeightStep permits PlainWeightStep, ExactWeightStep, CentralWeightStep {

  /**
   * The numbers that change from epoch to epoch.
   *
   * @param learningRate of the weights, greater than 0
   * @param strength of the alignment term, which is subtracted from the loss; at 0 a step is that
   *     of DARTS
   */
  record Rates(double learningRate, double strength) {}

  /**
   * What a step tells.
   *
   * @param reading loss, accuracy and the cells' agreement before the update
   * @param gradientNorm global L2 norm of the gradient before clipping
   * @param term what became of the alignment term
   */
  record Outcome(StepReading reading, double gradientNorm, Term term) {}

  /**
   * The alignment term of a step.
   *
   * @param fate what became of it
   * @param measured how large it was, if it was applied
   */
  record Term(Fate fate, Optional<Size> measured) {

    /** A term that was not added. */
    public static Term without(Fate fate) {
      return new Term(fate, Optional.empty());
    }
  }

  /** What became of the alignment term in a step. */
  enum Fate {
    /** The method or the schedule had no use for it. */
    OFF,
    /** It was added to the gradient. */
    APPLIED,
    /** There was no direction to move in. */
    ZERO_DIRECTION,
    /** A gradient or the term was not finite. */
    NOT_FINITE
  }

  /**
   * How large an alignment term was.
   *
   * @param directionNorm norm of all directions together
   * @param epsilon step in mixing weights; 0 where the gradient is exact
   * @param termNorm L2 norm of strength times the alignment's gradient in the weights
   * @param lossNorm L2 norm of the loss gradient in the weights
   * @param strength the schedule's strength
   */
  record Size(
      double directionNorm, double epsilon, double termNorm, double lossNorm, double strength) {}

  /** Runs the step. */
  Outcome run(StepScope scope, FedBatch batch, Rates rates);
}
