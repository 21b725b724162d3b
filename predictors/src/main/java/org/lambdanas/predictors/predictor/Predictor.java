package org.lambdanas.predictors.predictor;

import java.util.Collection;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A performance predictor (White et al., section 3): from observations it makes a model, which
 * predicts the target of other architectures. Immutable; all state is in the model.
 */
public interface Predictor {

  /** What it is, needs and gives; the same each time. */
  PredictorDescription description();

  /**
   * What it is as a specification has it: with the needs and settings of the parts that it names.
   *
   * @param spec names this predictor
   * @throws ConfigException if it has no such parts
   */
  default PredictorDescription description(PredictorSpec spec) {
    if (spec.getPartsCount() > 0 || spec.getWithoutCount() > 0) {
      throw new ConfigException(
          description().id() + " has no parts to choose: leave out --parts and --without");
    }
    return description();
  }

  /**
   * Refuses what no fit could do, before there are observations.
   *
   * @param spec names this predictor and the space
   * @throws ConfigException if it has no such settings, or the space no such encoding that it reads
   */
  default void check(PredictorSpec spec) {
    Settings.of(description(spec).settings(), spec);
  }

  /**
   * The features that every observation and query has to come with.
   *
   * @param spec names this predictor
   * @return those that it reads and cannot compute itself as the specification stands, by name
   */
  default List<String> features(PredictorSpec spec) {
    return description(spec).features();
  }

  /**
   * Makes a model. The same specification and observations give the same model.
   *
   * @param spec names this predictor, the space, and how to fit; what it leaves out takes its
   *     default
   * @param observations with targets where the predictor needs them; their order matters only to
   *     methods that draw minibatches
   * @return a model; close it
   * @throws org.lambdanas.graph.error.ConfigException if the specification does not fit
   * @throws org.lambdanas.graph.error.DataException if the observations are too few, lack what is
   *     needed, or are of another space
   */
  Model fit(PredictorSpec spec, List<Observation> observations);

  /**
   * Makes a model that must not have seen some architectures, such as those it will be tested on:
   * semi-supervised methods do not draw them either.
   *
   * @param spec names this predictor, the space, and how to fit
   * @param observations as for {@link #fit(PredictorSpec, List)}
   * @param withheld members of the space
   * @return a model; close it
   * @throws org.lambdanas.graph.error.ConfigException if the specification does not fit
   * @throws org.lambdanas.graph.error.DataException if the observations do not
   */
  default Model fit(
      PredictorSpec spec, List<Observation> observations, Collection<Architecture> withheld) {
    return fit(spec, observations);
  }

  /**
   * Takes up a model that {@link Model#save} wrote.
   *
   * @return a model that predicts the same; close it
   * @throws org.lambdanas.graph.error.DataException if the message is damaged or of another
   *     predictor
   */
  Model load(FittedPredictor fitted);
}
