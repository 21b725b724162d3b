package org.lambdanas.graph.network;

import java.util.List;
import java.util.SplittableRandom;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** A discrete network with a batch of noise, whose weights and images can be moved. */
final class NetworkProbe implements AutoCloseable {

  static final int IMAGES = 4;
  static final int SIDE = 8;
  static final int CLASSES = 3;

  /** Convolutions, pools and rectifiers of every sort, as a user would put them together. */
  static final NetworkDefinition OWN =
      new NetworkDefinition() {
        @Override
        public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
          T x = layers.convolution("one", images, 4, 3, 1);
          x = layers.relu("relu", layers.batchNorm("norm", x, true));
          x = layers.maxPool("pool", x, 2, 2, 0);
          x = layers.biasedConvolution("two", x, 6, 1, 1);
          return NetworkOutputs.of(
              layers.linear("fc", layers.globalAveragePool("gap", x), CLASSES));
        }
      };

  final GraphRuntime runtime;
  final DiscreteNetwork network;
  final float[] images = new float[IMAGES * SIDE * SIDE * 3];
  final int[] labels = {0, 2, 1, 2};

  NetworkProbe(Precision precision, NetworkDefinition definition, BatchNormMode mode) {
    this(precision, "cpu", definition, mode);
  }

  NetworkProbe(
      Precision precision, String device, NetworkDefinition definition, BatchNormMode mode) {
    this.runtime = new GraphRuntime(precision, new ExecutionOptions(device, 1, 1));
    this.network =
        new DiscreteNetwork(
            NetworkInputs.of(runtime, Shape.of(SIDE, SIDE, 3), new Seed(2)),
            NetworkParameters.of(runtime, "", new Seed(1)),
            definition,
            mode);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
  }

  static NetworkDefinition architecture(String space, int channels, int depth, String text) {
    CellSpace cells = SearchSpaces.cellSpaceById(space);
    NetworkPlan plan = cells.plan(new NetworkSize(channels, depth, 3, CLASSES));
    return new ArchitectureDefinition(cells, cells.parse(text), plan);
  }

  double[] values(Operand<TFloating> what) {
    return values(List.of(what)).get(0);
  }

  /** All in one run. */
  List<double[]> values(List<Operand<TFloating>> what) {
    return values(what, images);
  }

  double valueAt(Operand<TFloating> what, float[] moved) {
    return values(List.of(what), moved).get(0)[0];
  }

  private List<double[]> values(List<Operand<TFloating>> what, float[] pixels) {
    try (StepScope scope = new StepScope()) {
      DiscreteNetwork.Values values = network.run(scope, batch(scope, pixels), what);
      return what.stream().map(operand -> TensorValues.doubles(values.of(operand))).toList();
    }
  }

  /** With a weight replaced. */
  double[] valuesAt(Operand<TFloating> what, Parameter replaced, double[] by) {
    try (StepScope scope = new StepScope()) {
      GraphRun run = network.inputs().runner(batch(scope, images)).fetch(what);
      run.feed(replaced.value(), scope.tensor(runtime.precision(), replaced.shape(), by));
      return TensorValues.doubles(runtime.run(scope, run).get(0));
    }
  }

  private FedBatch batch(StepScope scope, float[] pixels) {
    return new FedBatch(
        scope.tensor(runtime.precision(), Shape.of(IMAGES, SIDE, SIDE, 3), pixels),
        scope.labels(labels),
        scope.integer(0),
        IMAGES);
  }

  Parameter weight(String name) {
    return network.parameters().weights().all().stream()
        .filter(weight -> weight.name().equals("weights/" + name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
