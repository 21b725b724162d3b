package org.lambdanas.graph.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
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
import org.tensorflow.types.family.TFloating;

/**
 * The graph of a training of shared weights: the super-network with batch statistics, whose edges
 * add up all operations or compute one of them, and a step of gradient descent, which is a single
 * run.
 */
public final class SharingGraph implements AutoCloseable {

  private final GraphRuntime runtime;
  private final NetworkInputs inputs;
  private final FedRouting routing;
  private final Classification routed;
  private final Classification trained;
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
      this.routing = new FedRouting(inputs, space.cellTypes());
      NetworkParameters parameters = NetworkParameters.of(runtime, "", seed.child("network"));
      TowerLayers layers = new TowerLayers(inputs, parameters, BatchNormMode.TRAINING);
      Operand<TFloating> ofRoute =
          layers.join(
              new NetworkBuilder<>(layers)
                  .routedNetwork(space.plan(size), layers.split(inputs.images()), routing));
      this.routed = Classification.of(runtime, ofRoute, inputs.labels(), size.classes());
      this.trained =
          config.getMethod() == SharingMethod.SHARING_METHOD_ONESHOT
              ? Classification.of(
                  runtime, ofSum(layers, space, size), inputs.labels(), size.classes())
              : routed;
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
              .update(
                  runtime.gradients(
                      "gradients", trained.loss(), weights.stream().map(Parameter::value).toList()),
                  learningRate);
      this.state = new ArrayList<>(weights);
      state.addAll(momenta.all());
      runtime.initialise(state);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private Operand<TFloating> ofSum(TowerLayers layers, CellSpace space, NetworkSize size) {
    Ops tf = runtime.ops();
    Towers one = layers.copies(tf.dtypes.cast(tf.constant(1.0), runtime.precision().type()));
    return layers.join(
        new NetworkBuilder<>(layers)
            .superNetwork(
                space.plan(size), layers.split(inputs.images()), (cell, type, e, o) -> one));
  }

  /** One step of gradient descent, on the way given, or, without one, on the sums. */
  public TrainingGraph.Outcome step(Batch batch, double rate, Optional<Route> route) {
    try (StepScope scope = new StepScope()) {
      GraphRun run =
          inputs
              .runner(FedBatch.of(scope, runtime.precision(), batch))
              .feed(learningRate, scope.scalar(runtime.precision(), rate))
              .fetch(trained.loss())
              .fetch(trained.correct())
              .fetch(update.gradientNorm());
      route.ifPresent(way -> routing.feed(scope, run, way));
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
      routing.feed(scope, run, route);
      return Evaluation.of(scope, runtime, run, routed, fed.size());
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
