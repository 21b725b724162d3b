package org.lambdanas.predictors.omni;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.predictor.CutCurves;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** A number that is known of an architecture before its training has come to its end. */
sealed interface Signal {

  /** Of the score, or of the predictor that reads the curve. */
  String name();

  /**
   * Its value, higher if better; not finite where it could not be computed.
   *
   * @throws DataException if the observation lacks it
   */
  double of(Observation observation);

  /** A score that observations come with. */
  record Score(String name) implements Signal {

    /** The score, if an observation has it. */
    Optional<Double> find(Observation observation) {
      return observation.getFeaturesList().stream()
          .filter(feature -> feature.getName().equals(name))
          .map(Feature::getValue)
          .findFirst();
    }

    @Override
    public double of(Observation observation) {
      return find(observation)
          .orElseThrow(
              () ->
                  new DataException(
                      "has no %s: 'lnas score' computes it, --without scores leaves it out"
                          .formatted(name)));
    }
  }

  /**
   * What a predictor without a fit reads of the first epochs of a curve.
   *
   * @param name the predictor's id
   * @param need which curve
   * @param epochs how many, which an observation must have
   * @param model of the predictor
   */
  record Curve(String name, CurveNeed need, int epochs, Model model) implements Signal {

    static Curve of(Predictor predictor, String space, int epochs) {
      String id = predictor.description().id();
      return new Curve(
          id,
          predictor.description().curves().orElseThrow(),
          epochs,
          predictor.fit(
              PredictorSpec.newBuilder().setPredictor(id).setSpace(space).build(), List.of()));
    }

    /** How many epochs an observation has of the curve that is read; 0: it has none. */
    static int epochs(CurveNeed need, Observation observation) {
      for (String metric : need.metrics()) {
        for (LearningCurve curve : observation.getCurvesList()) {
          if (curve.getMetric().equals(metric)) {
            return curve.getValuesCount();
          }
        }
      }
      return 0;
    }

    @Override
    public double of(Observation observation) {
      int there = epochs(need, observation);
      if (there < epochs) {
        throw new DataException(
            "has %s epochs of %s, %s reads %s: fit it with --set curve_epochs=%s, or --without curve"
                .formatted(
                    there, String.join(" or ", need.metrics()), name, epochs, Math.max(1, there)));
      }
      return model.query(CutCurves.of(List.of(observation), epochs)).get(0).getMean();
    }
  }
}
