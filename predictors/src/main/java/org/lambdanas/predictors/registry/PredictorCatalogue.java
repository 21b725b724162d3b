package org.lambdanas.predictors.registry;

import java.util.List;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Reversed;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * The predictors that a command or a service offers, found by what a message names.
 *
 * @param predictors each id once
 */
public record PredictorCatalogue(List<Predictor> predictors) {

  /** Copies. */
  public PredictorCatalogue {
    predictors = List.copyOf(predictors);
  }

  /** All registered predictors. */
  public static PredictorCatalogue registered() {
    return new PredictorCatalogue(Predictors.all());
  }

  /** Looks a predictor up by name. */
  public Predictor byId(String id) {
    return Choice.of("predictor", id, predictors, predictor -> predictor.description().id());
  }

  /** The search spaces that have one of a predictor's encodings; all where it reads none. */
  public static List<SearchSpace> spaces(PredictorDescription description) {
    if (description.encodings().isEmpty()) {
      return SearchSpaces.all();
    }
    return SearchSpaces.all().stream()
        .filter(
            space -> description.encodings().stream().anyMatch(id -> Encodings.has(space.id(), id)))
        .toList();
  }

  /**
   * Fits the predictor that a specification names; an empty space is that of the observations.
   * ConfigException if the specification does not fit, DataException if the observations do not.
   */
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    Predictor predictor = Reversed.of(byId(spec.getPredictor()), spec);
    PredictorSpec complete = spec;
    if (spec.getSpace().isEmpty()) {
      if (observations.isEmpty()) {
        throw new ConfigException("there are no observations to tell the search space: name it");
      }
      // An unknown one is bad data there, and a wrong option in the specification.
      SearchSpace space = SearchSpaces.of(observations.get(0).getArchitecture());
      complete = spec.toBuilder().setSpace(space.id()).build();
    }
    SearchSpaces.byId(complete.getSpace());
    predictor.description(complete);
    return predictor.fit(complete, observations);
  }

  /** Takes up a fitted predictor; DataException if it is damaged, or of none in the catalogue. */
  public Model load(FittedPredictor fitted) {
    String id = fitted.getSpec().getPredictor();
    Predictor predictor =
        predictors.stream()
            .filter(known -> known.description().id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException("fitted predictor of unknown kind '" + Excerpt.of(id) + "'"));
    try {
      return Reversed.of(predictor, fitted.getSpec()).load(fitted);
    } catch (ConfigException e) {
      // Here the settings are data.
      throw new DataException("damaged " + id + " predictor: " + e.getMessage(), e);
    } catch (LambdaNasException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException("damaged " + id + " predictor: " + Excerpt.of(String.valueOf(e)), e);
    }
  }
}
