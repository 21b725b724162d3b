package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A graph around a piece of network: its inputs are parameters, so that gradients in them exist and
 * any of them can be replaced by a feed.
 */
public final class LayerProbe implements AutoCloseable {

  private final GraphRuntime runtime;
  private final ParameterStore inputs;
  private final ParameterStore weights;
  private final ParameterStore statistics;

  public LayerProbe(Precision precision, long seed) {
    this.runtime = new GraphRuntime(precision, new ExecutionOptions("cpu", 1, 1));
    Ops tf = runtime.ops();
    this.inputs = new ParameterStore(tf, precision, "input", new Seed(seed).child("inputs"));
    this.weights = new ParameterStore(tf, precision, "weights", new Seed(seed).child("weights"));
    this.statistics = new ParameterStore(tf, precision, "statistics", new Seed(seed));
  }

  public GraphRuntime runtime() {
    return runtime;
  }

  public Layers<Operand<TFloating>> layers(BatchNormMode mode) {
    return tensorFlowLayers(mode);
  }

  TensorFlowLayers tensorFlowLayers(BatchNormMode mode) {
    return new TensorFlowLayers(
        runtime.ops(),
        runtime.precision(),
        new NetworkParameters(weights, statistics),
        mode,
        new TensorFlowLayers.Noise(runtime.ops().constant(0), new Seed(0), null, null),
        Parameter::value);
  }

  /** An input whose entries keep a distance of 0.1 from the kink of the rectifier. */
  public Parameter input(String name, long... shape) {
    return inputs.get(
        name,
        Shape.of(shape),
        (random, size) -> random.doubles(size, -1, 1).map(x -> x + Math.copySign(.1, x)).toArray());
  }

  public Parameter input(String name, double[] values, long... shape) {
    return inputs.get(name, Shape.of(shape), (random, size) -> values);
  }

  public List<Parameter> weights() {
    return weights.all();
  }

  /** A weight that a layer has made. */
  public Parameter weight(String name) {
    return weights.all().stream()
        .filter(weight -> weight.name().equals("weights/" + name))
        .findFirst()
        .orElseThrow();
  }

  public void initialise() {
    runtime.initialise(all());
  }

  private List<Parameter> all() {
    List<Parameter> all = new ArrayList<>(inputs.all());
    all.addAll(weights.all());
    all.addAll(statistics.all());
    return all;
  }

  public double[] values(Operand<TFloating> what) {
    try (StepScope scope = new StepScope()) {
      return TensorValues.doubles(runtime.run(scope, runtime.runner().fetch(what)).get(0));
    }
  }

  /** Values with some parameters replaced. */
  public double[] values(Operand<TFloating> what, Parameter replaced, double[] by) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runtime.runner().fetch(what);
      runner.feed(replaced.value(), scope.tensor(runtime.precision(), replaced.shape(), by));
      return TensorValues.doubles(runtime.run(scope, runner).get(0));
    }
  }

  /**
   * The largest error of the graph's gradient of a random projection of the output, in every input
   * and weight, against a four-point difference; relative to the largest entry of that gradient.
   */
  public double gradientError(Operand<TFloating> output, double step) {
    Ops tf = runtime.ops();
    initialise();
    int size = values(output).length;
    double[] coefficients = new SplittableRandom(99).doubles(size, -1, 1).toArray();
    Parameter projection = input("projection", coefficients, size);
    Operand<TFloating> scalar =
        tf.reduceSum(
            tf.math.mul(tf.reshape(output, tf.constant(new int[] {-1})), projection.value()),
            tf.constant(new int[] {0}));
    List<Parameter> by = new ArrayList<>(inputs.all());
    by.remove(projection);
    by.addAll(weights.all());
    List<Operand<TFloating>> gradients =
        runtime.gradients("probe", scalar, by.stream().map(Parameter::value).toList());
    initialise();
    double worst = 0;
    for (int i = 0; i < by.size(); i++) {
      double[] gradient = values(gradients.get(i));
      double[] expected = difference(scalar, by.get(i), step);
      double largest = 1e-3;
      for (double entry : expected) {
        largest = Math.max(largest, Math.abs(entry));
      }
      for (int k = 0; k < expected.length; k++) {
        worst = Math.max(worst, Math.abs(gradient[k] - expected[k]) / largest);
      }
    }
    return worst;
  }

  private double[] difference(Operand<TFloating> scalar, Parameter parameter, double step) {
    double[] original = values(parameter.value());
    double[] result = new double[original.length];
    for (int k = 0; k < result.length; k++) {
      double[] at = new double[4];
      double[] steps = {-2, -1, 1, 2};
      for (int s = 0; s < 4; s++) {
        double[] moved = original.clone();
        moved[k] += steps[s] * step;
        at[s] = values(scalar, parameter, moved)[0];
      }
      result[k] = (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * step);
    }
    return result;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
