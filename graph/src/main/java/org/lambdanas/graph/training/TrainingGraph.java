package org.lambdanas.graph.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.SoftLabels;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
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
import org.tensorflow.types.family.TFloating;

/**
 * The graph of a training: the discrete network in training and inference mode, its loss, and a
 * step of gradient descent, which is a single run.
 */
public final class TrainingGraph implements AutoCloseable {

  private static final String AVERAGED = "averaged ";

  private final GraphRuntime runtime;
  private final Seed dropPathSeed;
  private final NetworkInputs inputs;
  private final Placeholder<TFloating> learningRate;
  private final Placeholder<TFloating> masks;
  private final Optional<MixedLabels> mixture;
  private final Classification training;
  private final Classification inference;
  private final Operand<TFloating> gradientNorm;
  private final List<Op> updates = new ArrayList<>();
  private final List<Parameter> state = new ArrayList<>();

  /** What training changes and a trained network has: no auxiliary head. */
  private final List<Parameter> handedOn;

  /** Weights of the network that is judged and handed on; averages where there are any. */
  private final List<Parameter> deployedWeights;

  private final List<Parameter> deployedStatistics;
  private final int paths;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @param classWeights what the classes count in the loss; empty: all alike
   */
  public TrainingGraph(
      TrainingConfig config,
      NetworkSpace space,
      NetworkSize size,
      int imageSize,
      List<Double> classWeights) {
    ExecutionConfig execution = config.getExecution();
    Precision precision = Precision.byId(execution.getPrecision());
    this.runtime = new GraphRuntime(precision, ExecutionOptions.of(execution));
    try {
      Ops tf = runtime.ops();
      Seed seed = new Seed(config.getSeed());
      this.dropPathSeed = seed.child("drop path");
      this.inputs =
          NetworkInputs.of(
              runtime, Shape.of(imageSize, imageSize, size.imageChannels()), seed.child("noise"));
      this.learningRate = tf.placeholder(precision.type(), Placeholder.shape(Shape.scalar()));
      this.masks = tf.placeholder(precision.type(), Placeholder.shape(Shape.of(-1, -1)));
      NetworkPlan plan = space.plan(size);
      Seed drawn = seed.child("network");
      NetworkParameters parameters = NetworkParameters.of(runtime, "", drawn);
      NetworkDefinition trainedDefinition =
          new ArchitectureDefinition(
              space,
              config.getArchitecture(),
              config.getAuxiliaryWeight() > 0 ? plan.withAuxiliaryHead() : plan);
      DiscreteNetwork network =
          config.getDropPath() > 0
              ? DiscreteNetwork.withDropPath(inputs, parameters, trainedDefinition, masks)
              : new DiscreteNetwork(inputs, parameters, trainedDefinition, BatchNormMode.TRAINING);
      this.paths = network.paths();
      this.mixture =
          config.getMixup() > 0 ? Optional.of(MixedLabels.of(runtime)) : Optional.empty();
      this.training =
          network.judged(
              new SoftLabels(
                  config.getLabelSmoothing(), classWeights, mixture.map(MixedLabels::operands)),
              config.getAuxiliaryWeight());
      boolean averages = config.getEmaDecay() > 0;
      // Draws depend on names only: averages start where the weights do.
      NetworkParameters deployed =
          averages ? NetworkParameters.of(runtime, AVERAGED, drawn) : parameters;
      this.inference =
          new DiscreteNetwork(
                  inputs.withNoiseOfEachImage(),
                  deployed,
                  new ArchitectureDefinition(space, config.getArchitecture(), plan),
                  BatchNormMode.INFERENCE)
              .judged();
      this.deployedWeights = withoutAuxiliary(deployed.weights().all());
      this.deployedStatistics = withoutAuxiliary(deployed.statistics().all());
      ParameterStore momenta =
          new ParameterStore(tf, precision, "momentum", drawn.child("momentum"));
      MomentumSgd.Update step =
          descent(config, parameters.weights().all(), momenta)
              .update(network.gradients(training.loss()).inWeights().weights(), learningRate);
      this.gradientNorm = step.gradientNorm();
      updates.addAll(step.operations());
      updates.addAll(network.statisticUpdates(training.loss()));
      this.handedOn = withoutAuxiliary(parameters.all());
      if (averages) {
        updates.addAll(
            new MovingAverage(config.getEmaDecay())
                .update(runtime, handedOn, deployed(), List.copyOf(updates)));
        state.addAll(deployedWeights);
        state.addAll(deployedStatistics);
      }
      state.addAll(parameters.all());
      state.addAll(momenta.all());
      runtime.initialise(state);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private MomentumSgd descent(
      TrainingConfig config, List<Parameter> weights, ParameterStore momenta) {
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    return new MomentumSgd(
        runtime,
        weights,
        momenta,
        optimizer.getMomentum(),
        optimizer.getWeightDecay(),
        optimizer.getClipNorm(),
        config.getNesterov());
  }

  private static List<Parameter> withoutAuxiliary(List<Parameter> parameters) {
    return parameters.stream()
        .filter(parameter -> !ArchitectureDefinition.isAuxiliary(parameter.name()))
        .toList();
  }

  private List<Parameter> deployed() {
    List<Parameter> deployed = new ArrayList<>(deployedWeights);
    deployed.addAll(deployedStatistics);
    return deployed;
  }

  private static List<NamedTensor> renamed(
      List<NamedTensor> tensors, UnaryOperator<String> rename) {
    return tensors.stream()
        .map(tensor -> tensor.toBuilder().setName(rename.apply(tensor.getName())).build())
        .toList();
  }

  /** Averages go by the names of what they average. */
  private static List<NamedTensor> plain(List<NamedTensor> tensors) {
    return renamed(
        tensors, name -> name.startsWith(AVERAGED) ? name.substring(AVERAGED.length()) : name);
  }

  /**
   * What a step tells.
   *
   * @param loss mean over the batch, in nats
   * @param correct correctly classified images
   * @param images images of the batch
   * @param gradientNorm global L2 norm of the gradient before clipping
   */
  public record Outcome(double loss, int correct, int images, double gradientNorm) {}

  /** One step of gradient descent, for which a share of the outputs is dropped. */
  public Outcome step(Batch batch, double rate, double drop, long globalStep) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner =
          inputs
              .runner(FedBatch.of(scope, runtime.precision(), batch))
              .feed(learningRate, scope.scalar(runtime.precision(), rate));
      if (paths > 0) {
        runner.feed(
            masks,
            scope.tensor(
                runtime.precision(),
                Shape.of(paths, batch.size()),
                DropPathMasks.of(dropPathSeed, globalStep, drop, paths, batch.size())));
      }
      mixture.ifPresent(mixed -> mixed.feed(runner, scope, runtime.precision(), batch));
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

  /**
   * What the network does on a batch.
   *
   * @param evaluation its part of a sum
   * @param answers the class that each image is taken for
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Judged(Evaluation evaluation, int[] answers) {}

  /** Classifies a batch with running statistics, and averaged weights if any. */
  public Judged evaluate(Batch batch) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = inputs.runner(FedBatch.of(scope, runtime.precision(), batch));
      runner.fetch(inference.loss()).fetch(inference.correct()).fetch(inference.answers());
      Result result = runtime.run(scope, runner);
      return new Judged(
          Evaluation.read(result, batch.size()),
          Arrays.stream(TensorValues.doubles(result.get(2))).mapToInt(c -> (int) c).toArray());
    }
  }

  /** Everything that a resumed training needs. */
  public List<NamedTensor> save() {
    return runtime.save(state);
  }

  /** Goes on from what was saved under the same configuration. */
  public void restore(List<NamedTensor> tensors) {
    runtime.restore(state, tensors);
  }

  /**
   * The weights of the network that is judged and handed on, under their names in a trained one.
   */
  public List<NamedTensor> weights() {
    return plain(runtime.save(deployedWeights));
  }

  /** Its batch norms' running statistics, under their names in a trained network. */
  public List<NamedTensor> statistics() {
    return plain(runtime.save(deployedStatistics));
  }

  /**
   * Starts from a trained network's values; DataException if they are not those of this network.
   */
  public void start(List<NamedTensor> tensors) {
    runtime.restoreAll(handedOn, tensors);
    if (!deployed().equals(handedOn)) {
      runtime.restore(deployed(), renamed(tensors, name -> AVERAGED + name));
    }
  }

  /** Runs of the session so far. */
  public long runs() {
    return runtime.runs();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
