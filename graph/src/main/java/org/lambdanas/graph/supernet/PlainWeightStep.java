package org.lambdanas.graph.supernet;

import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Result;

/** The step of DARTS, in a single run. It has no alignment term, whatever the strength. */
public final class PlainWeightStep implements WeightStep {

  private final SearchOptimizers optimizers;
  private final Readings readings;
  private final MomentumSgd.Update update;

  /** Adds the step to the graph. */
  public PlainWeightStep(SearchOptimizers optimizers, Readings readings) {
    this.optimizers = optimizers;
    this.readings = readings;
    this.update =
        optimizers.sgd().update(optimizers.network().weightGradients(), optimizers.learningRate());
  }

  @Override
  public Outcome run(StepScope scope, FedBatch batch, Rates rates) {
    SuperNetwork network = optimizers.network();
    GraphRun runner = network.runner(batch);
    readings.fetch(runner);
    runner.fetch(update.gradientNorm());
    optimizers.feedRate(scope, runner, rates.learningRate());
    update.operations().forEach(runner::addTarget);
    network.statisticUpdates().forEach(runner::addTarget);
    Result result = network.runtime().run(scope, runner);
    return new Outcome(
        readings.of(result, batch),
        TensorValues.scalar(result.get(readings.fetches())),
        Term.without(Fate.OFF));
  }
}
