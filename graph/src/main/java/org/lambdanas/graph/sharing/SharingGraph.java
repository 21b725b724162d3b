package org.lambdanas.graph.sharing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.MomentumSgd;
import org.lambdanas.graph.training.TrainingGraph;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingMethod;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The graph of a training of shared weights: the super-network with batch statistics, whose edges
 * add up all operations or compute one of them, and a step of gradient descent, which is a single
 * run.
 */
public final class SharingGraph implements AutoCloseable {

  private final GraphRuntime runtime;
  private final NetworkInputs inputs;

  /** What a whole batch goes through, to be judged. */
  private final Routed whole;

  /** What each share of a batch goes through, to train; none where all operations are trained. */
  private final List<Routed> ways;

  /** What is kept of the sums of a step, where all operations are trained. */
  private final Map<CellType, Placeholder<TFloating>> kept = new LinkedHashMap<>();

  private final PathDropout dropout;
  private final Operand<TFloating> loss;
  private final Operand<TInt32> correct;
  private final Placeholder<TFloating> learningRate;
  private final MomentumSgd.Update update;
  private final List<Parameter> weights;
  private final List<Parameter> state;

  /** Builds the graph and draws the initial weights. */
  public SharingGraph(SharingConfig config, CellSpace space, NetworkSize size, int imageSize) {
    ExecutionConfig execution = config.getExecution();
    this.runtime =
        new GraphRuntime(Precision.byId(execution.getPrecision()), ExecutionOptions.of(execution));
    try {
      Ops tf = runtime.ops();
      Seed seed = new Seed(config.getSeed());
      this.inputs =
          NetworkInputs.of(
              runtime, Shape.of(imageSize, imageSize, size.imageChannels()), seed.child("noise"));
      NetworkParameters parameters = NetworkParameters.of(runtime, "", seed.child("network"));
      TowerLayers layers = new TowerLayers(inputs, parameters, BatchNormMode.TRAINING);
      this.whole = Routed.of(inputs, layers, space, size);
      this.dropout = new PathDropout(config.getPathDropout(), seed.child("dropout"));
      List<Classification> trained = new ArrayList<>();
      int paths = Math.max(1, config.getPaths());
      if (config.getMethod() == SharingMethod.SHARING_METHOD_ONESHOT) {
        this.ways = List.of();
        trained.add(
            Classification.of(
                runtime, ofSum(layers, space, size), inputs.labels(), size.classes()));
      } else {
        this.ways =
            paths == 1
                ? List.of(whole)
                : shares(paths).stream()
                    .map(share -> Routed.of(share, layers, space, size))
                    .toList();
        ways.forEach(way -> trained.add(way.judged()));
      }
      this.weights = parameters.weights().all();
      this.learningRate =
          tf.placeholder(runtime.precision().type(), Placeholder.shape(Shape.scalar()));
      ParameterStore momenta =
          new ParameterStore(tf, runtime.precision(), "momentum", seed.child("momentum"));
      WeightOptimizerConfig optimizer = config.getWeightOptimizer();
      this.update =
          new MomentumSgd(
                  runtime,
                  weights,
                  momenta,
                  optimizer.getMomentum(),
                  optimizer.getWeightDecay(),
                  optimizer.getClipNorm())
              .update(gradients(trained), learningRate);
      this.loss = mean(trained.stream().map(Classification::loss).toList());
      this.correct =
          trained.stream().map(Classification::correct).reduce(tf.math::add).orElseThrow();
      this.state = new ArrayList<>(weights);
      state.addAll(momenta.all());
      runtime.initialise(state);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** A super-network that images take one way through. */
  private record Routed(FedRouting routing, Classification judged) {

    static Routed of(NetworkInputs inputs, TowerLayers layers, CellSpace space, NetworkSize size) {
      FedRouting routing = new FedRouting(inputs, space.cellTypes());
      Operand<TFloating> logits =
          layers.join(
              new NetworkBuilder<>(layers)
                  .routedNetwork(space.plan(size), layers.split(inputs.images()), routing));
      return new Routed(
          routing, Classification.of(inputs.runtime(), logits, inputs.labels(), size.classes()));
    }
  }

  /** Equal shares of a batch, up to an image. */
  private List<NetworkInputs> shares(int count) {
    Ops tf = runtime.ops();
    Operand<TInt32> images =
        tf.slice(tf.shape(inputs.labels()), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    int[] spare = IntStream.range(0, count).toArray();
    Operand<TInt32> sizes =
        tf.math.floorDiv(tf.math.add(images, tf.constant(spare)), tf.constant(count));
    List<Operand<TFloating>> parts = new ArrayList<>();
    tf.splitV(inputs.images(), sizes, tf.constant(0), (long) count).forEach(parts::add);
    List<Operand<TInt32>> labels = new ArrayList<>();
    tf.splitV(inputs.labels(), sizes, tf.constant(0), (long) count).forEach(labels::add);
    return IntStream.range(0, count)
        .mapToObj(k -> inputs.withImages(parts.get(k)).withLabels(labels.get(k)))
        .toList();
  }

  /**
   * Means over the ways: each is differentiated for itself, as TensorFlow would add their gradients
   * in an order of its own.
   */
  private List<Operand<TFloating>> gradients(List<Classification> trained) {
    List<Operand<TFloating>> values = weights.stream().map(Parameter::value).toList();
    List<List<Operand<TFloating>>> all = new ArrayList<>();
    for (Classification way : trained) {
      all.add(runtime.gradients("gradients" + all.size(), way.loss(), values));
    }
    return IntStream.range(0, weights.size())
        .mapToObj(w -> mean(all.stream().map(gradients -> gradients.get(w)).toList()))
        .toList();
  }

  private Operand<TFloating> mean(List<Operand<TFloating>> terms) {
    Ops tf = runtime.ops();
    return terms.size() == 1
        ? terms.get(0)
        : tf.math.div(
            terms.stream().reduce(tf.math::add).orElseThrow(),
            tf.dtypes.cast(tf.constant(terms.size()), runtime.precision().type()));
  }

  private Operand<TFloating> ofSum(TowerLayers layers, CellSpace space, NetworkSize size) {
    Ops tf = runtime.ops();
    for (CellType type : space.cellTypes()) {
      Shape table = Shape.of(type.edges(), type.operations());
      kept.put(type, tf.placeholder(runtime.precision().type(), Placeholder.shape(table)));
    }
    return layers.join(
        new NetworkBuilder<>(layers)
            .superNetwork(
                space.plan(size),
                layers.split(inputs.images()),
                (cell, type, edge, operation) ->
                    layers.copies(
                        tf.gatherNd(
                            Objects.requireNonNull(kept.get(type)),
                            tf.constant(new int[] {edge, operation})))));
  }

  /**
   * One step of gradient descent.
   *
   * @param routes a way for each share of the batch; none where all operations are added up
   * @param number of the step, from 0: it decides what is left out of sums
   */
  public TrainingGraph.Outcome step(Batch batch, double rate, List<Route> routes, long number) {
    try (StepScope scope = new StepScope()) {
      GraphRun run =
          inputs
              .runner(FedBatch.of(scope, runtime.precision(), batch))
              .feed(learningRate, scope.scalar(runtime.precision(), rate))
              .fetch(loss)
              .fetch(correct)
              .fetch(update.gradientNorm());
      for (int k = 0; k < ways.size(); k++) {
        ways.get(k).routing().feed(scope, run, routes.get(k));
      }
      kept.forEach(
          (type, table) ->
              run.feed(
                  table,
                  scope.tensor(runtime.precision(), table.shape(), dropout.kept(type, number))));
      update.operations().forEach(run::addTarget);
      Result result = runtime.run(scope, run);
      return new TrainingGraph.Outcome(
          TensorValues.scalar(result.get(0)),
          (int) TensorValues.scalar(result.get(1)),
          batch.size(),
          TensorValues.scalar(result.get(2)));
    }
  }

  /** Classifies a batch on one way, with its own statistics: its part of a sum. */
  public Evaluation evaluate(Batch batch, Route route) {
    try (StepScope scope = new StepScope()) {
      FedBatch fed = FedBatch.of(scope, runtime.precision(), batch);
      GraphRun run = inputs.runner(fed);
      whole.routing().feed(scope, run, route);
      return Evaluation.of(scope, runtime, run, whole.judged(), fed.size());
    }
  }

  /** The shared weights. */
  public List<NamedTensor> weights() {
    return runtime.save(weights);
  }

  /** Number of trainable values. */
  public long size() {
    return Parameter.count(weights);
  }

  /** Everything that a resumed training needs. */
  public List<NamedTensor> save() {
    return runtime.save(state);
  }

  /** Goes on from what was saved under the same configuration. */
  public void restore(List<NamedTensor> tensors) {
    runtime.restore(state, tensors);
  }

  @Override
  public void close() {
    runtime.close();
  }
}
