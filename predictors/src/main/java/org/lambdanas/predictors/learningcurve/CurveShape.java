package org.lambdanas.predictors.learningcurve;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.proto.v1.Observation;

/**
 * Which curves a fit has seen, and what it makes of them.
 *
 * @param metric name of the curve
 * @param epochs its length, {@link CurveFeatures#LEAST_EPOCHS} or more
 * @param whole whether the whole curve is a feature
 */
record CurveShape(String metric, int epochs, boolean whole) {

  /** Features of a curve of this shape, in percent or nats. */
  double[] features(Observation observation) {
    Curve curve = Curve.of(observation, new CurveNeed(List.of(metric), epochs));
    if (curve.values().length != epochs) {
      throw new DataException(
          "curve %s has %s epochs, the predictor was fitted on %s: cut it, or fit again"
              .formatted(metric, curve.values().length, epochs));
    }
    double[] values = metric.equals(Curve.TRAIN_LOSS) ? curve.values() : curve.inPercent().values();
    double[] features = whole ? CurveFeatures.everything(values) : CurveFeatures.summary(values);
    for (double feature : features) {
      if (!Double.isFinite(feature)) {
        throw new DataException("curve " + metric + " has differences beyond all bounds");
      }
    }
    return features;
  }

  /** Number of features. */
  int size() {
    return whole ? 3 * epochs : 6;
  }
}
