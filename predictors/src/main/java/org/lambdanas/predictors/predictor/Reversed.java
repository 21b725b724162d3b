package org.lambdanas.predictors.predictor;

import java.util.Collection;
import java.util.List;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor of what is better the less it is, such as a loss or a latency. Predictors take more
 * for better: they read curves of losses, and weigh scores, by it. So this one learns 100 - target,
 * which is what predictors from curves of losses answer with, and predicts the target as it was
 * given.
 */
public record Reversed(Predictor predictor) implements Predictor {

  /** The predictor, or its reverse if a specification asks for it. */
  public static Predictor of(Predictor predictor, PredictorSpec spec) {
    return spec.getLowerIsBetter() ? new Reversed(predictor) : predictor;
  }

  /**
   * Observations whose targets are better the more they are; those without a target as they are.
   */
  public static List<Observation> observations(List<Observation> observations) {
    return observations.stream()
        .map(
            observation ->
                observation.hasTarget()
                    ? observation.toBuilder().setTarget(100 - observation.getTarget()).build()
                    : observation)
        .toList();
  }

  @Override
  public PredictorDescription description() {
    return predictor.description();
  }

  @Override
  public PredictorDescription description(PredictorSpec spec) {
    return predictor.description(spec);
  }

  @Override
  public List<String> features(PredictorSpec spec) {
    return predictor.features(spec);
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return reversed(predictor.fit(spec, observations(observations)));
  }

  @Override
  public Model fit(
      PredictorSpec spec, List<Observation> observations, Collection<Architecture> withheld) {
    return reversed(predictor.fit(spec, observations(observations), withheld));
  }

  @Override
  public Model load(FittedPredictor fitted) {
    return reversed(predictor.load(fitted));
  }

  private static Model reversed(Model model) {
    return Model.answering(
        model,
        queries ->
            model.query(queries).stream()
                .map(
                    prediction ->
                        prediction.toBuilder().setMean(100 - prediction.getMean()).build())
                .toList());
  }
}
