package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.RunningStatistics;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The super-network of a cell space as a TensorFlow graph, with all first-order gradients.
 *
 * <p>Every searchable cell reads its own node {@code p_l = softmax(alpha) + delta_l}, so that the
 * gradient in each cell's mixing weights exists on its own and a step in mixing weights is a feed
 * (Λ-DARTS; {@code delta} is zero unless fed). Mixing gradients are stacked by cell type to {@code
 * [cells, edges, operations]}, in the order of the cells.
 */
public final class SuperNetwork {

  private final GraphRuntime runtime;
  private final SuperNetworkSpec spec;
  private final NetworkInputs inputs;
  private final NetworkParameters parameters;
  private final ParameterStore alphaStore;
  private final Map<CellType, Operand<TFloating>> deltas = new LinkedHashMap<>();
  private final Map<CellType, Parameter> alpha = new LinkedHashMap<>();
  private final Map<CellType, Operand<TFloating>> mixing = new LinkedHashMap<>();
  private final List<Operand<TFloating>> ownMixing;
  private final Operand<TFloating> logits;
  private final Classification training;
  private final List<Op> statisticUpdates;
  private final List<Operand<TFloating>> weightGradients;
  private final Map<CellType, Operand<TFloating>> cellGradients = new LinkedHashMap<>();
  private final Map<CellType, Operand<TFloating>> alphaGradients = new LinkedHashMap<>();

  /**
   * Builds the super-network in a graph; the seed is of initial weights and architecture
   * parameters.
   */
  public SuperNetwork(GraphRuntime runtime, SuperNetworkSpec spec, Seed seed) {
    this.runtime = runtime;
    this.spec = spec;
    Ops tf = runtime.ops();
    this.parameters = NetworkParameters.of(runtime, "", seed);
    this.alphaStore = new ParameterStore(tf, runtime.precision(), "alpha", seed.child("alpha"));
    this.inputs =
        NetworkInputs.of(
            runtime,
            Shape.of(spec.imageSize(), spec.imageSize(), spec.size().imageChannels()),
            seed.child("noise"));

    NetworkPlan plan = spec.plan();
    this.ownMixing = ownMixing(tf, plan);
    TowerLayers layers = new TowerLayers(inputs, parameters, BatchNormMode.TRAINING);
    this.logits = logits(layers);
    this.training = Classification.of(runtime, logits, inputs.labels(), spec.size().classes());

    this.statisticUpdates =
        RunningStatistics.updates(runtime, layers.statistics(), training.loss());
    this.weightGradients = differentiate(tf, plan, ownMixing);
  }

  private Operand<TFloating> logits(TowerLayers layers) {
    Ops tf = runtime.ops();
    return layers.join(
        new NetworkBuilder<>(layers)
            .superNetwork(
                spec.plan(),
                layers.split(inputs.images()),
                (cell, type, e, o) -> layers.copies(entry(tf, ownMixing.get(cell), e, o))));
  }

  /** Adds a copy of the network with running statistics, which shares everything else. */
  Classification inference() {
    Operand<TFloating> frozen =
        logits(new TowerLayers(inputs, parameters, BatchNormMode.INFERENCE));
    return Classification.of(runtime, frozen, inputs.labels(), spec.size().classes());
  }

  private List<Operand<TFloating>> ownMixing(Ops tf, NetworkPlan plan) {
    List<Operand<TFloating>> own = new ArrayList<>();
    Map<CellType, Integer> seen = new LinkedHashMap<>();
    for (CellType type : spec.space().cellTypes()) {
      int count = (int) plan.cells().stream().filter(cell -> cell.type().equals(type)).count();
      Shape table = Shape.of(type.edges(), type.operations());
      Parameter parameter =
          alphaStore.get(
              type.name(),
              table,
              (random, size) -> {
                double[] values = new double[size];
                Arrays.setAll(values, i -> spec.alphaDeviation() * random.nextGaussian());
                return values;
              });
      alpha.put(type, parameter);
      mixing.put(type, tf.nn.softmax(parameter.value()));
      Shape stacked = Shape.of(count, type.edges(), type.operations());
      Operand<TFloating> zeros =
          tf.zeros(tf.constant(stacked.asArray()), runtime.precision().type());
      deltas.put(type, tf.placeholderWithDefault(zeros, stacked));
    }
    for (NetworkPlan.Cell cell : plan.cells()) {
      CellType type = cell.type();
      int index = seen.merge(type, 1, Integer::sum) - 1;
      Operand<TFloating> delta =
          tf.reshape(
              tf.slice(
                  deltas.get(type),
                  tf.constant(new int[] {index, 0, 0}),
                  tf.constant(new int[] {1, type.edges(), type.operations()})),
              tf.constant(new int[] {type.edges(), type.operations()}));
      own.add(tf.math.add(mixing.get(type), delta));
    }
    return own;
  }

  private static Operand<TFloating> entry(Ops tf, Operand<TFloating> table, int row, int column) {
    return tf.reshape(
        tf.slice(table, tf.constant(new int[] {row, column}), tf.constant(new int[] {1, 1})),
        tf.constant(new int[0]));
  }

  private List<Operand<TFloating>> differentiate(
      Ops tf, NetworkPlan plan, List<Operand<TFloating>> own) {
    List<Operand<TFloating>> by = new ArrayList<>();
    List<Parameter> weights = parameters.weights().all();
    weights.forEach(weight -> by.add(weight.value()));
    by.addAll(own);
    List<Operand<TFloating>> gradients = runtime.gradients("gradients", training.loss(), by);
    for (CellType type : alpha.keySet()) {
      List<Operand<TFloating>> cells = new ArrayList<>();
      for (int l = 0; l < own.size(); l++) {
        if (plan.cells().get(l).type().equals(type)) {
          cells.add(gradients.get(weights.size() + l));
        }
      }
      Operand<TFloating> stacked = tf.stack(cells);
      cellGradients.put(type, stacked);
      alphaGradients.put(type, throughSoftmax(tf, mixing(type), stacked));
    }
    return List.copyOf(gradients.subList(0, weights.size()));
  }

  /**
   * The chain rule by hand: TensorFlow would add the cells' gradients with an AddN whose order
   * depends on who else has read them by then.
   */
  private static Operand<TFloating> throughSoftmax(
      Ops tf, Operand<TFloating> mixing, Operand<TFloating> cells) {
    Operand<TFloating> total = tf.reduceSum(cells, tf.constant(new int[] {0}));
    Operand<TFloating> mean =
        tf.reduceSum(
            tf.math.mul(mixing, total), tf.constant(new int[] {1}), ReduceSum.keepDims(true));
    return tf.math.mul(mixing, tf.math.sub(total, mean));
  }

  /** Starts a run on a batch. */
  public GraphRun runner(FedBatch batch) {
    return inputs.runner(batch);
  }

  NetworkInputs inputs() {
    return inputs;
  }

  /** Feeds steps in mixing weights, {@code [cells, edges, operations]}. */
  public void feedDelta(GraphRun runner, CellType type, Tensor delta) {
    runner.feed(deltaOf(type), delta);
  }

  /** The shape of a cell type's deltas and gradients: {@code [cells, edges, operations]}. */
  public Shape stackedShape(CellType type) {
    return deltaOf(type).shape();
  }

  /**
   * Adds the derivatives of the weight gradients along directions in the mixing weights of some
   * cell types, {@code [cells, edges, operations]}, in the order of {@link #weights()}.
   */
  List<Operand<TFloating>> weightGradientsAlong(Map<CellType, Operand<TFloating>> directions) {
    List<Operand<TFloating>> by = new ArrayList<>();
    List<Operand<TFloating>> along = new ArrayList<>();
    directions.forEach(
        (type, direction) -> {
          by.add(deltaOf(type));
          along.add(direction);
        });
    return runtime.derivatives("second", weightGradients, by, along);
  }

  private Operand<TFloating> deltaOf(CellType type) {
    return of(deltas, type);
  }

  static <V> V of(Map<CellType, V> map, CellType type) {
    V value = map.get(type);
    if (value == null) {
      throw new IllegalArgumentException("no cell type " + type.name() + " in this network");
    }
    return value;
  }

  /** The graph this network is built in. */
  public GraphRuntime runtime() {
    return runtime;
  }

  /** What this network was built for. */
  public SuperNetworkSpec spec() {
    return spec;
  }

  /** The cell types with architecture parameters, in the space's order. */
  public List<CellType> cellTypes() {
    return List.copyOf(alpha.keySet());
  }

  /** The trainable weights in the order of construction, without architecture parameters. */
  public List<Parameter> weights() {
    return parameters.weights().all();
  }

  /** Batch norm's running statistics, in the order of construction. */
  public List<Parameter> statistics() {
    return parameters.statistics().all();
  }

  /** The architecture parameters of a cell type: {@code [edges, operations]}. */
  public Parameter alpha(CellType type) {
    return of(alpha, type);
  }

  /** The mixing weights of a cell type: {@code softmax(alpha)}, {@code [edges, operations]}. */
  public Operand<TFloating> mixing(CellType type) {
    return of(mixing, type);
  }

  /** Logits with batch statistics: {@code [batch, classes]}. */
  public Operand<TFloating> logits() {
    return logits;
  }

  /** Mean cross-entropy with batch statistics: a scalar, in nats. */
  public Operand<TFloating> loss() {
    return training.loss();
  }

  /** Correctly classified images with batch statistics. */
  public Operand<TInt32> correct() {
    return training.correct();
  }

  /** Moves the running statistics towards the batch's. */
  public List<Op> statisticUpdates() {
    return statisticUpdates;
  }

  /** Gradients of the loss in the weights, in the order of {@link #weights()}. */
  public List<Operand<TFloating>> weightGradients() {
    return weightGradients;
  }

  /** Gradients of the loss in each cell's mixing weights: {@code [cells, edges, operations]}. */
  public Operand<TFloating> cellGradients(CellType type) {
    return of(cellGradients, type);
  }

  /** Gradient of the loss in the architecture parameters: {@code [edges, operations]}. */
  public Operand<TFloating> alphaGradient(CellType type) {
    return of(alphaGradients, type);
  }
}
