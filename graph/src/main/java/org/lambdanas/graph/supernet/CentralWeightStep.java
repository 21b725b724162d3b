package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The step of Λ-DARTS with a central difference for the gradient of the alignment, in three runs
 * over the same batch: the loss gradient with the directions of the alignment, then the weight
 * gradients at mixing weights moved forth and back along them. Gradients stay in the graph.
 */
public final class CentralWeightStep implements WeightStep {

  private final SearchOptimizers optimizers;
  private final SuperNetwork network;
  private final Readings readings;
  private final List<CellType> types;
  private final PlainWeightStep plain;
  private final Directions directions;
  private final Operand<TFloat64> epsilon;
  private final List<Operand<TFloating>> forth = new ArrayList<>();
  private final List<Operand<TFloating>> back = new ArrayList<>();
  private final Placeholder<TFloating> coefficient;
  private final List<Op> keepLoss = new ArrayList<>();
  private final List<Op> keepForth = new ArrayList<>();
  private final MomentumSgd.Update withoutTerm;
  private final TermUpdate update;

  /**
   * Adds the step to the graph, for the cell types that are aligned; all mixing weights together
   * move by epsilon0, greater than 0.
   */
  public CentralWeightStep(
      SearchOptimizers optimizers, Readings readings, List<CellType> types, double epsilon0) {
    this.optimizers = optimizers;
    this.network = optimizers.network();
    this.readings = readings;
    this.types = List.copyOf(types);
    this.plain = new PlainWeightStep(optimizers, readings);
    this.directions = new Directions(network, readings, types);
    Ops tf = network.runtime().ops();
    this.epsilon = tf.math.div(tf.constant(epsilon0), directions.norm());
    for (CellType type : types) {
      forth.add(directions.of(type, epsilon));
      back.add(directions.of(type, tf.math.neg(epsilon)));
    }
    this.coefficient = tf.placeholder(network.runtime().precision().type());
    List<Parameter> loss = optimizers.scratch("base");
    List<Parameter> ahead = optimizers.scratch("difference");
    List<Operand<TFloating>> terms = new ArrayList<>();
    for (int i = 0; i < loss.size(); i++) {
      Operand<TFloating> gradient = network.weightGradients().get(i);
      Operand<TFloating> weighted = tf.math.mul(gradient, coefficient);
      keepLoss.add(loss.get(i).assign(tf, gradient));
      keepForth.add(ahead.get(i).assign(tf, weighted));
      terms.add(tf.math.add(ahead.get(i).value(), weighted));
    }
    List<Operand<TFloating>> kept = loss.stream().map(Parameter::value).toList();
    this.withoutTerm = optimizers.sgd().update(kept, optimizers.learningRate());
    this.update = new TermUpdate(optimizers, kept, terms, coefficient, tf.constant(true));
  }

  @Override
  public Outcome run(StepScope scope, FedBatch batch, Rates rates) {
    if (rates.strength() == 0) {
      return plain.run(scope, batch, rates);
    }
    GraphRun first = network.runner(batch);
    readings.fetch(first);
    first.fetch(directions.norm()).fetch(epsilon);
    forth.forEach(first::fetch);
    back.forEach(first::fetch);
    keepLoss.forEach(first::addTarget);
    network.statisticUpdates().forEach(first::addTarget);
    Result seen = network.runtime().run(scope, first);
    StepReading reading = readings.of(seen, batch);
    int next = readings.fetches();
    double norm = TensorValues.scalar(seen.get(next));
    double step = TensorValues.scalar(seen.get(next + 1));

    if (!Directions.usable(norm)) {
      GraphRun rest = network.runtime().runner().fetch(withoutTerm.gradientNorm());
      optimizers.feedRate(scope, rest, rates.learningRate());
      withoutTerm.operations().forEach(rest::addTarget);
      double gradientNorm = TensorValues.scalar(network.runtime().run(scope, rest).get(0));
      return new Outcome(
          reading, gradientNorm, Directions.term(reading, new Size(norm, step, 0, 0, 0)));
    }
    // Adds -strength * (G(+) - G(-)) / (2 epsilon): the alignment is to grow.
    double factor = rates.strength() / (2 * step);
    GraphRun second = moved(batch, seen, next + 2);
    second.feed(coefficient, scope.scalar(network.runtime().precision(), -factor));
    keepForth.forEach(second::addTarget);
    network.runtime().run(scope, second);
    GraphRun third = moved(batch, seen, next + 2 + types.size());
    update.addTo(scope, third, factor, rates.learningRate());
    return TermUpdate.outcome(network.runtime().run(scope, third), 0, reading, norm, step, rates);
  }

  /** A run on the batch at mixing weights moved as an earlier run says. */
  private GraphRun moved(FedBatch batch, Result seen, int firstMove) {
    GraphRun runner = network.runner(batch);
    for (int t = 0; t < types.size(); t++) {
      network.feedDelta(runner, types.get(t), seen.get(firstMove + t));
    }
    return runner;
  }
}
