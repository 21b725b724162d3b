package org.lambdanas.predictors.omni;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;

/**
 * What hybrids can join beside scores.
 *
 * @param models model-based predictors, by id
 * @param curves predictors that read curves without a fit, by id
 */
record Joinable(Map<String, Learner> models, Map<String, Predictor> curves) {

  /** Predictors of curves of which the first that can be are read unasked. */
  private static final List<String> UNASKED = List.of("sotle", "valacc");

  /** The model that parts name; one that learns nothing where they name none. */
  Learner model(Parts parts) {
    return parts.model().<Learner>map(id -> require(models, id)).orElse(NoModel.LEARNER);
  }

  /** Signals that parts name, scores first. */
  List<Signal> signals(Parts parts, int epochs, String space) {
    return Stream.concat(
            parts.scores().stream().<Signal>map(Signal.Score::new),
            parts.curves().stream().map(id -> Signal.Curve.of(require(curves, id), space, epochs)))
        .toList();
  }

  /** What a predictor of curves reads of them. */
  CurveNeed need(String curve) {
    return require(curves, curve).description().curves().orElseThrow();
  }

  List<String> unasked() {
    return UNASKED.stream().filter(curves::containsKey).toList();
  }

  static boolean readsVectors(PredictorDescription model) {
    return model.encodings().stream().anyMatch(PredictorDescription.VECTORS::contains);
  }

  private static <T> T require(Map<String, T> known, String id) {
    T found = known.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no " + id + " to join");
    }
    return found;
  }
}
