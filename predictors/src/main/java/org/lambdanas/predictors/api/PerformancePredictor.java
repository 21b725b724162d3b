package org.lambdanas.predictors.api;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor that has been fitted: it says how well architectures will do that nobody has trained.
 * Not safe for use by several threads; to be closed, as it may hold native memory.
 *
 * <p>Errors are {@link org.lambdanas.graph.error.LambdaNasException}s with a message for people:
 * {@link org.lambdanas.graph.error.ConfigException} for what was asked for, {@link
 * org.lambdanas.graph.error.DataException} for the data.
 */
public final class PerformancePredictor implements AutoCloseable {

  private final Model model;

  private PerformancePredictor(Model model) {
    this.model = model;
  }

  /**
   * The predictors that there are.
   *
   * @return their ids, such as {@code "xgb"}
   */
  public static List<String> ids() {
    return PredictorCatalogue.registered().predictors().stream()
        .map(predictor -> predictor.description().id())
        .toList();
  }

  /**
   * What a training has shown.
   *
   * @param architecture what was trained
   * @param target what came of it, such as an accuracy; higher is better
   * @return the observation
   */
  public static Observation observation(Architecture architecture, double target) {
    return Observation.newBuilder().setArchitecture(architecture).setTarget(target).build();
  }

  /**
   * Fits a predictor with its usual settings.
   *
   * @param predictor its id
   * @param observations with targets, all of one space
   * @return the fitted predictor, to be closed
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   * @throws org.lambdanas.graph.error.DataException if the observations are too few, lack what the
   *     predictor needs, or are of several spaces
   */
  public static PerformancePredictor fit(String predictor, List<Observation> observations) {
    return fit(PredictorSpec.newBuilder().setPredictor(predictor).build(), observations);
  }

  /**
   * Fits a predictor.
   *
   * @param spec its id, and whatever is to be other than usual: seed, encoding, settings, tuning
   * @param observations with targets where the predictor needs them, all of one space
   * @return the fitted predictor, to be closed
   * @throws org.lambdanas.graph.error.ConfigException if the specification does not fit
   * @throws org.lambdanas.graph.error.DataException if the observations do not
   */
  public static PerformancePredictor fit(PredictorSpec spec, List<Observation> observations) {
    return new PerformancePredictor(PredictorCatalogue.registered().fit(spec, observations));
  }

  /**
   * Reads a fitted predictor.
   *
   * @param file what {@link #save} or {@code lnas predictors fit} has written
   * @return the fitted predictor, to be closed
   * @throws org.lambdanas.graph.error.DataException if the file is missing or damaged
   */
  public static PerformancePredictor load(Path file) {
    return new PerformancePredictor(
        PredictorCatalogue.registered()
            .load(Messages.read(file, FittedPredictor.getDefaultInstance())));
  }

  /**
   * Writes the fitted predictor.
   *
   * @param file {@code .binpb}, {@code .txtpb} or {@code .json}
   * @throws org.lambdanas.graph.error.DataException if it cannot be written
   */
  public void save(Path file) {
    Messages.write(file, model.save());
  }

  /**
   * Predicts the targets of architectures.
   *
   * @param architectures members of the space it was fitted on
   * @return one prediction for each, in order, in the units of the targets; with a standard
   *     deviation where the predictor gives one
   * @throws org.lambdanas.graph.error.DataException if one is of another space, or the predictor
   *     needs learning curves
   */
  public List<Prediction> predict(List<Architecture> architectures) {
    return query(
        architectures.stream()
            .map(architecture -> Observation.newBuilder().setArchitecture(architecture).build())
            .toList());
  }

  /**
   * Predicts the targets of architectures whose training has begun.
   *
   * @param observations architectures with their learning curves; targets are not read
   * @return one prediction for each, in order, in the units of the targets
   * @throws org.lambdanas.graph.error.DataException if one lacks what the predictor needs
   */
  public List<Prediction> query(List<Observation> observations) {
    return model.query(observations);
  }

  @Override
  public void close() {
    model.close();
  }
}
