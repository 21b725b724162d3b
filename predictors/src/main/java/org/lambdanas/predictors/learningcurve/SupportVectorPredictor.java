package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.Specs;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * {@code lcsvr}: support vector regression of the target on features of the partial learning curve
 * (Baker et al., 2017). Features and labels are standardised. All curves, those of the queries too,
 * have the number of epochs of the fit.
 */
final class SupportVectorPredictor implements Predictor {

  static final List<String> METRICS =
      List.of(Curve.VALIDATION_ACCURACY, Curve.VALIDATION_LOSS, Curve.TRAIN_LOSS);

  static final String ALL_CURVE = "all_curve";
  private static final String CANDIDATES = "candidates";

  private static final PredictorDescription DESCRIPTION =
      new PredictorDescription(
          "lcsvr",
          "support vector regression on learning curves",
          Family.HYBRID,
          List.of(),
          Optional.of(new CurveNeed(METRICS, CurveFeatures.LEAST_EPOCHS)),
          2,
          false,
          List.of(
              SettingDescription.whole(
                  CANDIDATES,
                  1000,
                  1,
                  1_000_000,
                  "random options of the machine that cross-validation chooses from"),
              SettingDescription.whole(
                  ALL_CURVE, 0, 0, 1, "1: the whole curve as features; 0: six of its moments")),
          Optional.empty(),
          "Baker et al., Accelerating neural architecture search using performance prediction,"
              + " 2017");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    Settings settings = Specs.settings(DESCRIPTION, spec);
    if (observations.size() < DESCRIPTION.leastObservations()) {
      throw new DataException(
          "lcsvr needs %s observations or more, there are %s"
              .formatted(DESCRIPTION.leastObservations(), observations.size()));
    }
    CurveNeed need = DESCRIPTION.curves().orElseThrow();
    // The first observation decides which curve, and how long.
    List<Curve> curves =
        Specs.each("observation", spec, observations, observation -> Curve.of(observation, need));
    CurveShape shape =
        new CurveShape(
            curves.get(0).metric(), curves.get(0).values().length, settings.whole(ALL_CURVE) == 1);
    double[][] features =
        Specs.each("observation", spec, observations, shape::features).toArray(double[][]::new);
    double[] labels =
        Specs.each("observation", spec, observations, SupportVectorPredictor::target).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    Standardisation inputScale = Standardisation.of(features);
    double[][] inputs = new double[features.length][];
    Arrays.setAll(inputs, i -> inputScale.apply(features[i]));
    double labelMean = Rows.mean(labels);
    double labelDeviation = Rows.deviation(labels);
    double labelScale = labelDeviation > 0 ? labelDeviation : 1;
    double[] scaled = new double[labels.length];
    Arrays.setAll(scaled, i -> (labels[i] - labelMean) / labelScale);
    Seed seed = new Seed(spec.getSeed()).child(DESCRIPTION.id());
    NuSvr.Options options = SvrSearch.best(inputs, scaled, settings.whole(CANDIDATES), seed);
    return new SupportVectorModel(
        spec,
        observations.size(),
        shape,
        inputScale,
        labelMean,
        labelScale,
        NuSvr.train(inputs, scaled, options));
  }

  private static double target(Observation observation) {
    if (!observation.hasTarget() || !Double.isFinite(observation.getTarget())) {
      throw new DataException(
          "has " + (observation.hasTarget() ? "a target that is not finite" : "no target"));
    }
    return observation.getTarget();
  }

  @Override
  public Model load(FittedPredictor fitted) {
    return Specs.loaded(
        () ->
            SupportVectorModel.load(
                fitted, Specs.settings(DESCRIPTION, fitted.getSpec()).whole(ALL_CURVE) == 1));
  }
}
