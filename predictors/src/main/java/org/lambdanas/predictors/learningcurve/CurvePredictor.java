package org.lambdanas.predictors.learningcurve;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.BiFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.Settings;
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
  private final BiFunction<Settings, String, CurveRule> rules;

  /**
   * Makes the predictor.
   *
   * @param description with the curves that it needs
   * @param rules the method for settings and a search space; may throw {@link ConfigException}
   */
  CurvePredictor(PredictorDescription description, BiFunction<Settings, String, CurveRule> rules) {
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
    return new CurveModel(spec, observations.size());
  }

  @Override
  public Model load(FittedPredictor fitted) {
    Specs.requireOf(description, fitted);
    try {
      return new CurveModel(fitted.getSpec(), fitted.getObservations());
    } catch (ConfigException e) {
      throw new DataException("fitted predictor: " + e.getMessage(), e);
    }
  }

  private final class CurveModel implements Model {

    private final PredictorSpec spec;
    private final int observations;
    private final CurveRule rule;

    CurveModel(PredictorSpec spec, int observations) {
      this.spec = spec;
      this.observations = observations;
      this.rule = rules.apply(Specs.settings(description, spec), spec.getSpace());
    }

    @Override
    public List<Prediction> query(List<Observation> queries) {
      return Specs.each("query", spec, queries, this::predict);
    }

    private Prediction predict(Observation query) {
      Curve curve = Curve.of(query, need);
      CurveRule.Reading reading = rule.read(curve, seed(query.getArchitecture(), curve));
      Prediction.Builder prediction =
          Prediction.newBuilder().setArchitecture(query.getArchitecture()).setMean(reading.mean());
      reading.deviation().ifPresent(prediction::setDeviation);
      return prediction.build();
    }

    /** Of the architecture and its curve, whatever else is asked about. */
    private Seed seed(Architecture architecture, Curve curve) {
      Seed seed = curve.seed(new Seed(spec.getSeed()).child(description.id()));
      ByteString bytes = architecture.toByteString();
      for (int i = 0; i < bytes.size(); i++) {
        seed = seed.child(bytes.byteAt(i));
      }
      return seed;
    }

    @Override
    public FittedPredictor save() {
      return FittedPredictor.newBuilder().setSpec(spec).setObservations(observations).build();
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
