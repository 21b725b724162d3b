package org.lambdanas.search.differentiable;

import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.alignment.Alignment.Agreement;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.StepReading;

/**
 * What one iteration of a search did.
 *
 * @param train of the weight step
 * @param validation of the alpha step
 * @param trainAgreement alignment of each cell type's gradients in the weight step; no entry where
 *     there is none
 * @param validationAgreement the same of the alpha step
 * @param gradientNorm global L2 norm of the weights' gradient before clipping
 * @param regulariser what became of the alignment term
 */
public record StepOutcome(
    StepReading train,
    StepReading validation,
    Map<CellType, Agreement> trainAgreement,
    Map<CellType, Agreement> validationAgreement,
    double gradientNorm,
    Regulariser regulariser) {

  /** What became of the alignment term in a step. */
  public enum Fate {
    /** The method or the schedule had no use for it. */
    OFF,
    /** It was added to the gradient. */
    APPLIED,
    /** There was no direction to move in. */
    ZERO_DIRECTION,
    /** A gradient or the difference was not finite. */
    NOT_FINITE
  }

  /**
   * The alignment term of a step.
   *
   * @param fate what became of it
   * @param measured how large it was, if it was applied
   */
  public record Regulariser(Fate fate, Optional<Size> measured) {

    static Regulariser without(Fate fate) {
      return new Regulariser(fate, Optional.empty());
    }
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
  public record Size(
      double directionNorm, double epsilon, double termNorm, double lossNorm, double strength) {}
}
