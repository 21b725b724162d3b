package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/** What a {@link ModelBasedPredictor} has fitted or taken up. */
final class ModelBasedModel implements Model {

  /** Cross-validated score of each candidate that tuning tried. */
  static final String TUNING_SCORES = "tuning/scores";

  /** Encodings that are in memory at a time. */
  private static final int CHUNK = 4096;

  private final PredictorSpec spec;
  private final Settings settings;
  private final Encoder encoder;
  private final LabelScale scale;
  private final Learned learned;
  private final int observations;
  private final List<NamedTensor> notes;

  ModelBasedModel(
      PredictorSpec spec,
      Settings settings,
      Encoder encoder,
      LabelScale scale,
      Learned learned,
      int observations,
      List<NamedTensor> notes) {
    this.spec = spec;
    this.settings = settings;
    this.encoder = encoder;
    this.scale = scale;
    this.learned = learned;
    this.observations = observations;
    this.notes = notes;
  }

  @Override
  public List<Prediction> query(List<Observation> queries) {
    List<Prediction> predictions = new ArrayList<>(queries.size());
    for (int from = 0; from < queries.size(); from += CHUNK) {
      int to = Math.min(queries.size(), from + CHUNK);
      List<Features> inputs = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        inputs.add(Queries.encode(encoder, queries.get(i).getArchitecture(), "query", i));
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
      double deviation = deviations.get()[i];
      prediction.setDeviation(finite(scale.deviation(value, deviation), deviation));
    }
    return prediction.build();
  }

  private double finite(double label, double value) {
    if (!Double.isFinite(label) || !Double.isFinite(value)) {
      throw new DivergedException(
          spec.getPredictor()
              + " predicts "
              + value
              + ", which is no finite number: fit it on other observations or with other settings");
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
            .addAllTensors(stored.tensors())
            .setNativeModel(stored.nativeModel());
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
