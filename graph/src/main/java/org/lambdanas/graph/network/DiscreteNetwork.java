package org.lambdanas.graph.network;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.RecordingLayers;
import org.lambdanas.graph.layer.RunningStatistics;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A network without mixing weights in a graph: the one that is trained, exported, scored and timed.
 * Its logits and its activations are there at once; losses and gradients are added to the graph
 * when they are asked for.
 *
 * <p>On several devices whatever is wanted must be asked for before the graph first runs.
 *
 * <p>Any number of networks may share inputs and parameters, such as one with batch statistics and
 * one with running statistics. A new network's parameters have no values: {@link #initialise}, or
 * restore them.
 */
public final class DiscreteNetwork {

  private final NetworkInputs inputs;
  private final NetworkParameters parameters;
  private final TowerLayers layers;
  private final List<Activation<Towers>> activations;
  private final Operand<TFloating> logits;
  private final Optional<Operand<TFloating>> auxiliary;
  private @Nullable Classification judged;
  private int gradients;

  /** Adds a network to a graph. */
  public DiscreteNetwork(
      NetworkInputs inputs,
      NetworkParameters parameters,
      NetworkDefinition definition,
      BatchNormMode mode) {
    this(inputs, parameters, definition, new TowerLayers(inputs, parameters, mode));
  }

  private DiscreteNetwork(
      NetworkInputs inputs,
      NetworkParameters parameters,
      NetworkDefinition definition,
      TowerLayers layers) {
    this.inputs = inputs;
    this.parameters = parameters;
    this.layers = layers;
    RecordingLayers<Towers> recording = new RecordingLayers<>(layers);
    NetworkOutputs<Towers> outputs = definition.build(recording, layers.split(inputs.images()));
    this.activations = recording.activations();
    this.logits = layers.join(outputs.logits());
    this.auxiliary = outputs.auxiliary().map(layers::join);
  }

  /**
   * Adds a network to a graph whose operations' outputs are dropped at random (drop path), with
   * batch statistics.
   *
   * @param inputs what it is fed
   * @param parameters what it keeps
   * @param definition how it is put together
   * @param masks factors, {@code [paths, batch]}
   */
  public static DiscreteNetwork withDropPath(
      NetworkInputs inputs,
      NetworkParameters parameters,
      NetworkDefinition definition,
      Operand<TFloating> masks) {
    return new DiscreteNetwork(
        inputs,
        parameters,
        definition,
        new TowerLayers(inputs, parameters, BatchNormMode.TRAINING, masks));
  }

  /** The graph that the network is built in. */
  public GraphRuntime runtime() {
    return inputs.runtime();
  }

  /** What the network is fed: images, labels and key of the noise. */
  public NetworkInputs inputs() {
    return inputs;
  }

  /** What the network keeps; with whom it shares its parameters, theirs too. */
  public NetworkParameters parameters() {
    return parameters;
  }

  /** What the network says of the images: {@code [batch, classes]}. */
  public Operand<TFloating> logits() {
    return logits;
  }

  /** How many paths drop path may drop. */
  public int paths() {
    return layers.paths();
  }

  /**
   * The activations of some kinds of layers.
   *
   * @param kinds which; none: all
   * @return in the order of construction; layers that are computed once for several are listed for
   *     each of them
   */
  public List<Activation<Towers>> activations(LayerKind... kinds) {
    Set<LayerKind> wanted = Set.of(kinds);
    return activations.stream()
        .filter(activation -> wanted.isEmpty() || wanted.contains(activation.kind()))
        .toList();
  }

  /**
   * The value of an activation for the whole batch, {@code [batch, ...]}, in the type of
   * parameters.
   */
  public Operand<TFloating> value(Towers part) {
    return runtime().wide(layers.join(part));
  }

  /** Mean cross-entropy and accuracy, added to the graph on the first call. */
  public Classification judged() {
    if (judged == null) {
      judged = judged(logits, SoftLabels.PLAIN);
    }
    return judged;
  }

  /**
   * Mean cross-entropy with a target made of the labels, plus that of the auxiliary head where
   * there is one; accuracy without it.
   *
   * @param soft how labels become the target
   * @param auxiliaryWeight factor of the auxiliary head's loss
   */
  public Classification judged(SoftLabels soft, double auxiliaryWeight) {
    Classification own = judged(logits, soft);
    if (auxiliary.isEmpty()) {
      return own;
    }
    Classification head = judged(auxiliary.get(), soft);
    Ops tf = runtime().ops();
    Operand<TFloating> weight =
        tf.dtypes.cast(tf.constant(auxiliaryWeight), runtime().precision().type());
    return new Classification(
        tf.math.add(own.loss(), tf.math.mul(weight, head.loss())), own.correct(), own.answers());
  }

  private Classification judged(Operand<TFloating> scores, SoftLabels soft) {
    int classes = Math.toIntExact(scores.shape().get(1));
    return Classification.of(runtime(), scores, inputs.labels(), classes, soft);
  }

  /** Gradients of a scalar, such as a loss, added to the graph when the first of them is read. */
  public NetworkGradients gradients(Operand<TFloating> scalar) {
    return new NetworkGradients(this, scalar, "gradients" + gradients++);
  }

  /** Parts of the devices as one. */
  Operand<TFloating> joined(List<Operand<TFloating>> parts) {
    return layers.join(new Towers(parts));
  }

  /**
   * Runs the graph on a batch, once for all who want to know something of it.
   *
   * @param batch what to feed
   * @param wanted tensors of the graph; the same one may be there several times
   */
  public Values run(StepScope scope, FedBatch batch, Collection<? extends Operand<?>> wanted) {
    Set<Output<?>> once = new LinkedHashSet<>();
    wanted.forEach(operand -> once.add(operand.asOutput()));
    GraphRun run = inputs.runner(batch);
    once.forEach(run::fetch);
    Result result = runtime().run(scope, run);
    Map<Output<?>, Tensor> values = new LinkedHashMap<>();
    once.forEach(output -> values.put(output, result.get(values.size())));
    return new Values(values);
  }

  /** What a run brought back. */
  public record Values(Map<Output<?>, Tensor> byOutput) {

    /** The value of a tensor that was asked for. */
    public Tensor of(Operand<?> wanted) {
      return Objects.requireNonNull(byOutput.get(wanted.asOutput()), "nobody asked for it");
    }
  }

  /** Moves the running statistics towards what a batch shows, unless the loss is not finite. */
  public List<Op> statisticUpdates(Operand<TFloating> loss) {
    return RunningStatistics.updates(runtime(), layers.statistics(), loss);
  }

  /**
   * What batch norms see of a batch.
   *
   * @return two for each batch norm: mean and unbiased variance
   */
  public List<RunningStatistics.Statistic> statistics() {
    return layers.statistics();
  }

  /** Gives the parameters their initial values. */
  public void initialise() {
    runtime().initialise(parameters.all());
  }

  /** Gives the parameters fresh initial values: those they were made with for the same seed. */
  public void initialise(Seed seed) {
    runtime().assign(parameters.drawn(seed));
  }

  /** Weights that a gradient may be asked in. */
  List<Parameter> weights() {
    return parameters.weights().all();
  }
}
