package org.lambdanas.predictors.bayes;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Bayesian optimisation with Hamiltonian Monte Carlo artificial neural networks: the posterior of a
 * network's weights and of the noise is sampled by stochastic-gradient Hamiltonian Monte Carlo.
 */
public final class Bohamiann implements Learner {

  private static final String UNITS = "units";
  private static final String STEPS = "steps";
  private static final String BURN_IN = "burn_in";
  private static final String KEEP_EVERY = "keep_every";
  private static final String BATCH = "batch";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String MOMENTUM_DECAY = "momentum_decay";
  private static final String NETWORKS = "networks";
  private static final String FEATURES = "features";
  private static final String MEAN = "label_mean";
  private static final String SCALE = "label_scale";
  private static final int MOST_UNITS = 1000;

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "bohamiann",
              "Bayesian neural network sampled by Hamiltonian Monte Carlo",
              PredictorDescription.VECTORS,
              true,
              List.of(
                  SettingDescription.whole(
                      UNITS, 50, 1, MOST_UNITS, "units of each of 2 hidden layers"),
                  SettingDescription.whole(STEPS, 100, 2, 1_000_000, "steps of the sampler"),
                  SettingDescription.whole(
                      BURN_IN, 10, 0, 999_998, "steps in which it adapts and keeps no network"),
                  SettingDescription.whole(
                      KEEP_EVERY, 5, 1, 1_000_000, "steps from one kept network to the next"),
                  SettingDescription.whole(BATCH, 20, 1, 10_000, "observations of a batch"),
                  SettingDescription.number(LEARNING_RATE, 0.01, 1e-6, 1, "length of a step"),
                  SettingDescription.number(
                      MOMENTUM_DECAY, 0.05, 1e-6, 1, "share of the momentum that a step loses")),
              "Springenberg et al., Bayesian optimization with robust Bayesian neural networks,"
                  + " NeurIPS 2016")
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  private static DenseNetwork network(int inputs, int units) {
    return new DenseNetwork(inputs, units, units);
  }

  @Override
  public Learned fit(LearningTask task) {
    Settings settings = task.settings();
    TrainingSet data = TrainingSet.of(task.inputs(), task.labels());
    int units = settings.whole(UNITS);
    DenseNetwork network = network(data.rows().features(), units);
    NetworkPosterior posterior =
        new NetworkPosterior(
            network,
            data,
            new MiniBatches(data.size(), settings.whole(BATCH), task.seed().child("batches")));
    HamiltonianSampler sampler =
        new HamiltonianSampler(
            posterior.start(task.seed().child("weights").random()),
            settings.number(LEARNING_RATE),
            settings.number(MOMENTUM_DECAY),
            task.seed().child("noise").random());
    int burnIn = settings.whole(BURN_IN);
    int steps = settings.whole(STEPS);
    List<double[]> kept = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      sampler.step(posterior::gradient, step <= burnIn);
      if (step > burnIn && (step - burnIn) % settings.whole(KEEP_EVERY) == 0) {
        kept.add(sampler.position());
      }
    }
    if (kept.isEmpty()) {
      kept.add(sampler.position());
    }
    return model(network, units, kept, data.rows().features(), data.mean(), data.scale());
  }

  private static Learned model(
      DenseNetwork network,
      int units,
      List<double[]> kept,
      int features,
      double mean,
      double scale) {
    return Learned.of(
        inputs -> predict(network, kept, SparseRows.of(inputs, features), mean, scale),
        () -> stored(units, kept, features, mean, scale));
  }

  /** The mean over the samples; deviations are those of labels and include the noise. */
  private static Estimates predict(
      DenseNetwork network, List<double[]> samples, SparseRows rows, double mean, double scale) {
    double[] sums = new double[rows.size()];
    double[] squares = new double[rows.size()];
    double noise = 0;
    for (double[] sample : samples) {
      Cancellation.check();
      network.set(sample);
      // The logarithm of the noise's variance comes last.
      noise += Math.exp(sample[sample.length - 1]) / samples.size();
      network.forEach(
          rows,
          (row, b) -> {
            double output = network.output(b);
            sums[row] += output;
            squares[row] += output * output;
          });
    }
    double[] means = new double[sums.length];
    double[] deviations = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      double average = sums[i] / samples.size();
      double spread = Math.max(0, squares[i] / samples.size() - average * average);
      means[i] = mean + scale * average;
      deviations[i] = scale * Math.sqrt(spread + noise);
    }
    return Estimates.of(means, deviations);
  }

  private static StoredModel stored(
      int units, List<double[]> kept, int features, double mean, double scale) {
    return new StoredModel.Writer()
        .whole(FEATURES, features)
        .whole(UNITS, units)
        .rows(NETWORKS, kept.toArray(double[][]::new), kept.get(0).length)
        .number(MEAN, mean)
        .number(SCALE, scale)
        .model();
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    int features = stored.features(FEATURES);
    int units = stored.whole(UNITS, 1, MOST_UNITS);
    NamedTensor networks = stored.tensor(NETWORKS);
    long length = (features + 1L) * units + (units + 1L) * units + units + 2;
    long count = Math.max(1, networks.getDoubles().getValuesCount() / length);
    List<double[]> kept = List.of(stored.rows(NETWORKS, count, length));
    double mean = stored.number(MEAN);
    double scale = stored.positive(SCALE);
    return model(network(features, units), units, kept, features, mean, scale);
  }
}
