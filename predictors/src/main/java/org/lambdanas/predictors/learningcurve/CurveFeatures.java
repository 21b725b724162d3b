package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.stream.Stream;
import org.lambdanas.predictors.numeric.Rows;

/**
 * Features of a partial learning curve (Baker et al., Accelerating neural architecture search using
 * performance prediction, 2017).
 */
final class CurveFeatures {

  /** Fewest epochs with a second difference. */
  static final int LEAST_EPOCHS = 3;

  private CurveFeatures() {}

  /** Mean and standard deviation of the curve, and of its first and second differences: 6. */
  static double[] summary(double[] curve) {
    double[] first = differences(curve);
    double[] second = differences(first);
    return new double[] {
      Rows.mean(curve),
      Rows.deviation(curve),
      Rows.mean(first),
      Rows.deviation(first),
      Rows.mean(second),
      Rows.deviation(second)
    };
  }

  /** The curve, both differences, mean, standard deviation and sum: 3 f for f epochs. */
  static double[] everything(double[] curve) {
    double[] first = differences(curve);
    double[] second = differences(first);
    double[] summary = {Rows.mean(curve), Rows.deviation(curve), Arrays.stream(curve).sum()};
    return Stream.of(curve, first, second, summary).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] differences(double[] values) {
    double[] differences = new double[values.length - 1];
    Arrays.setAll(differences, i -> values[i + 1] - values[i]);
    return differences;
  }
}
