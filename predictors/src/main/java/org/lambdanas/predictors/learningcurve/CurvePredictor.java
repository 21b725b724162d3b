package org.lambdanas.predictors.learningcurve;

import java.util.List;
import java.util.function.BiFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.Specs;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A method that reads each architecture's curve by itself and needs no fit. Observations that it is
 * fitted on are counted and not read.
 */
final class CurvePredictor implements Predictor {

  private final PredictorDescription description;
  private final CurveNeed need;
  private final BiFunction<Settings, String, BiFunction<Curve, Seed, Extrapolation>> rules;

  /**
   * Makes the predictor.
   *
   * @param description with the curves that it needs
   * @param rules the method for settings and a search space; may throw {@link ConfigException}
   */
  CurvePredictor(
      PredictorDescription description,
      BiFunction<Settings, String, BiFunction<Curve, Seed, Extrapolation>> rules) {
    this.description = description;
    this.need = description.curves().orElseThrow();
    this.rules = rules;
  }

  @Override
  public PredictorDescription description() {
    return description;
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return model(spec, observations.size());
  }

  @Override
  public Model load(FittedPredictor fitted) {
    return Specs.loaded(() -> model(fitted.getSpec(), fitted.getObservations()));
  }

  private Model model(PredictorSpec spec, int observations) {
    BiFunction<Curve, Seed, Extrapolation> rule =
        rules.apply(Specs.settings(description, spec), spec.getSpace());
    return new Model() {
      @Override
      public List<Prediction> query(List<Observation> queries) {
        return Specs.each("query", spec, queries, query -> predict(spec, rule, query));
      }

      @Override
      public FittedPredictor save() {
        return FittedPredictor.newBuilder().setSpec(spec).setObservations(observations).build();
      }
    };
  }

  private Prediction predict(
      PredictorSpec spec, BiFunction<Curve, Seed, Extrapolation> rule, Observation query) {
    Curve curve = Curve.of(query, need);
    Extrapolation reading = rule.apply(curve, seed(spec, query.getArchitecture(), curve));
    Prediction.Builder prediction =
        Prediction.newBuilder().setArchitecture(query.getArchitecture()).setMean(reading.mean());
    if (description.givesDeviation()) {
      prediction.setDeviation(reading.deviation());
    }
    return prediction.build();
  }

  /** Of the architecture and its curve, whatever else is asked about. */
  private Seed seed(PredictorSpec spec, Architecture architecture, Curve curve) {
    Seed seed = curve.seed(new Seed(spec.getSeed()).child(description.id()));
    for (byte b : architecture.toByteArray()) {
      seed = seed.child(b);
    }
    return seed;
  }
}
