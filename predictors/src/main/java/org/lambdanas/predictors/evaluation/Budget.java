package org.lambdanas.predictors.evaluation;

import org.lambdanas.proto.v1.EvaluationPoint;

/**
 * One point of an evaluation: which predictor, in which trial, with how much.
 *
 * @param predictor index into the predictors of the configuration
 * @param trial 0 to the number of trials - 1
 * @param trainSize architectures to be fitted on; 0: it needs no fit
 * @param fidelity epochs of the curves; 0: it reads none
 */
public record Budget(int predictor, int trial, int trainSize, int fidelity) {

  private static final int LONGEST_FAILURE = 300;

  /** The budget that a point was measured at. */
  public static Budget of(EvaluationPoint point) {
    return new Budget(
        point.getPredictor(), point.getTrial(), point.getTrainSize(), point.getFidelity());
  }

  /** A point with this budget and nothing else. */
  public EvaluationPoint.Builder point() {
    return EvaluationPoint.newBuilder()
        .setPredictor(predictor)
        .setTrial(trial)
        .setTrainSize(trainSize)
        .setFidelity(fidelity);
  }

  /**
   * The point of what could not be measured.
   *
   * @param reason as it came; the point has it in a line
   */
  public EvaluationPoint failed(String reason) {
    String line = reason.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    return point().setFailure(line.substring(0, Math.min(line.length(), LONGEST_FAILURE))).build();
  }
}
