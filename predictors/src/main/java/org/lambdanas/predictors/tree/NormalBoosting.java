package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.RandomIndices;

/**
 * Natural-gradient boosting of a normal distribution (Duan et al., NGBoost: Natural gradient
 * boosting for probabilistic prediction, 2020) under the logarithmic score. Labels are in units of
 * their own standard deviation about their own mean, so every distribution starts as the standard
 * normal.
 *
 * <p>An iteration draws a minibatch, takes the natural gradient of {@code -log p} there, which is
 * {@code mean - y} for the mean and {@code (1 - (mean - y)^2 / deviation^2) / 2} for the logarithm
 * of the deviation, fits a tree to each, and goes the learning rate times the step of a line search
 * against them.
 */
final class NormalBoosting {

  /**
   * How to boost.
   *
   * @param iterations most iterations
   * @param learningRate share of the step found that is taken
   * @param minibatch share of the rows that an iteration sees
   * @param shape when the trees stop
   */
  record Plan(int iterations, double learningRate, double minibatch, TreeGrower.Shape shape) {}

  /** Bound of the logarithm of a deviation, both ways: a millionth, a million label deviations. */
  static final double MOST_LOG_DEVIATION = 6 * Math.log(10);

  /** A mean length of the step below this is no step. */
  private static final double TOLERANCE = 1e-4;

  private static final double LONGEST_STEP = 256;

  private final FeatureBlock block;
  private final double[] labels;
  private final Plan plan;
  private final Seed seed;

  /** Parameters of each row, and what the trees of an iteration say of them. */
  private final double[] means;

  private final double[] logDeviations;
  private final double[] meanSteps;
  private final double[] logDeviationSteps;

  /**
   * Starts.
   *
   * @param block the training set
   * @param labels one for each row, of zero mean and unit variance
   * @param plan how to boost
   * @param seed of minibatches and trees
   */
  NormalBoosting(FeatureBlock block, double[] labels, Plan plan, Seed seed) {
    this.block = block;
    this.labels = labels;
    this.plan = plan;
    this.seed = seed;
    this.means = new double[labels.length];
    this.logDeviations = new double[labels.length];
    this.meanSteps = new double[labels.length];
    this.logDeviationSteps = new double[labels.length];
  }

  /**
   * Boosts.
   *
   * @param progress told the mean negative log-likelihood of the training set, at first and after
   *     each step
   * @return two trees a step, for the mean and for the logarithm of the deviation; parameters are
   *     the sums over their trees
   */
  Forest run(DoubleConsumer progress) {
    TreeGrower grower = new TreeGrower(TrainingColumns.of(block), plan.shape());
    ForestBuilder forest = new ForestBuilder(block.features());
    int[] all = new int[labels.length];
    Arrays.setAll(all, row -> row);
    progress.accept(score(all, 0));
    double[] meanGradient = new double[labels.length];
    double[] logDeviationGradient = new double[labels.length];
    for (int iteration = 0; iteration < plan.iterations(); iteration++) {
      int[] batch = batch(seed.child("batch").child(iteration).random());
      for (int row : batch) {
        double error = means[row] - labels[row];
        meanGradient[row] = error;
        logDeviationGradient[row] =
            0.5 * (1 - error * error * Math.exp(-2 * bounded(logDeviations[row])));
      }
      RandomGenerator random = seed.child("trees").child(iteration).random();
      ForestBuilder pair = new ForestBuilder(block.features());
      grower.grow(batch, meanGradient, random, pair);
      grower.grow(batch, logDeviationGradient, random, pair);
      Forest trees = pair.build();
      trees.evaluate(0, block, meanSteps);
      trees.evaluate(1, block, logDeviationSteps);
      double length = stepLength(batch);
      if (length < TOLERANCE) {
        break;
      }
      double step = plan.learningRate() * search(batch, length);
      if (step > 0) {
        for (int row : all) {
          means[row] -= step * meanSteps[row];
          logDeviations[row] -= step * logDeviationSteps[row];
        }
        trees.addTo(forest, -step);
        progress.accept(score(all, 0));
      }
    }
    return forest.build();
  }

  /** Rows without replacement, in ascending order so that sums do not depend on the draw. */
  private int[] batch(RandomGenerator random) {
    int rows = labels.length;
    int size = Math.max(1, Math.min(rows, (int) (plan.minibatch() * rows)));
    return RandomIndices.sample(rows, size, random);
  }

  /** The mean length of what the trees say. */
  private double stepLength(int[] batch) {
    double sum = 0;
    for (int row : batch) {
      sum +=
          Math.sqrt(
              meanSteps[row] * meanSteps[row] + logDeviationSteps[row] * logDeviationSteps[row]);
    }
    return sum / batch.length;
  }

  /**
   * How far to go: doubled from 1 while the score does not rise, then halved until both the whole
   * step and the share of it that is taken lower the score.
   *
   * @return the step, or 0 if there is none of noticeable length
   */
  private double search(int[] batch, double length) {
    double before = score(batch, 0);
    double step = 1;
    while (step < LONGEST_STEP && score(batch, step) <= before) {
      step *= 2;
    }
    while (!(score(batch, step) < before && score(batch, plan.learningRate() * step) < before)) {
      step /= 2;
      if (step * length < TOLERANCE) {
        return 0;
      }
    }
    return step;
  }

  /** The mean of {@code -log p} over a batch after a step, without the constant. */
  private double score(int[] batch, double step) {
    double sum = 0;
    for (int row : batch) {
      double error = means[row] - step * meanSteps[row] - labels[row];
      double logDeviation = bounded(logDeviations[row] - step * logDeviationSteps[row]);
      sum += logDeviation + 0.5 * error * error * Math.exp(-2 * logDeviation);
    }
    return sum / batch.length;
  }

  /** The logarithm of a deviation within its bounds. */
  static double bounded(double logDeviation) {
    return Math.max(-MOST_LOG_DEVIATION, Math.min(MOST_LOG_DEVIATION, logDeviation));
  }
}
