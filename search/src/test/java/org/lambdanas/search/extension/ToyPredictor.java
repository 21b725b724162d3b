package org.lambdanas.search.extension;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;

/** A user's predictor: the sum over the features of the mean label seen with each. */
public final class ToyPredictor implements Learner {

  private static final String EFFECTS = "effects";

  @Override
  public PredictorDescription description() {
    return PredictorDescription.modelBased(
        "toy_effects", "Mean effects", List.of("adjacency_one_hot"), false, List.of(), "this test");
  }

  @Override
  public Learned fit(LearningTask task) {
    double[] sums = new double[dense(task.inputs().get(0)).length];
    double[] counts = new double[sums.length];
    for (int row = 0; row < task.labels().length; row++) {
      float[] features = dense(task.inputs().get(row));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += features[i] * task.labels()[row];
        counts[i] += features[i];
      }
    }
    Arrays.setAll(sums, i -> counts[i] > 0 ? sums[i] / counts[i] : 0);
    return new Effects(sums);
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    return new Effects(stored.vector(EFFECTS));
  }

  private static float[] dense(Features features) {
    return ((Features.Vector) features).dense();
  }

  private record Effects(double[] effects) implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      return Estimates.of(inputs.stream().mapToDouble(this::sum).toArray());
    }

    private double sum(Features input) {
      float[] features = dense(input);
      double sum = 0;
      for (int i = 0; i < effects.length; i++) {
        sum += effects[i] * features[i];
      }
      return sum;
    }

    @Override
    public StoredModel store() {
      return StoredModel.of(
          List.of(TensorMessages.of(EFFECTS, new long[] {effects.length}, effects)));
    }

    @Override
    public void close() {}
  }
}
