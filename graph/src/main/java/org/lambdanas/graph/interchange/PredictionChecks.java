package org.lambdanas.graph.interchange;

import java.util.List;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/** Rules of {@code prediction.proto}. */
final class PredictionChecks {

  private PredictionChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(LearningCurve.class, (m, path) -> path.name("metric", m.getMetric()))
        .on(Feature.class, (m, path) -> path.name("name", m.getName()))
        .on(Observation.class, PredictionChecks::observation)
        .on(Prediction.class, PredictionChecks::prediction)
        .on(PredictorSpec.class, PredictionChecks::spec)
        .on(FittedPredictor.class, PredictionChecks::fitted);
  }

  private static void observation(Observation observation, FieldPath path) {
    path.present("architecture", observation.hasArchitecture());
    // Absent reads as 0, which is finite.
    path.finite("target", observation.getTarget());
    path.unique(
        "curves", observation.getCurvesList().stream().map(LearningCurve::getMetric).toList());
    path.unique("features", names(observation.getFeaturesList()));
    path.notNegative("cost_seconds", observation.getCostSeconds());
  }

  private static void prediction(Prediction prediction, FieldPath path) {
    path.present("architecture", prediction.hasArchitecture());
    path.finite("mean", prediction.getMean());
    path.notNegative("deviation", prediction.getDeviation());
    path.notNegative("query_seconds", prediction.getQuerySeconds());
  }

  private static void spec(PredictorSpec spec, FieldPath path) {
    path.name("predictor", spec.getPredictor());
    path.unique("settings", names(spec.getSettingsList()));
    path.notNegative("tuning_seconds", spec.getTuningSeconds());
  }

  private static void fitted(FittedPredictor fitted, FieldPath path) {
    path.present("spec", fitted.hasSpec());
    path.unique("settings", names(fitted.getSettingsList()));
    path.unique("tensors", fitted.getTensorsList().stream().map(NamedTensor::getName).toList());
  }

  private static List<String> names(List<Feature> features) {
    return features.stream().map(Feature::getName).toList();
  }
}
