package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Checks that specifications, observations and fitted predictors go together. */
public final class Specs {

  private Specs() {}

  /**
   * The settings of a specification for a predictor that reads no encoding.
   *
   * @throws ConfigException if it is of another predictor, names no space, or an encoding
   */
  public static Settings settings(PredictorDescription description, PredictorSpec spec) {
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
          "%s reads no encoding: leave out '%s'".formatted(id, Excerpt.of(spec.getEncoding())));
    }
    return Settings.of(description.settings(), spec);
  }

  /**
   * A model that is taken up again.
   *
   * @throws DataException if its specification cannot be used
   */
  public static Model loaded(Supplier<Model> model) {
    try {
      return model.get();
    } catch (ConfigException e) {
      throw new DataException("fitted predictor: " + e.getMessage(), e);
    }
  }

  /**
   * Reads each observation.
   *
   * @throws DataException if one is wrong, or of another space, saying which
   */
  public static <T> List<T> each(
      String what, PredictorSpec spec, List<Observation> all, Function<Observation, T> read) {
    List<T> results = new ArrayList<>(all.size());
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
