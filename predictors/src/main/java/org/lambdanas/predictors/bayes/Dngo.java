package org.lambdanas.predictors.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.bayes.LinearRegression.Precisions;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;
import org.lambdanas.predictors.numeric.Adam;
import org.lambdanas.predictors.numeric.EnsembleSampler;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * Deep networks for global optimisation: a network is fitted, then Bayesian linear regression takes
 * the place of its output layer, with precisions sampled from their posterior.
 */
public final class Dngo implements Learner {

  private static final String UNITS = "units";
  private static final String EPOCHS = "epochs";
  private static final String BATCH = "batch";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String BURN_IN = "burn_in";
  private static final String CHAIN = "chain";
  private static final String NETWORK = "network";
  private static final String ALPHAS = "alphas";
  private static final String BETAS = "betas";

  private static final int WALKERS = 20;
  private static final int MOST_UNITS = 1000;

  /** Of the last hidden layer on all rows. */
  private static final int MOST_NUMBERS = 1 << 26;

  /** The logarithm of the noise's variance is around this before labels are seen. */
  private static final double LOG_NOISE = -3;

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "dngo",
              "deep network with Bayesian linear regression",
              PredictorDescription.VECTORS,
              true,
              List.of(
                  SettingDescription.whole(
                      UNITS, 50, 1, MOST_UNITS, "units of each of 3 hidden layers"),
                  SettingDescription.whole(EPOCHS, 500, 1, 100_000, "epochs of the network"),
                  SettingDescription.whole(BATCH, 10, 1, 10_000, "observations of a batch"),
                  SettingDescription.number(LEARNING_RATE, 0.01, 1e-6, 1, "learning rate of Adam")
                      .searchedLogarithmically(1e-3, 1e-1),
                  SettingDescription.whole(
                      BURN_IN, 2000, 0, 100_000, "steps of the sampler before the chain"),
                  SettingDescription.whole(
                      CHAIN, 2000, 1, 100_000, "steps of the chain, of which the last is taken")),
              "Snoek et al., Scalable Bayesian optimization using deep neural networks, ICML 2015")
          .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "adjacency_one_hot");

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  private static DenseNetwork network(int inputs, int units) {
    return new DenseNetwork(inputs, units, units, units);
  }

  @Override
  public Learned fit(LearningTask task) {
    Settings settings = task.settings();
    TrainingSet data = TrainingSet.of(task.inputs(), task.labels());
    int units = settings.whole(UNITS);
    double[] parameters = train(data, units, settings, task.seed());
    DenseNetwork network = network(data.rows().features(), units);
    network.set(parameters);
    SparseRows basis = basis(network, units, data.rows());
    Precisions[] models =
        sample(
            new LinearRegression(basis, data.targets()),
            settings.whole(BURN_IN) + settings.whole(CHAIN),
            task.seed().child("sampler"));
    return model(network, parameters, units, basis, models, data);
  }

  private static double[] train(TrainingSet data, int units, Settings settings, Seed seed) {
    DenseNetwork network = network(data.rows().features(), units);
    double[] parameters = network.uniform(seed.child("weights").random());
    MiniBatches batches =
        new MiniBatches(data.size(), settings.whole(BATCH), seed.child("batches"));
    Adam adam = new Adam(parameters.length, settings.number(LEARNING_RATE));
    double[] gradient = new double[parameters.length];
    long steps = (long) settings.whole(EPOCHS) * batches.perEpoch();
    for (long step = 0; step < steps; step++) {
      int[] batch = batches.next();
      network.set(parameters);
      network.forward(data.rows(), batch);
      double[] slopes = new double[batch.length];
      Arrays.setAll(slopes, b -> 2 * (network.output(b) - data.targets()[batch[b]]) / batch.length);
      network.backward(data.rows(), batch, slopes, gradient);
      adam.step(parameters, gradient);
    }
    return parameters;
  }

  private static SparseRows basis(DenseNetwork network, int units, SparseRows rows) {
    double[][] basis = new double[rows.size()][];
    network.forEach(rows, (row, b) -> basis[row] = network.lastHidden(b));
    return SparseRows.of(basis, units);
  }

  /** Walks over the logarithms of alpha and of the noise's variance, 1 / beta. */
  private static Precisions[] sample(LinearRegression regression, int steps, Seed seed) {
    RandomGenerator random = seed.random();
    double[][] start = new double[WALKERS][];
    for (int w = 0; w < WALKERS; w++) {
      start[w] = new double[] {random.nextGaussian(), LOG_NOISE + random.nextGaussian()};
    }
    EnsembleSampler sampler =
        new EnsembleSampler(place -> logDensity(regression, place), start, random);
    for (int step = 0; step < steps; step++) {
      sampler.step();
    }
    return Arrays.stream(sampler.positions())
        .map(place -> new Precisions(Math.exp(place[0]), Math.exp(-place[1])))
        .toArray(Precisions[]::new);
  }

  private static double logDensity(LinearRegression regression, double[] place) {
    if (Math.max(Math.abs(place[0]), Math.abs(place[1])) > EvidencePeak.FARTHEST) {
      return Double.NEGATIVE_INFINITY;
    }
    double noise = place[1] - LOG_NOISE;
    return regression.evidence(place[0], -place[1]) - 0.5 * (place[0] * place[0] + noise * noise);
  }

  private static Learned model(
      DenseNetwork network,
      double[] parameters,
      int units,
      SparseRows basis,
      Precisions[] models,
      TrainingSet data) {
    LinearRegression regression = new LinearRegression(basis, data.targets());
    int features = data.rows().features();
    return Learned.of(
        inputs ->
            regression.predict(
                basis(network, units, SparseRows.of(inputs, features)), models, data),
        () -> stored(parameters, units, models, data));
  }

  private static StoredModel stored(
      double[] parameters, int units, Precisions[] models, TrainingSet data) {
    return new StoredModel.Writer()
        .add(data.tensors())
        .whole(UNITS, units)
        .vector(NETWORK, parameters)
        .vector(ALPHAS, Arrays.stream(models).mapToDouble(Precisions::alpha).toArray())
        .vector(BETAS, Arrays.stream(models).mapToDouble(Precisions::beta).toArray())
        .model();
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    TrainingSet data = TrainingSet.read(stored);
    int units = stored.whole(UNITS, 1, MOST_UNITS);
    // A damaged size must not make a giant of a network.
    long length = (data.rows().features() + 1L) * units + 2 * (units + 1L) * units + units + 1;
    double[] parameters = stored.numbers(NETWORK, length);
    DenseNetwork network = network(data.rows().features(), units);
    double[] alphas = stored.positives(ALPHAS, WALKERS);
    double[] betas = stored.positives(BETAS, WALKERS);
    Precisions[] models = new Precisions[WALKERS];
    Arrays.setAll(models, i -> new Precisions(alphas[i], betas[i]));
    network.set(parameters);
    return StoredModel.rebuild(
        "dngo",
        data.size(),
        MOST_NUMBERS / units,
        () -> model(network, parameters, units, basis(network, units, data.rows()), models, data));
  }
}
