package org.lambdanas.graph.supernet;

import java.util.List;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Result;

/**
 * One step of the weights on a training batch: a single run that computes the gradients, moves the
 * running statistics and applies gradient descent.
 */
public final class WeightStep {

  private final SearchOptimizers optimizers;
  private final SuperNetwork network;
  private final MomentumSgd.Update update;

  /**
   * Adds the step to the graph.
   *
   * @param optimizers of the network
   */
  public WeightStep(SearchOptimizers optimizers) {
    this.optimizers = optimizers;
    this.network = optimizers.network();
    this.update = optimizers.sgd().update(network.weightGradients(), optimizers.learningRate());
  }

  /**
   * What a weight step tells.
   *
   * @param reading loss, accuracy and cell gradients before the update
   * @param gradientNorm global L2 norm of the gradient before clipping
   */
  public record Outcome(StepReading reading, double gradientNorm) {}

  /**
   * Runs the step.
   *
   * @param scope owner of the native tensors
   * @param batch training images
   * @param learningRate greater than 0
   * @return what it saw
   */
  public Outcome run(StepScope scope, FedBatch batch, double learningRate) {
    GraphRuntime runtime = network.runtime();
    GraphRun runner = network.runner(batch);
    StepReading.fetch(runner, network);
    runner.fetch(update.gradientNorm());
    runner.feed(optimizers.learningRate(), scope.scalar(runtime.precision(), learningRate));
    List.of(update.operations(), network.statisticUpdates())
        .forEach(operations -> operations.forEach(runner::addTarget));
    Result result = runtime.run(scope, runner);
    return new Outcome(
        StepReading.of(result, network, batch),
        TensorValues.scalar(result.get(StepReading.fetches(network))));
  }
}
