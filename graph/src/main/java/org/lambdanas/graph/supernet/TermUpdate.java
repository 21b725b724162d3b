package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.supernet.WeightStep.Outcome;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.supernet.WeightStep.Size;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.GlobalNorm;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Gradient descent on the loss gradient plus a term. A term that is not finite is dropped, and so
 * is one that has no directions: nothing of it leaks into the gradient then.
 */
final class TermUpdate {

  private final SearchOptimizers optimizers;
  private final Placeholder<TFloating> coefficient;
  private final Operand<TFloating> lossNorm;
  private final Operand<TFloating> termNorm;
  private final MomentumSgd.Update update;

  /** Adds the update to the graph; the terms are already times the coefficient. */
  TermUpdate(
      SearchOptimizers optimizers,
      List<Operand<TFloating>> loss,
      List<Operand<TFloating>> terms,
      Placeholder<TFloating> coefficient,
      Operand<TBool> usable) {
    this.optimizers = optimizers;
    this.coefficient = coefficient;
    GraphRuntime runtime = optimizers.network().runtime();
    Ops tf = runtime.ops();
    this.lossNorm = GlobalNorm.of(runtime, loss);
    this.termNorm = GlobalNorm.of(runtime, terms);
    Operand<TBool> added = tf.math.logicalAnd(usable, tf.math.isFinite(termNorm));
    List<Operand<TFloating>> totals = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      totals.add(tf.select(added, tf.math.add(loss.get(i), terms.get(i)), loss.get(i)));
    }
    this.update = optimizers.sgd().update(totals, optimizers.learningRate());
  }

  /** Adds the update to a run. */
  void addTo(StepScope scope, GraphRun runner, double factor, double learningRate) {
    Precision precision = optimizers.network().runtime().precision();
    runner
        .feed(coefficient, scope.scalar(precision, factor))
        .fetch(lossNorm)
        .fetch(termNorm)
        .fetch(update.gradientNorm());
    optimizers.feedRate(scope, runner, learningRate);
    update.operations().forEach(runner::addTarget);
  }

  /** What a run with the update did, from its first fetch of the update on. */
  static Outcome outcome(
      Result result,
      int first,
      StepReading reading,
      double directionNorm,
      double epsilon,
      Rates rates) {
    Size size =
        new Size(
            directionNorm,
            epsilon,
            TensorValues.scalar(result.get(first + 1)),
            TensorValues.scalar(result.get(first)),
            rates.strength());
    return new Outcome(
        reading, TensorValues.scalar(result.get(first + 2)), Directions.term(reading, size));
  }
}
