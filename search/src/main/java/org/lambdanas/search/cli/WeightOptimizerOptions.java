package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import picocli.CommandLine.Option;

/** How the weights are stepped. What is not given comes from the preset. */
final class WeightOptimizerOptions {

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Highest learning rate of the weights (paper: 0.025).")
  private @Nullable Double learningRate;

  @Option(
      names = "--final-learning-rate",
      paramLabel = "X",
      description = "What it falls to (search: 0.001; train: 0).")
  private @Nullable Double finalLearningRate;

  @Option(names = "--momentum", paramLabel = "X", description = "Default: 0.9.")
  private @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "L2 penalty of the weights (paper: 3e-4).")
  private @Nullable Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Ceiling of the gradient's norm (paper: 5; 0: none).")
  private @Nullable Double clipNorm;

  void fill(WeightOptimizerConfig.Builder config) {
    Given.set(learningRate, config::setLearningRate);
    Given.set(finalLearningRate, config::setFinalLearningRate);
    Given.set(momentum, config::setMomentum);
    Given.set(weightDecay, config::setWeightDecay);
    Given.set(clipNorm, config::setClipNorm);
  }
}
