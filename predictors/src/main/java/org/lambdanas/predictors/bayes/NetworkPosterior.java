package org.lambdanas.predictors.bayes;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.lambdanas.predictors.features.TrainingSet;

/**
 * The posterior of a network's parameters and of the logarithm of the noise's variance, which comes
 * last in a position, by minibatches. With N rows, the energy is
 *
 * <pre>
 *   N mean over the batch of [(y - f(x))^2 / (2 s^2) + ln s^2 / 2]
 *     + (ln s^2 - ln 1e-6)^2 / (2 * 0.01) + |w|^2 / (2 #w)
 * </pre>
 */
record NetworkPosterior(DenseNetwork network, TrainingSet data, MiniBatches batches) {

  private static final double START_LOG_NOISE = Math.log(1e-3);
  private static final double PRIOR_LOG_NOISE = Math.log(1e-6);
  private static final double PRIOR_VARIANCE = 0.01;

  /** A position to start from: parameters and logarithm of the noise's variance. */
  double[] start(RandomGenerator random) {
    double[] start = Arrays.copyOf(network.normal(random), network.parameters() + 1);
    start[network.parameters()] = START_LOG_NOISE;
    return start;
  }

  /** The gradient of the energy on the next batch. */
  void gradient(double[] position, double[] gradient) {
    gradient(position, batches.next(), gradient);
  }

  /** The same on a given batch; returns the energy. */
  double gradient(double[] position, int[] batch, double[] gradient) {
    int weights = network.parameters();
    double logNoise = position[weights];
    double precision = Math.exp(-logNoise);
    double share = (double) data.size() / batch.length;
    network.set(position);
    network.forward(data.rows(), batch);
    double[] slopes = new double[batch.length];
    double squares = 0;
    for (int b = 0; b < batch.length; b++) {
      double error = network.output(b) - data.targets()[batch[b]];
      slopes[b] = share * error * precision;
      squares += error * error;
    }
    network.backward(data.rows(), batch, slopes, gradient);
    double norm = 0;
    for (int i = 0; i < weights; i++) {
      gradient[i] += position[i] / weights;
      norm += position[i] * position[i];
    }
    double excess = logNoise - PRIOR_LOG_NOISE;
    gradient[weights] =
        0.5 * data.size() - 0.5 * share * squares * precision + excess / PRIOR_VARIANCE;
    return 0.5 * share * squares * precision
        + 0.5 * data.size() * logNoise
        + excess * excess / (2 * PRIOR_VARIANCE)
        + norm / (2 * weights);
  }
}
