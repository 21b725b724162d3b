package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.supernet.RegularisedStep.Outcome;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.GlobalNorm;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Gradient descent on the loss gradient of an earlier run plus a term of this one. A term that is
 * not finite is dropped.
 */
final class TermUpdate {

  private final SearchOptimizers optimizers;
  private final SuperNetwork network;
  private final List<Op> keep = new ArrayList<>();
  private final MomentumSgd.Update update;
  private final MomentumSgd.Update baseUpdate;
  private final Operand<TFloating> baseNorm;
  private final Operand<TFloating> termNorm;

  /** Adds the update to the graph; there is a term for each weight. */
  TermUpdate(SearchOptimizers optimizers, List<Operand<TFloating>> terms) {
    this.optimizers = optimizers;
    this.network = optimizers.network();
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    List<Parameter> base = optimizers.scratch("base");
    for (int i = 0; i < base.size(); i++) {
      keep.add(base.get(i).assign(tf, network.weightGradients().get(i)));
    }
    this.baseNorm = GlobalNorm.of(runtime, SearchOptimizers.values(base));
    this.termNorm = GlobalNorm.of(runtime, terms);
    Operand<TBool> finite = tf.math.isFinite(termNorm);
    List<Operand<TFloating>> totals = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      Operand<TFloating> term = tf.select(finite, terms.get(i), tf.zerosLike(terms.get(i)));
      totals.add(tf.math.add(base.get(i).value(), term));
    }
    this.update = optimizers.sgd().update(totals, optimizers.learningRate());
    this.baseUpdate =
        optimizers.sgd().update(SearchOptimizers.values(base), optimizers.learningRate());
  }

  StepReading lossGradient(StepScope scope, FedBatch batch) {
    GraphRun runner = network.runner(batch);
    StepReading.fetch(runner, network);
    keep.forEach(runner::addTarget);
    network.statisticUpdates().forEach(runner::addTarget);
    return StepReading.of(network.runtime().run(scope, runner), network, batch);
  }

  double withoutTerm(StepScope scope, double learningRate) {
    GraphRuntime runtime = network.runtime();
    GraphRun runner = runtime.runner();
    feedRate(scope, runner, learningRate);
    runner.fetch(baseUpdate.gradientNorm());
    baseUpdate.operations().forEach(runner::addTarget);
    return TensorValues.scalar(runtime.run(scope, runner).get(0));
  }

  /** Runs what the runner is fed for, with the update. */
  Outcome withTerm(StepScope scope, GraphRun runner, double learningRate) {
    feedRate(scope, runner, learningRate);
    runner.fetch(baseNorm).fetch(termNorm).fetch(update.gradientNorm());
    update.operations().forEach(runner::addTarget);
    Result result = network.runtime().run(scope, runner);
    return new Outcome(
        TensorValues.scalar(result.get(0)),
        TensorValues.scalar(result.get(1)),
        TensorValues.scalar(result.get(2)));
  }

  private void feedRate(StepScope scope, GraphRun runner, double learningRate) {
    runner.feed(
        optimizers.learningRate(), scope.scalar(network.runtime().precision(), learningRate));
  }
}
