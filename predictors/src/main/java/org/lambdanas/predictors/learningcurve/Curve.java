package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;

/**
 * The first epochs of a training.
 *
 * @param metric what was measured
 * @param values one for each epoch from the first on, finite
 */
record Curve(String metric, double[] values) {

  static final String VALIDATION_ACCURACY = "validation_accuracy";
  static final String VALIDATION_LOSS = "validation_loss";
  static final String TRAIN_LOSS = "train_loss";

  /**
   * Reads the first of the curves needed that is there.
   *
   * @throws DataException if there is none, or it is too short, starts late or is not finite
   */
  static Curve of(Observation observation, CurveNeed need) {
    LearningCurve curve =
        need.metrics().stream()
            .map(metric -> find(observation, metric))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        "has no curve "
                            + String.join(" or ", need.metrics())
                            + ": it has "
                            + (observation.getCurvesCount() == 0 ? "none" : names(observation))));
    String name = "curve " + curve.getMetric();
    if (curve.getFirstEpoch() > 1) {
      throw new DataException(
          "%s starts at epoch %s, must start at 1"
              .formatted(name, Integer.toUnsignedString(curve.getFirstEpoch())));
    }
    double[] values = new double[curve.getValuesCount()];
    if (values.length < need.leastEpochs()) {
      throw new DataException(
          name + " has " + values.length + " epochs, must have " + need.leastEpochs() + " or more");
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = curve.getValues(i);
      if (!Double.isFinite(values[i])) {
        throw new DataException(
            name + " is " + values[i] + " at epoch " + (i + 1) + ", must be finite");
      }
    }
    return new Curve(curve.getMetric(), values);
  }

  private static Optional<LearningCurve> find(Observation observation, String metric) {
    return observation.getCurvesList().stream()
        .filter(curve -> curve.getMetric().equals(metric))
        .findFirst();
  }

  private static String names(Observation observation) {
    List<String> names =
        observation.getCurvesList().stream().map(LearningCurve::getMetric).toList();
    return Excerpt.of(String.join(", ", names));
  }

  double last() {
    return values[values.length - 1];
  }

  /** In percent, higher is better: accuracies as they are, 100 minus a loss. */
  Curve inPercent() {
    double[] percent = values.clone();
    if (!metric.equals(VALIDATION_ACCURACY)) {
      Arrays.setAll(percent, i -> 100 - percent[i]);
    }
    return new Curve(metric, percent);
  }

  /** {@link #inPercent} as fractions of 1. */
  double[] asFractions() {
    double[] fractions = inPercent().values();
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] /= 100;
    }
    return fractions;
  }

  /** A seed that is the curve's own. */
  Seed seed(Seed parent) {
    Seed seed = parent.child(metric);
    for (double value : values) {
      seed = seed.child(Double.doubleToLongBits(value));
    }
    return seed;
  }
}
