package org.lambdanas.predictors.predictor;

import java.util.List;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;

/**
 * Observations as if their trainings had been stopped: what a query knows that is trained for some
 * epochs. Whole curves end in the target or near it, and would make every predictor that reads them
 * look right.
 */
public final class CutCurves {

  private CutCurves() {}

  /**
   * With the first values of each curve.
   *
   * @param epochs how many at most; 0: without curves
   */
  public static List<Observation> of(List<Observation> observations, int epochs) {
    return observations.stream().map(observation -> of(observation, epochs)).toList();
  }

  private static Observation of(Observation observation, int epochs) {
    Observation.Builder cut = observation.toBuilder().clearCurves();
    if (epochs > 0) {
      for (LearningCurve curve : observation.getCurvesList()) {
        List<Float> values = curve.getValuesList();
        cut.addCurves(
            curve.toBuilder()
                .clearValues()
                .addAllValues(List.copyOf(values.subList(0, Math.min(epochs, values.size())))));
      }
    }
    return cut.build();
  }
}
