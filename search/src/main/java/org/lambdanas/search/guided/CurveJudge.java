package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.predictors.api.PerformancePredictor;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * What a predictor that reads learning curves says of trainings that have begun: more is better.
 * One that has to be fitted learns from whole trainings; until there are enough, the value so far
 * is what counts.
 */
final class CurveJudge {

  private final Predictor predictor;
  private final PredictorSpec spec;
  private final List<Observation> whole = new ArrayList<>();

  /** As the fit of now has them. */
  private final Map<Observation, Double> values = new HashMap<>();

  /**
   * A judge.
   *
   * @param spec names the predictor, the space and a seed
   */
  CurveJudge(Predictor predictor, PredictorSpec spec) {
    this.predictor = predictor;
    this.spec = spec;
  }

  /** Takes note of a whole training. */
  void learn(Observation trained) {
    whole.add(trained);
    if (isFitted()) {
      values.clear();
    }
  }

  private boolean isFitted() {
    return predictor.description().leastObservations() > 0;
  }

  /**
   * What a training will come to.
   *
   * @throws org.lambdanas.graph.error.DataException if it has not the curves that are read
   */
  double value(Observation begun) {
    if (isFitted() && whole.size() < predictor.description().leastObservations()) {
      return begun.getTarget();
    }
    return values.computeIfAbsent(begun, this::predict);
  }

  private double predict(Observation begun) {
    try (PerformancePredictor fitted =
        PerformancePredictor.fit(spec, isFitted() ? whole : List.of())) {
      return fitted.query(List.of(begun)).get(0).getMean();
    }
  }
}
