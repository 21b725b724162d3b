package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * What a {@link ModelBasedPredictor} has fitted or taken up.
 *
 * @param spec what it was fitted by, nothing left open
 * @param settings as tuned
 * @param reader of observations
 * @param scale of the labels
 * @param learned on that scale
 * @param observations how many it was fitted on
 * @param validation what a cross-validation said, which calibrates deviations
 * @param notes further tensors that are kept with it
 * @param isRead whether it comes from a file, which may be damaged
 */
record ModelBasedModel(
    PredictorSpec spec,
    Settings settings,
    InputReader reader,
    LabelScale scale,
    Learned learned,
    int observations,
    Optional<CrossValidation> validation,
    List<NamedTensor> notes,
    boolean isRead)
    implements Model {

  /** Cross-validated score of each candidate that tuning tried. */
  static final String TUNING_SCORES = "tuning/scores";

  /** Features that are in memory at a time. */
  private static final int CHUNK = 4096;

  /** What is to be read of one of several observations, or an error with its index. */
  static Features read(InputReader reader, Observation observation, String what, int index) {
    try {
      return reader.read(observation);
    } catch (DataException e) {
      throw new DataException(what + " " + index + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<Prediction> query(List<Observation> queries) {
    List<Prediction> predictions = new ArrayList<>(queries.size());
    for (int from = 0; from < queries.size(); from += CHUNK) {
      int to = Math.min(queries.size(), from + CHUNK);
      List<Features> inputs = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        inputs.add(read(reader, queries.get(i), "query", i));
      }
      Estimates estimates = learned.predict(inputs);
      for (int i = from; i < to; i++) {
        predictions.add(prediction(queries.get(i), estimates, i - from));
      }
    }
    return predictions;
  }

  private Prediction prediction(Observation query, Estimates estimates, int i) {
    double value = estimates.means()[i];
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setArchitecture(query.getArchitecture())
            .setMean(finite(scale.label(value), value));
    Optional<double[]> deviations = estimates.deviations();
    if (deviations.isPresent()) {
      double deviation = calibration().apply(deviations.get()[i]);
      prediction.setDeviation(finite(scale.deviation(value, deviation), deviation));
    }
    return prediction.build();
  }

  private Calibration calibration() {
    return validation
        .map(known -> new Calibration(known.getDeviationScale(), known.getDeviationOffset()))
        .orElse(Calibration.NONE);
  }

  private double finite(double label, double value) {
    if (!Double.isFinite(label) || !Double.isFinite(value)) {
      String problem =
          ("%s predicts %s, which is no finite number: fit it on other observations or with "
                  + "other settings")
              .formatted(spec.getPredictor(), value);
      throw isRead ? new DataException(problem) : new DivergedException(problem);
    }
    return label;
  }

  @Override
  public FittedPredictor save() {
    StoredModel stored = learned.store();
    FittedPredictor.Builder fitted =
        FittedPredictor.newBuilder()
            .setSpec(spec)
            .setObservations(observations)
            .addAllTensors(scale.store())
            .addAllTensors(notes)
            .addAllTensors(reader.store())
            .addAllTensors(stored.tensors())
            .setNativeModel(stored.nativeModel());
    validation.ifPresent(fitted::setCrossValidation);
    if (spec.getTuningCandidates() > 0) {
      fitted.addAllSettings(ModelBasedPredictor.features(settings));
    }
    return fitted.build();
  }

  @Override
  public void close() {
    learned.close();
  }
}
