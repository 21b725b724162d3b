package org.lambdanas.predictors.learningcurve;

import java.util.List;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Observations with made-up curves. */
final class CurveFixtures {

  private CurveFixtures() {}

  static LearningCurve curve(String metric, double... values) {
    LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric(metric);
    for (double value : values) {
      curve.addValues((float) value);
    }
    return curve.build();
  }

  static Observation observation(int code, LearningCurve... curves) {
    return Observation.newBuilder()
        .setArchitecture(NasBench201Space.INSTANCE.at(code))
        .addAllCurves(List.of(curves))
        .build();
  }

  static PredictorSpec.Builder spec(String predictor) {
    return PredictorSpec.newBuilder().setPredictor(predictor).setSpace("nasbench201").setSeed(3);
  }

  static Feature setting(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  /** The first epochs of a curve of a family, as fractions. */
  static double[] generated(CurveFamily family, double[] parameters, int epochs) {
    double[] values = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      values[i] = family.value(parameters, 0, Math.log(i + 1.0));
    }
    return values;
  }
}
