package org.lambdanas.predictors.evaluation;

import org.lambdanas.proto.v1.LearningCurve;

/** Learning curves up to the epochs that have been paid for. */
public final class PartialCurve {

  private PartialCurve() {}

  /**
   * Cuts a curve.
   *
   * @param curve any length; its first epoch is 1 where none is given
   * @param epochs the last epoch that may be seen
   * @return the curve without what comes later; without values if it starts later
   */
  public static LearningCurve upTo(LearningCurve curve, int epochs) {
    int kept = Math.max(0, epochs - firstEpoch(curve) + 1);
    return kept >= curve.getValuesCount()
        ? curve
        : curve.toBuilder()
            .clearValues()
            .addAllValues(curve.getValuesList().subList(0, kept))
            .build();
  }

  /** Whether a curve has a finite value for each epoch from the first. */
  static boolean covers(LearningCurve curve, int epochs) {
    if (firstEpoch(curve) != 1 || curve.getValuesCount() < epochs) {
      return false;
    }
    for (int i = 0; i < epochs; i++) {
      if (!Float.isFinite(curve.getValues(i))) {
        return false;
      }
    }
    return true;
  }

  private static int firstEpoch(LearningCurve curve) {
    return Math.max(1, curve.getFirstEpoch());
  }
}
