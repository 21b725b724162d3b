package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * One step of the weights with an alignment term, in three runs over the same batch: the loss
 * gradient, then the weight gradients at mixing weights moved forth and back along the directions
 * of the alignment (Λ-DARTS; central difference). Gradients stay in the graph; only cell gradients
 * and scalars come to the host. A difference that is not finite is dropped.
 */
public final class RegularisedWeightStep implements RegularisedStep {

  private final SuperNetwork network;
  private final List<Op> keepForth = new ArrayList<>();
  private final Placeholder<TFloating> coefficient;
  private final TermUpdate update;

  /**
   * Adds the step to the graph.
   *
   * @param optimizers of the network
   */
  public RegularisedWeightStep(SearchOptimizers optimizers) {
    this.network = optimizers.network();
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    this.coefficient = tf.placeholder(runtime.precision().type());
    List<Parameter> forth = optimizers.scratch("difference");
    List<Operand<TFloating>> gradients = network.weightGradients();
    List<Operand<TFloating>> terms = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Operand<TFloating> weighted = tf.math.mul(gradients.get(i), coefficient);
      keepForth.add(forth.get(i).assign(tf, weighted));
      terms.add(tf.math.add(forth.get(i).value(), weighted));
    }
    this.update = new TermUpdate(optimizers, terms);
  }

  @Override
  public StepReading lossGradient(StepScope scope, FedBatch batch) {
    return update.lossGradient(scope, batch);
  }

  @Override
  public double updateWithoutTerm(StepScope scope, double learningRate) {
    return update.withoutTerm(scope, learningRate);
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
    GraphRun runner = moved(scope, batch, deltas, factor);
    keepForth.forEach(runner::addTarget);
    network.runtime().run(scope, runner);
  }

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
    return update.withTerm(scope, moved(scope, batch, deltas, factor), learningRate);
  }

  private GraphRun moved(
      StepScope scope, FedBatch batch, Map<CellType, double[]> deltas, double factor) {
    GraphRun runner = network.runner(batch);
    deltas.forEach(
        (type, delta) ->
            network.feedDelta(
                runner,
                type,
                scope.tensor(network.runtime().precision(), network.stackedShape(type), delta)));
    return runner.feed(coefficient, scope.scalar(network.runtime().precision(), factor));
  }
}
