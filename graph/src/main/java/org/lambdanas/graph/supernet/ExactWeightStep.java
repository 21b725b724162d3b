package org.lambdanas.graph.supernet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * One step of the weights with an alignment term, in two runs over the same batch: the loss
 * gradient, then the exact derivative of the weight gradients along the directions of the
 * alignment. The two passes of {@link RegularisedWeightStep} are replaced by one about as long that
 * has no step length. A derivative that is not finite is dropped.
 */
public final class ExactWeightStep implements RegularisedStep {

  private final SuperNetwork network;
  private final Map<CellType, Placeholder<TFloating>> directions = new LinkedHashMap<>();
  private final Placeholder<TFloating> coefficient;
  private final TermUpdate update;

  /**
   * Adds the step to the graph.
   *
   * @param optimizers of the network
   * @param types the cell types whose cells are aligned
   */
  public ExactWeightStep(SearchOptimizers optimizers, List<CellType> types) {
    this.network = optimizers.network();
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    this.coefficient = tf.placeholder(runtime.precision().type());
    Map<CellType, Operand<TFloating>> along = new LinkedHashMap<>();
    for (CellType type : types) {
      Placeholder<TFloating> direction =
          tf.placeholder(runtime.precision().type(), Placeholder.shape(network.stackedShape(type)));
      directions.put(type, direction);
      along.put(type, direction);
    }
    List<Operand<TFloating>> terms =
        network.weightGradientsAlong(along).stream()
            .<Operand<TFloating>>map(derivative -> tf.math.mul(derivative, coefficient))
            .toList();
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
   * Second run: adds the derivative of the weight gradients along directions, times a factor, to
   * the kept loss gradient and applies gradient descent.
   *
   * @param scope owner of the native tensors
   * @param batch the same images
   * @param along the directions for each cell type, {@code [cells, edges, operations]} flattened;
   *     zero for types that are left out
   * @param factor what the derivative is multiplied by
   * @param learningRate greater than 0
   * @return the norms involved
   */
  public Outcome termAndUpdate(
      StepScope scope,
      FedBatch batch,
      Map<CellType, double[]> along,
      double factor,
      double learningRate) {
    Precision precision = network.runtime().precision();
    GraphRun runner = network.runner(batch);
    directions.forEach(
        (type, placeholder) -> {
          double[] direction = along.get(type);
          runner.feed(
              placeholder,
              scope.tensor(
                  precision,
                  placeholder.shape(),
                  direction == null ? new double[(int) placeholder.shape().size()] : direction));
        });
    runner.feed(coefficient, scope.scalar(precision, factor));
    return update.withTerm(scope, runner, learningRate);
  }
}
