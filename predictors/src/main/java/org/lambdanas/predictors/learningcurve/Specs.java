package org.lambdanas.predictors.learningcurve;

import java.util.List;
import java.util.function.Function;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Checks that specifications, observations and fitted predictors go together. */
final class Specs {

  private Specs() {}

  /** The settings of a specification for a predictor that reads curves only. */
  static Settings settings(PredictorDescription description, PredictorSpec spec) {
    String id = description.id();
    if (!spec.getPredictor().equals(id)) {
      throw new ConfigException(
          "the specification is of predictor '%s', expected %s"
              .formatted(Excerpt.of(spec.getPredictor()), id));
    }
    if (spec.getSpace().isEmpty()) {
      throw new ConfigException(id + ": the specification names no search space");
    }
    if (!spec.getEncoding().isEmpty()) {
      throw new ConfigException(
          "%s reads learning curves and no encoding: leave out '%s'"
              .formatted(id, Excerpt.of(spec.getEncoding())));
    }
    return Settings.of(description.settings(), spec);
  }

  /** Reads each observation, saying which one is wrong. */
  static <T> List<T> each(
      String what, PredictorSpec spec, List<Observation> all, Function<Observation, T> read) {
    List<T> results = new java.util.ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Cancellation.check();
      try {
        String space = all.get(i).getArchitecture().getSpace();
        if (!space.equals(spec.getSpace())) {
          throw new DataException(
              "is of space '" + Excerpt.of(space) + "', expected " + spec.getSpace());
        }
        results.add(read.apply(all.get(i)));
      } catch (DataException e) {
        throw new DataException(what + " " + i + ": " + e.getMessage(), e);
      }
    }
    return results;
  }
}
