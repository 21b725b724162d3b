package org.lambdanas.graph.supernet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * The step of Λ-DARTS with the exact gradient of the alignment, in a single run: the loss gradient,
 * the directions of the alignment, and the derivative of the weight gradients along them, which
 * goes through the maps and gradients of that same pass.
 */
public final class ExactWeightStep implements WeightStep {

  private final SuperNetwork network;
  private final Readings readings;
  private final PlainWeightStep plain;
  private final Directions directions;
  private final TermUpdate update;

  /** Adds the step to the graph, for the cell types that are aligned. */
  public ExactWeightStep(SearchOptimizers optimizers, Readings readings, List<CellType> types) {
    this.network = optimizers.network();
    this.readings = readings;
    this.plain = new PlainWeightStep(optimizers, readings);
    this.directions = new Directions(network, readings, types);
    Ops tf = network.runtime().ops();
    Map<CellType, Operand<TFloating>> along = new LinkedHashMap<>();
    types.forEach(type -> along.put(type, directions.ofUsable(type)));
    Placeholder<TFloating> coefficient = tf.placeholder(network.runtime().precision().type());
    List<Operand<TFloating>> terms =
        network.weightGradientsAlong(along).stream()
            .<Operand<TFloating>>map(derivative -> tf.math.mul(derivative, coefficient))
            .toList();
    this.update =
        new TermUpdate(
            optimizers, network.weightGradients(), terms, coefficient, directions.usable());
  }

  @Override
  public Outcome run(StepScope scope, FedBatch batch, Rates rates) {
    if (rates.strength() == 0) {
      return plain.run(scope, batch, rates);
    }
    GraphRun runner = network.runner(batch);
    readings.fetch(runner);
    runner.fetch(directions.norm());
    // Minus: the alignment is to grow.
    update.addTo(scope, runner, -rates.strength(), rates.learningRate());
    network.statisticUpdates().forEach(runner::addTarget);
    Result result = network.runtime().run(scope, runner);
    int next = readings.fetches();
    return TermUpdate.outcome(
        result,
        next + 1,
        readings.of(result, batch),
        TensorValues.scalar(result.get(next)),
        0,
        rates);
  }
}
