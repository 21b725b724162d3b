package org.lambdanas.predictors.gaussian;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * Exact Gaussian process regression with a squared exponential kernel (Rasmussen and Williams,
 * Gaussian processes for machine learning, algorithm 2.1). Time grows with the cube of the number
 * of observations, memory with its square.
 */
public final class GaussianProcess implements Learner {

  /** More take gigabytes. */
  private static final int MOST_OBSERVATIONS = 5000;

  private static final String FITTED_ROWS = "optimised_rows";

  /**
   * The study's implementation draws length scale and variance once from a log-normal distribution
   * of median 1 and does not fit them.
   */
  private static final KernelParameters PUBLISHED = new KernelParameters(1, 1, 1);

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "gp",
              "Gaussian process",
              PredictorDescription.VECTORS,
              true,
              settings(),
              "Rasmussen and Williams, Gaussian processes for machine learning (2006), algorithm"
                  + " 2.1")
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  private static List<SettingDescription> settings() {
    return Stream.concat(
            KernelParameters.settings(PUBLISHED, false).stream(),
            Stream.of(
                SettingDescription.whole(
                    FITTED_ROWS,
                    300,
                    2,
                    MOST_OBSERVATIONS,
                    "how many rows, drawn at random, the kernel is fitted on")))
        .toList();
  }

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  @Override
  public Learned fit(LearningTask task) {
    if (task.inputs().size() > MOST_OBSERVATIONS) {
      throw new ConfigException(
          "gp takes at most %s observations, got %s: use sparse_gp"
              .formatted(MOST_OBSERVATIONS, task.inputs().size()));
    }
    TrainingSet data = TrainingSet.of(task.inputs(), task.labels());
    KernelParameters parameters = KernelParameters.of(task.settings(), data.rows());
    if (KernelParameters.areFitted(task.settings())) {
      int rows = Math.min(data.size(), task.settings().whole(FITTED_ROWS));
      Evidence evidence = new Evidence(sample(data, rows, task.seed().child("optimised_rows")));
      parameters = EvidenceMaximum.of(evidence, new HyperPrior(parameters));
    }
    return model(data, parameters);
  }

  private static TrainingSet sample(TrainingSet data, int count, Seed seed) {
    if (count == data.size()) {
      return data;
    }
    return data.take(RandomIndices.sample(data.size(), count, seed.random()));
  }

  private static Learned model(TrainingSet data, KernelParameters parameters) {
    CholeskyFactor covariance = new Evidence(data).covariance(parameters);
    return new KernelPosterior(
            parameters, data.rows(), covariance.solve(data.targets()), covariance, Optional.empty())
        .learned(
            data.mean(),
            data.scale(),
            () -> new StoredModel.Writer().add(data.tensors()).add(parameters.tensors()).model());
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    TrainingSet data = TrainingSet.read(stored);
    KernelParameters parameters = KernelParameters.read(stored);
    return StoredModel.rebuild("gp", data.size(), MOST_OBSERVATIONS, () -> model(data, parameters));
  }
}
