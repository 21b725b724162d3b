package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.GlobalNorm;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * The second-order gradient of the architecture parameters (Liu et al., DARTS, section 2.3): the
 * validation gradient after one unrolled step of the weights, less the step length times a mixed
 * second derivative, which is taken as a central difference of the training gradient along the
 * validation gradient. Weights end as they began.
 */
public final class UnrolledAlphaGradient {

  /** Length of the move in weights, as in DARTS. */
  private static final double MOVE = 0.01;

  private final SearchOptimizers optimizers;
  private final SuperNetwork network;
  private final Readings readings;
  private final List<Op> keepTrain = new ArrayList<>();
  private final List<Op> unroll = new ArrayList<>();
  private final List<Op> keepValidation = new ArrayList<>();
  private final List<Op> move = new ArrayList<>();
  private final List<Op> restore = new ArrayList<>();
  private final Placeholder<TFloating> length;
  private final Operand<TFloating> norm;
  private final double moveLength;

  /**
   * Adds what the gradient needs to the graph, with the published length of the move in weights.
   */
  public UnrolledAlphaGradient(SearchOptimizers optimizers, Readings readings) {
    this(optimizers, readings, MOVE);
  }

  /**
   * Adds what the gradient needs to the graph, with the L2 length of the move in weights of the
   * central difference. It is exact in the limit of 0; where the network has kinks, the published
   * 0.01 is a coarse average.
   */
  public UnrolledAlphaGradient(SearchOptimizers optimizers, Readings readings, double moveLength) {
    this.optimizers = optimizers;
    this.readings = readings;
    this.moveLength = moveLength;
    this.network = optimizers.network();
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    this.length = tf.placeholder(runtime.precision().type());
    this.norm = GlobalNorm.of(runtime, network.weightGradients());
    List<Parameter> weights = network.weights();
    List<Parameter> backup = optimizers.scratch("backup");
    List<Parameter> train = optimizers.scratch("base");
    List<Parameter> validation = optimizers.scratch("difference");
    Operand<TFloating> momentum = scalar(tf, optimizers.weightSettings().momentum());
    Operand<TFloating> decay = scalar(tf, optimizers.weightSettings().weightDecay());
    for (int i = 0; i < weights.size(); i++) {
      Parameter weight = weights.get(i);
      Operand<TFloating> gradient = network.weightGradients().get(i);
      keepTrain.add(train.get(i).assign(tf, gradient));
      keepValidation.add(validation.get(i).assign(tf, gradient));
      Operand<TFloating> velocity =
          tf.math.addN(
              List.of(
                  tf.math.mul(optimizers.sgd().momentumOf(weight).value(), momentum),
                  train.get(i).value(),
                  tf.math.mul(weight.value(), decay)));
      unroll.add(backup.get(i).assign(tf, weight.value()));
      unroll.add(
          weight.assign(
              tf, tf.math.sub(weight.value(), tf.math.mul(optimizers.learningRate(), velocity))));
      restore.add(weight.assign(tf, backup.get(i).value()));
      move.add(
          weight.assign(
              tf,
              tf.math.add(backup.get(i).value(), tf.math.mul(length, validation.get(i).value()))));
    }
  }

  private Operand<TFloating> scalar(Ops tf, double value) {
    return tf.dtypes.cast(tf.constant(value), network.runtime().precision().type());
  }

  /**
   * A gradient and what was seen on the way.
   *
   * @param reading loss, accuracy and the cells' agreement of the validation batch at the unrolled
   *     weights
   * @param gradients for each cell type, {@code [edges, operations]} flattened
   */
  public record Outcome(StepReading reading, Map<CellType, double[]> gradients) {}

  /** Computes the gradient; the unrolled step has the length of the learning rate. */
  public Outcome run(StepScope scope, FedBatch train, FedBatch validation, double learningRate) {
    GraphRuntime runtime = network.runtime();
    GraphRun first = network.runner(train);
    keepTrain.forEach(first::addTarget);
    runtime.run(scope, first);

    GraphRun step = runtime.runner();
    step.feed(optimizers.learningRate(), scope.scalar(runtime.precision(), learningRate));
    unroll.forEach(step::addTarget);
    runtime.run(scope, step);

    GraphRun outer = network.runner(validation);
    readings.fetch(outer);
    outer.fetch(norm);
    network.cellTypes().forEach(type -> outer.fetch(network.alphaGradient(type)));
    keepValidation.forEach(outer::addTarget);
    Result result = runtime.run(scope, outer);
    StepReading reading = readings.of(result, validation);
    int next = readings.fetches();
    double validationNorm = TensorValues.scalar(result.get(next++));
    Map<CellType, double[]> gradients = new LinkedHashMap<>();
    for (CellType type : network.cellTypes()) {
      gradients.put(type, TensorValues.doubles(result.get(next++)));
    }

    // Without a finite, non-zero direction the second term has no meaning: first order it is.
    if (validationNorm > 0 && Double.isFinite(validationNorm)) {
      double radius = moveLength / validationNorm;
      Map<CellType, double[]> forth = alphaGradientAt(scope, train, radius);
      Map<CellType, double[]> back = alphaGradientAt(scope, train, -radius);
      gradients.replaceAll(
          (type, gradient) -> {
            double[] mixed = gradient.clone();
            double[] plus = forth.getOrDefault(type, gradient);
            double[] minus = back.getOrDefault(type, gradient);
            for (int k = 0; k < mixed.length; k++) {
              mixed[k] -= learningRate * (plus[k] - minus[k]) / (2 * radius);
            }
            return Arrays.stream(mixed).allMatch(Double::isFinite) ? mixed : gradient;
          });
    }
    GraphRun undo = runtime.runner();
    restore.forEach(undo::addTarget);
    runtime.run(scope, undo);
    return new Outcome(reading, gradients);
  }

  private Map<CellType, double[]> alphaGradientAt(StepScope scope, FedBatch train, double radius) {
    moveTo(scope, radius);
    GraphRun runner = network.runner(train);
    List<CellType> types = network.cellTypes();
    types.forEach(type -> runner.fetch(network.alphaGradient(type)));
    Result result = network.runtime().run(scope, runner);
    Map<CellType, double[]> gradients = new LinkedHashMap<>();
    for (int t = 0; t < types.size(); t++) {
      gradients.put(types.get(t), TensorValues.doubles(result.get(t)));
    }
    return gradients;
  }

  private void moveTo(StepScope scope, double radius) {
    GraphRuntime runtime = network.runtime();
    GraphRun runner = runtime.runner();
    runner.feed(length, scope.scalar(runtime.precision(), radius));
    move.forEach(runner::addTarget);
    runtime.run(scope, runner);
  }
}
