package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.stored.StoredModel;

/** Averages the training labels with Gaussian weights: a small learner for tests. */
public record KernelLearner() implements Learner {

  @Override
  public PredictorDescription description() {
    return new PredictorDescription(
        "kernel",
        "Kernel regression",
        Family.MODEL_BASED,
        List.of("tiny", "tiny_too"),
        Optional.empty(),
        1,
        true,
        List.of(
            SettingDescription.number("width", 1.5, 0.01, 100, "width of the kernel")
                .searchedLogarithmically(0.1, 10),
            SettingDescription.whole("power", 2, 1, 4, "power of the distance").searched(1, 4)),
        Optional.empty(),
        "Nadaraya 1964");
  }

  @Override
  public Learned fit(LearningTask task) {
    return new Fitted(rows(task.inputs()), task.labels(), task.settings(), task.inputs().size());
  }

  private static double[][] rows(List<Features> inputs) {
    SparseRows sparse = SparseRows.of(inputs);
    double[][] rows = new double[sparse.size()][sparse.features()];
    for (int i = 0; i < rows.length; i++) {
      sparse.addTo(i, 1, rows[i]);
    }
    return rows;
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    long[] shape = TensorMessages.shape(stored.tensor("rows"));
    double[] flat = TensorMessages.doubles(stored.tensor("rows"), shape);
    int n = (int) shape[0];
    double[][] rows = new double[n][(int) shape[1]];
    for (int i = 0; i < n; i++) {
      System.arraycopy(flat, i * rows[i].length, rows[i], 0, rows[i].length);
    }
    return new Fitted(rows, TensorMessages.doubles(stored.tensor("labels"), shape[0]), settings, n);
  }

  private record Fitted(double[][] rows, double[] labels, Settings settings, int n)
      implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      double[][] queries = KernelLearner.rows(inputs);
      double[] means = new double[queries.length];
      double[] deviations = new double[queries.length];
      for (int q = 0; q < queries.length; q++) {
        double weights = 1e-300;
        for (int i = 0; i < n; i++) {
          double distance = 0;
          for (int f = 0; f < rows[i].length; f++) {
            double d = Math.abs(queries[q][f] - rows[i][f]);
            distance += Math.pow(d, settings.whole("power"));
          }
          double weight = Math.exp(-distance / settings.number("width"));
          weights += weight;
          means[q] += weight * labels[i];
        }
        means[q] /= weights;
        deviations[q] = 1 / (1 + weights);
      }
      return Estimates.of(means, deviations);
    }

    @Override
    public StoredModel store() {
      double[] flat = new double[n * rows[0].length];
      for (int i = 0; i < n; i++) {
        System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
      }
      return StoredModel.of(
          List.of(
              TensorMessages.of("rows", new long[] {n, rows[0].length}, flat),
              TensorMessages.of("labels", new long[] {n}, labels)));
    }

    @Override
    public void close() {}
  }
}
