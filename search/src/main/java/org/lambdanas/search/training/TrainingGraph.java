package org.lambdanas.search.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.layer.RunningStatistics;
import org.lambdanas.graph.layer.TensorFlowLayers.Mode;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.Classification;
import org.lambdanas.graph.supernet.Evaluation;
import org.lambdanas.graph.supernet.FedBatch;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.MomentumSgd;
import org.lambdanas.graph.train.MovingAverage;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The graph of a training: the discrete network in training and inference mode, its loss, and a
 * step of gradient descent, which is a single run.
 */
final class TrainingGraph implements AutoCloseable {

  private static final String WEIGHTS = "weights";
  private static final String STATISTICS = "statistics";
  private static final String AVERAGED = "averaged ";
  private static final String AUXILIARY = WEIGHTS + "/auxiliary/";

  private final GraphRuntime runtime;
  private final Seed dropPathSeed;
  private final Placeholder<TFloating> images;
  private final Placeholder<TInt32> labels;
  private final Operand<TInt32> noiseKey;
  private final Seed noiseSeed;
  private final Placeholder<TFloating> learningRate;
  private final Placeholder<TFloating> masks;
  private final Classification training;
  private final Classification inference;
  private final Operand<TFloating> gradientNorm;
  private final List<Op> updates = new ArrayList<>();
  private final List<Parameter> state = new ArrayList<>();
  private final List<Parameter> deployedWeights;
  private final List<Parameter> deployedStatistics;
  private final List<Parameter> trained = new ArrayList<>();
  private int paths;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @param config resolved configuration
   * @param space the architecture's space
   * @param size of the network
   * @param imageSize side of the square images in pixels
   */
  TrainingGraph(TrainingConfig config, CellSpace space, NetworkSize size, int imageSize) {
    ExecutionConfig execution = config.getExecution();
    Precision precision = Precision.byId(execution.getPrecision());
    this.runtime = new GraphRuntime(precision, ExecutionOptions.of(execution));
    try {
      Ops tf = runtime.ops();
      Seed seed = new Seed(config.getSeed());
      this.dropPathSeed = seed.child("drop path");
      this.images =
          tf.placeholder(
              precision.type(),
              Placeholder.shape(Shape.of(-1, imageSize, imageSize, size.imageChannels())));
      this.labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      this.noiseKey = tf.placeholderWithDefault(tf.constant(0), Shape.scalar());
      this.noiseSeed = seed.child("noise");
      this.learningRate = tf.placeholder(precision.type(), Placeholder.shape(Shape.scalar()));
      this.masks = tf.placeholder(precision.type(), Placeholder.shape(Shape.of(-1, -1)));
      NetworkPlan plan = space.plan(size);
      plan.checkImageSize(imageSize);
      Seed drawn = seed.child("network");
      ParameterStore weights = store(WEIGHTS, WEIGHTS, drawn);
      ParameterStore statistics = store(STATISTICS, STATISTICS, drawn);
      TowerLayers layers = layers(weights, statistics, Mode.TRAINING);
      NetworkBuilder<Towers> builder =
          config.getDropPath() > 0
              ? new NetworkBuilder<>(layers, x -> layers.scaleImages(x, nextMask()))
              : new NetworkBuilder<>(layers);
      NetworkPlan trainedPlan = config.getAuxiliaryWeight() > 0 ? plan.withAuxiliaryHead() : plan;
      this.training =
          judged(
              config,
              size,
              joined(
                  layers,
                  builder.trainingNetwork(
                      space, config.getArchitecture(), trainedPlan, layers.split(images))));
      boolean averages = config.getEmaDecay() > 0;
      // Draws depend on names only: averages start where the weights do.
      ParameterStore deployed = averages ? store(AVERAGED + WEIGHTS, WEIGHTS, drawn) : weights;
      ParameterStore deployedRunning =
          averages ? store(AVERAGED + STATISTICS, STATISTICS, drawn) : statistics;
      TowerLayers frozen = layers(deployed, deployedRunning, Mode.INFERENCE);
      this.inference =
          Classification.of(
              runtime,
              frozen.join(
                  new NetworkBuilder<>(frozen)
                      .discreteNetwork(
                          space, config.getArchitecture(), plan, frozen.split(images))),
              labels,
              size.classes());
      this.deployedWeights =
          deployed.all().stream().filter(weight -> !weight.name().startsWith(AUXILIARY)).toList();
      this.deployedStatistics = deployedRunning.all();
      ParameterStore momenta = store("momentum", "momentum", drawn);
      MomentumSgd.Update step = descent(config, weights.all(), momenta);
      this.gradientNorm = step.gradientNorm();
      updates.addAll(step.operations());
      updates.addAll(RunningStatistics.updates(runtime, layers.statistics(), training.loss()));
      trained.addAll(weights.all());
      trained.addAll(statistics.all());
      if (averages) {
        updates.addAll(average(config.getEmaDecay()));
        state.addAll(deployedWeights);
        state.addAll(deployedStatistics);
      }
      state.addAll(trained);
      state.addAll(momenta.all());
      runtime.initialise(state);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private ParameterStore store(String role, String draws, Seed seed) {
    return new ParameterStore(runtime.ops(), runtime.precision(), role, seed.child(draws));
  }

  private TowerLayers layers(ParameterStore weights, ParameterStore statistics, Mode mode) {
    return new TowerLayers(runtime, weights, statistics, mode, images, noiseKey, noiseSeed);
  }

  /** Loss of the network, and of its auxiliary head where it has one; accuracy of the former. */
  private Classification judged(
      TrainingConfig config, NetworkSize size, NetworkBuilder.Outputs<Operand<TFloating>> outputs) {
    double smoothing = config.getLabelSmoothing();
    Classification own =
        Classification.smoothed(runtime, outputs.logits(), labels, size.classes(), smoothing);
    if (outputs.auxiliary().isEmpty()) {
      return own;
    }
    Classification head =
        Classification.smoothed(
            runtime, outputs.auxiliary().get(), labels, size.classes(), smoothing);
    Ops tf = runtime.ops();
    Operand<TFloating> weight =
        tf.dtypes.cast(tf.constant(config.getAuxiliaryWeight()), runtime.precision().type());
    return new Classification(
        tf.math.add(own.loss(), tf.math.mul(weight, head.loss())), own.correct());
  }

  private static NetworkBuilder.Outputs<Operand<TFloating>> joined(
      TowerLayers layers, NetworkBuilder.Outputs<Towers> outputs) {
    return new NetworkBuilder.Outputs<>(
        layers.join(outputs.logits()), outputs.auxiliary().map(layers::join));
  }

  /** The factors of drop path for the next place in the network, {@code [batch]}. */
  private Operand<TFloating> nextMask() {
    Ops tf = runtime.ops();
    return tf.reshape(
        tf.slice(masks, tf.constant(new int[] {paths++, 0}), tf.constant(new int[] {1, -1})),
        tf.constant(new int[] {-1}));
  }

  private MomentumSgd.Update descent(
      TrainingConfig config, List<Parameter> weights, ParameterStore momenta) {
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    MomentumSgd sgd =
        new MomentumSgd(
            runtime,
            weights,
            momenta,
            optimizer.getMomentum(),
            optimizer.getWeightDecay(),
            optimizer.getClipNorm(),
            config.getNesterov());
    List<Operand<TFloating>> by = weights.stream().map(Parameter::value).toList();
    return sgd.update(runtime.gradients("gradients", training.loss(), by), learningRate);
  }

  private List<Op> average(double decay) {
    Map<String, Parameter> byName = new LinkedHashMap<>();
    trained.forEach(parameter -> byName.put(parameter.name(), parameter));
    List<Parameter> averages = new ArrayList<>(deployedWeights);
    averages.addAll(deployedStatistics);
    List<Parameter> values = new ArrayList<>();
    for (Parameter average : averages) {
      Parameter value = byName.get(plain(average.name()));
      if (value == null) {
        throw new IllegalStateException(average + " averages nothing");
      }
      values.add(value);
    }
    return new MovingAverage(decay).update(runtime, values, averages, List.copyOf(updates));
  }

  private static String plain(String name) {
    return name.startsWith(AVERAGED) ? name.substring(AVERAGED.length()) : name;
  }

  /**
   * What a step tells.
   *
   * @param loss mean over the batch, in nats
   * @param correct correctly classified images
   * @param images images of the batch
   * @param gradientNorm global L2 norm of the gradient before clipping
   */
  record Outcome(double loss, int correct, int images, double gradientNorm) {}

  /**
   * One step of gradient descent.
   *
   * @param batch training images
   * @param rate learning rate, at least 0
   * @param drop share of the outputs dropped
   * @param globalStep steps since the start
   */
  Outcome step(Batch batch, double rate, double drop, long globalStep) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner =
          runner(FedBatch.of(scope, runtime.precision(), batch))
              .feed(learningRate, scope.scalar(runtime.precision(), rate));
      if (paths > 0) {
        runner.feed(
            masks,
            scope.tensor(
                runtime.precision(),
                Shape.of(paths, batch.size()),
                DropPathMasks.of(dropPathSeed, globalStep, drop, paths, batch.size())));
      }
      runner.fetch(training.loss()).fetch(training.correct()).fetch(gradientNorm);
      updates.forEach(runner::addTarget);
      Result result = runtime.run(scope, runner);
      return new Outcome(
          TensorValues.scalar(result.get(0)),
          (int) TensorValues.scalar(result.get(1)),
          batch.size(),
          TensorValues.scalar(result.get(2)));
    }
  }

  /** Classifies a batch with running statistics, and averaged weights where there are any. */
  Evaluation evaluate(Batch batch) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner =
          runner(FedBatch.of(scope, runtime.precision(), batch))
              .fetch(inference.loss())
              .fetch(inference.correct());
      Result result = runtime.run(scope, runner);
      return new Evaluation(
          TensorValues.scalar(result.get(0)) * batch.size(),
          (long) TensorValues.scalar(result.get(1)),
          batch.size());
    }
  }

  private GraphRun runner(FedBatch batch) {
    return runtime
        .runner()
        .feed(images, batch.images())
        .feed(labels, batch.labels())
        .feed(noiseKey, batch.noiseKey());
  }

  /** Everything that a resumed training needs. */
  List<NamedTensor> save() {
    return runtime.save(state);
  }

  /** Goes on from what was saved. */
  void restore(List<NamedTensor> tensors) {
    runtime.restore(state, tensors);
  }

  /** The trained weights of the network that is judged and handed on. */
  List<NamedTensor> weights() {
    return plain(runtime.save(deployedWeights));
  }

  /** Its batch norms' running statistics. */
  List<NamedTensor> statistics() {
    return plain(runtime.save(deployedStatistics));
  }

  private static List<NamedTensor> plain(List<NamedTensor> tensors) {
    return tensors.stream().map(t -> t.toBuilder().setName(plain(t.getName())).build()).toList();
  }

  /**
   * Starts from a trained network's values.
   *
   * @param tensors its weights and statistics
   * @throws DataException if they are not those of this network
   */
  void start(List<NamedTensor> tensors) {
    Map<String, NamedTensor> given = new LinkedHashMap<>(TensorMessages.byName(tensors));
    List<Parameter> targets = new ArrayList<>(deployedWeights);
    targets.addAll(deployedStatistics);
    targets.forEach(target -> given.remove(plain(target.name())));
    if (!given.isEmpty()) {
      throw new DataException(
          "tensor '" + given.keySet().iterator().next() + "' is not one of this network");
    }
    List<NamedTensor> named = new ArrayList<>(tensors);
    tensors.forEach(t -> named.add(t.toBuilder().setName(AVERAGED + t.getName()).build()));
    List<Parameter> both = new ArrayList<>(targets);
    List<String> names = targets.stream().map(Parameter::name).toList();
    trained.stream()
        .filter(parameter -> !names.contains(parameter.name()))
        .filter(parameter -> names.contains(AVERAGED + parameter.name()))
        .forEach(both::add);
    runtime.restore(both, named);
  }

  /** Runs of the session so far. */
  long runs() {
    return runtime.runs();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
