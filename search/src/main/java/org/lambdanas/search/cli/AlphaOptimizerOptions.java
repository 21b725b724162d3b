package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.AlphaOptimizerConfig;
import picocli.CommandLine.Option;

/** How the architecture parameters start and are stepped, by Adam. */
final class AlphaOptimizerOptions {

  @Option(
      names = "--alpha-learning-rate",
      paramLabel = "X",
      description = "Adam's rate for the architecture parameters.")
  private @Nullable Double learningRate;

  @Option(
      names = "--alpha-weight-decay",
      paramLabel = "X",
      description = "L2 penalty of the architecture parameters (default: 1e-3).")
  private @Nullable Double weightDecay;

  @Option(names = "--alpha-beta1", paramLabel = "X", description = "Adam's first decay (0.5).")
  private @Nullable Double beta1;

  @Option(names = "--alpha-beta2", paramLabel = "X", description = "Adam's second decay (0.999).")
  private @Nullable Double beta2;

  @Option(names = "--alpha-epsilon", paramLabel = "X", description = "Adam's epsilon (1e-8).")
  private @Nullable Double epsilon;

  @Option(
      names = "--alpha-initial-deviation",
      paramLabel = "X",
      description = "Deviation of the initial architecture parameters (default: 1e-3).")
  private @Nullable Double initialDeviation;

  void fill(AlphaOptimizerConfig.Builder config) {
    Given.set(learningRate, config::setLearningRate);
    Given.set(weightDecay, config::setWeightDecay);
    Given.set(beta1, config::setBeta1);
    Given.set(beta2, config::setBeta2);
    Given.set(epsilon, config::setEpsilon);
    Given.set(initialDeviation, config::setInitialDeviation);
  }
}
