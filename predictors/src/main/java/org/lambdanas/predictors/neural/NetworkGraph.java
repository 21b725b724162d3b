package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * A network as a graph, built once: its predictions, and whatever a training adds. Closing frees
 * its native memory.
 */
final class NetworkGraph implements AutoCloseable {

  /**
   * Predictions are made of this many rows at a time, whatever is asked: so the kernels' blocks are
   * the same for a row alone and among others. A multiple of every vector's length.
   */
  static final int ROWS = 64;

  private final Network network;
  private final GraphRuntime runtime;
  private final ParameterStore weights;
  private final ParameterStore statistics;
  private final FeatureShape shape;
  private final List<Shape> parts;
  private final List<Placeholder<TFloating>> inputs = new ArrayList<>();
  private final Operand<TFloating> predictions;
  private final List<Parameter> state;

  /** Builds a network in inference mode, for features of a shape; the seed is of its weights. */
  NetworkGraph(Precision precision, Network network, FeatureShape shape, Seed seed) {
    this.network = network;
    this.shape = shape;
    this.runtime = GraphRuntime.sequential(precision);
    this.weights = new ParameterStore(runtime.ops(), precision, "weights", seed);
    // Statistics start from constants: the seed does not matter.
    this.statistics = new ParameterStore(runtime.ops(), precision, "statistics", seed);
    this.parts = network.parts();
    for (Shape part : parts) {
      inputs.add(runtime.ops().placeholder(precision.type(), Placeholder.shape(part.prepend(-1))));
    }
    NetworkLayers layers = layers(Optional.empty());
    this.predictions =
        layers.reshape(network.predictions(layers, operands()), network.members(), -1);
    // What training adds, such as a decoder, is not needed to predict.
    this.state = everything();
  }

  NetworkLayers layers(Optional<Operand<TInt32>> noiseKey) {
    return new NetworkLayers(runtime, weights, statistics, noiseKey);
  }

  List<Operand<TFloating>> operands() {
    return List.copyOf(inputs);
  }

  Network network() {
    return network;
  }

  GraphRuntime runtime() {
    return runtime;
  }

  List<Parameter> weights() {
    return weights.all();
  }

  private List<Parameter> everything() {
    List<Parameter> all = new ArrayList<>(weights.all());
    all.addAll(statistics.all());
    return all;
  }

  /** Everything that predictions depend on. */
  List<Parameter> state() {
    return state;
  }

  /** Gives weights and statistics, and what a training has added, their initial values. */
  void initialise(List<Parameter> others) {
    List<Parameter> all = everything();
    all.addAll(others);
    runtime.initialise(all);
  }

  List<NamedTensor> save() {
    return runtime.save(state);
  }

  /** Takes up what {@link #save} gave; DataException if a tensor is missing or of another shape. */
  void restore(List<NamedTensor> tensors) {
    runtime.restore(state, tensors);
  }

  /** The parts of each input; DataException if one has another form or size. */
  List<float[][]> read(List<Features> inputs) {
    return Features.require(inputs, shape, Features.class).stream().map(network::read).toList();
  }

  /** Feeds the parts of some rows. */
  void feed(StepScope scope, GraphRun run, List<float[][]> rows) {
    for (int p = 0; p < inputs.size(); p++) {
      int size = Math.toIntExact(parts.get(p).size());
      float[] values = new float[rows.size() * size];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i)[p], 0, values, i * size, size);
      }
      run.feed(
          inputs.get(p),
          scope.tensor(runtime.precision(), parts.get(p).prepend(rows.size()), values));
    }
  }

  /** Predicts from the parts of some rows: {@code [members][rows]}. */
  double[][] predict(List<float[][]> rows) {
    double[][] result = new double[network.members()][rows.size()];
    for (int start = 0; start < rows.size(); start += ROWS) {
      Cancellation.check();
      int count = Math.min(ROWS, rows.size() - start);
      List<float[][]> padded = new ArrayList<>(rows.subList(start, start + count));
      while (padded.size() < ROWS) {
        padded.add(padded.get(0));
      }
      try (StepScope scope = new StepScope()) {
        GraphRun run = runtime.runner().fetch(predictions);
        feed(scope, run, padded);
        double[] values = TensorValues.doubles(runtime.run(scope, run).get(0));
        for (int m = 0; m < result.length; m++) {
          System.arraycopy(values, m * ROWS, result[m], start, count);
        }
      }
    }
    return result;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
