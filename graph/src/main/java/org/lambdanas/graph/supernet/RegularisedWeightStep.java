package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.GlobalNorm;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * One step of the weights with an alignment term, in three runs over the same batch: the loss
 * gradient, then the weight gradients at mixing weights moved forth and back along the directions
 * of the alignment (Λ-DARTS; central difference). Gradients stay in the graph; only cell gradients
 * and scalars come to the host. A difference that is not finite is dropped.
 */
public final class RegularisedWeightStep {

  private final SearchOptimizers optimizers;
  private final SuperNetwork network;
  private final List<Op> keepBase = new ArrayList<>();
  private final List<Op> keepForth = new ArrayList<>();
  private final Placeholder<TFloating> coefficient;
  private final MomentumSgd.Update update;
  private final MomentumSgd.Update baseUpdate;
  private final Operand<TFloating> baseNorm;
  private final Operand<TFloating> termNorm;

  /**
   * Adds the step to the graph.
   *
   * @param optimizers of the network
   */
  public RegularisedWeightStep(SearchOptimizers optimizers) {
    this.optimizers = optimizers;
    this.network = optimizers.network();
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    this.coefficient = tf.placeholder(runtime.precision().type());
    List<Parameter> base = optimizers.scratch("base");
    List<Parameter> forth = optimizers.scratch("difference");
    List<Operand<TFloating>> gradients = network.weightGradients();
    List<Operand<TFloating>> terms = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Operand<TFloating> weighted = tf.math.mul(gradients.get(i), coefficient);
      keepBase.add(base.get(i).assign(tf, gradients.get(i)));
      keepForth.add(forth.get(i).assign(tf, weighted));
      terms.add(tf.math.add(forth.get(i).value(), weighted));
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

  /**
   * First run: keeps the loss gradient and moves the running statistics. Weights do not change.
   *
   * @param scope owner of the native tensors
   * @param batch training images
   * @return loss, accuracy and cell gradients
   */
  public StepReading lossGradient(StepScope scope, FedBatch batch) {
    Session.Runner runner = network.runner(batch);
    StepReading.fetch(runner, network);
    keepBase.forEach(runner::addTarget);
    network.statisticUpdates().forEach(runner::addTarget);
    return StepReading.of(network.runtime().run(scope, runner), network, batch);
  }

  /**
   * Ends the step without the alignment term: applies gradient descent to the kept loss gradient.
   *
   * @param scope owner of the native tensors
   * @param learningRate greater than 0
   * @return global L2 norm of the gradient, before clipping
   */
  public double updateWithoutTerm(StepScope scope, double learningRate) {
    GraphRuntime runtime = network.runtime();
    Session.Runner runner = runtime.runner();
    runner.feed(optimizers.learningRate(), scope.scalar(runtime.precision(), learningRate));
    runner.fetch(baseUpdate.gradientNorm());
    baseUpdate.operations().forEach(runner::addTarget);
    return TensorValues.scalar(runtime.run(scope, runner).get(0));
  }

  /**
   * Second run: keeps the weight gradient at moved mixing weights, times a factor.
   *
   * @param scope owner of the native tensors
   * @param batch the same images
   * @param deltas the move for each cell type, {@code [cells, edges, operations]} flattened
   * @param factor what the gradient is multiplied by
   */
  public void forth(
      StepScope scope, FedBatch batch, Map<CellType, double[]> deltas, double factor) {
    Session.Runner runner = moved(scope, batch, deltas, factor);
    keepForth.forEach(runner::addTarget);
    network.runtime().run(scope, runner);
  }

  /**
   * What the last run tells.
   *
   * @param lossNorm global L2 norm of the loss gradient
   * @param termNorm global L2 norm of the term that was added to it; not finite if it was dropped
   * @param gradientNorm global L2 norm of their sum, before clipping
   */
  public record Outcome(double lossNorm, double termNorm, double gradientNorm) {}

  /**
   * Third run: adds the weight gradient at mixing weights moved back, times a factor, to the kept
   * ones and applies gradient descent.
   *
   * @param scope owner of the native tensors
   * @param batch the same images
   * @param deltas the move for each cell type, {@code [cells, edges, operations]} flattened
   * @param factor what the gradient is multiplied by
   * @param learningRate greater than 0
   * @return the norms involved
   */
  public Outcome backAndUpdate(
      StepScope scope,
      FedBatch batch,
      Map<CellType, double[]> deltas,
      double factor,
      double learningRate) {
    GraphRuntime runtime = network.runtime();
    Session.Runner runner = moved(scope, batch, deltas, factor);
    runner.feed(optimizers.learningRate(), scope.scalar(runtime.precision(), learningRate));
    runner.fetch(baseNorm).fetch(termNorm).fetch(update.gradientNorm());
    update.operations().forEach(runner::addTarget);
    Result result = runtime.run(scope, runner);
    return new Outcome(
        TensorValues.scalar(result.get(0)),
        TensorValues.scalar(result.get(1)),
        TensorValues.scalar(result.get(2)));
  }

  private Session.Runner moved(
      StepScope scope, FedBatch batch, Map<CellType, double[]> deltas, double factor) {
    Session.Runner runner = network.runner(batch);
    deltas.forEach(
        (type, delta) ->
            network.feedDelta(
                runner,
                type,
                scope.tensor(network.runtime().precision(), network.stackedShape(type), delta)));
    return runner.feed(coefficient, scope.scalar(network.runtime().precision(), factor));
  }
}
