package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * What a hybrid joins.
 *
 * @param scores names of scores
 * @param curves ids of predictors that read curves
 * @param model id of a model-based predictor; empty: the signals alone
 * @param encoded whether the model reads the encoding too
 */
record Parts(List<String> scores, List<String> curves, Optional<String> model, boolean encoded) {

  private static final String CURVE = "curve";
  private static final String SCORES = "scores";
  private static final String ENCODING = "encoding";

  /** Copies. */
  Parts {
    scores = List.copyOf(scores);
    curves = List.copyOf(curves);
  }

  static boolean leavesScores(PredictorSpec spec) {
    return spec.getWithoutList().contains(SCORES);
  }

  static boolean leavesCurves(PredictorSpec spec) {
    return spec.getWithoutList().contains(CURVE);
  }

  /** Without what a specification leaves out. */
  Parts leaving(PredictorSpec spec) {
    return new Parts(
        leavesScores(spec) ? List.of() : scores,
        leavesCurves(spec) ? List.of() : curves,
        model,
        encoded && !spec.getWithoutList().contains(ENCODING));
  }

  /** Without some of the signals. */
  Parts without(Set<String> names) {
    return new Parts(
        scores.stream().filter(name -> !names.contains(name)).toList(),
        curves.stream().filter(name -> !names.contains(name)).toList(),
        model,
        encoded);
  }

  /** How many scores and curves there are. */
  int signals() {
    return scores.size() + curves.size();
  }

  /** Whether there is anything to learn from. */
  boolean isEmpty() {
    return signals() == 0 && (model.isEmpty() || !encoded);
  }

  /** As they are named in a specification. */
  List<String> names() {
    List<String> names = new ArrayList<>(Stream.concat(scores.stream(), curves.stream()).toList());
    model.ifPresent(names::add);
    return names;
  }
}
