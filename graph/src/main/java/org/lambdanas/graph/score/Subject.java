package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.NetworkGradients;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * A network that measures look at: its graph, its weighted layers, and what several measures want
 * of it, built once when the first asks. Batch norm uses the batch's statistics.
 */
public final class Subject implements AutoCloseable {

  /** "Weights" here are those of convolutions and linear layers, as all the measures count them. */
  private static final String WEIGHTS = "/weights";

  private static final Pattern IN_RESIDUAL_BLOCK =
      Pattern.compile("cells/\\d+/(?:first|second)/norm");

  private final NetworkDefinition definition;
  private final FeatureShape image;
  private final ExecutionOptions options;
  private final GraphRuntime runtime;
  private final DiscreteNetwork network;
  private final boolean onlyLive;
  private final LiveLayers.Census census;
  private final List<WeightedLayer> layers = new ArrayList<>();
  private @Nullable NetworkGradients lossGradients;
  private @Nullable NetworkGradients sumGradients;
  private @Nullable NetworkGradients signedGradients;
  private @Nullable List<Operand<TFloating>> hessianGradients;
  private @Nullable List<Operand<TFloating>> hessianWeights;
  private final Map<Activation<Towers>, Operand<TFloating>> signs = new LinkedHashMap<>();
  private @Nullable Map<String, Operand<TFloating>> blockCovariances;
  private @Nullable Map<String, Operand<TFloating>> blockProducts;
  private final Map<Norms, Subject> flowing = new EnumMap<>(Norms.class);
  private @Nullable Subject large;

  /** Which batch norms a network has on which ones flow. */
  enum Norms {
    REMOVED,
    KEPT,
    KEPT_IN_RESIDUAL_BLOCKS
  }

  /**
   * A convolution or linear layer.
   *
   * @param name of the layer
   * @param weights without bias
   * @param activation what goes in and comes out
   * @param counts whether it is not left out as dead
   */
  public record WeightedLayer(
      String name, Parameter weights, Activation<Towers> activation, boolean counts) {

    /** Weights of one output channel. */
    long weightsOfChannel() {
      int last = weights.shape().numDimensions() - 1;
      // A depthwise kernel is [height, width, channels, 1].
      long channels = Math.max(weights.shape().get(last), depthwise() ? weights.shape().get(2) : 1);
      return weights.size() / channels;
    }

    private boolean depthwise() {
      return weights.shape().numDimensions() == 4 && weights.shape().get(3) == 1;
    }
  }

  /**
   * A network to look at.
   *
   * @param definition how it is put together
   * @param image shape of one image
   * @param precision what it computes in
   * @param options device and threads
   * @param onlyLive whether what is not on a path from the images to the logits is left out of all
   *     counts; authors' own code counts it
   */
  public Subject(
      NetworkDefinition definition,
      FeatureShape image,
      Precision precision,
      ExecutionOptions options,
      boolean onlyLive) {
    this(definition, image, precision, options, onlyLive, BatchNormMode.TRAINING);
  }

  private Subject(
      NetworkDefinition definition,
      FeatureShape image,
      Precision precision,
      ExecutionOptions options,
      boolean onlyLive,
      BatchNormMode mode) {
    this.definition = definition;
    this.image = image;
    this.options = options;
    this.onlyLive = onlyLive;
    this.census = LiveLayers.census(definition, image);
    this.runtime = GraphRuntime.transitory(precision, options);
    NetworkInputs inputs =
        NetworkInputs.of(
            runtime, Shape.of(image.height(), image.width(), image.channels()), new Seed(0));
    NetworkParameters parameters = NetworkParameters.fed(runtime);
    this.network = new DiscreteNetwork(inputs, parameters, definition, mode);
    Map<String, Parameter> byName = new LinkedHashMap<>();
    parameters.weights().all().forEach(weight -> byName.put(weight.name(), weight));
    for (Activation<Towers> activation :
        network.activations(LayerKind.CONVOLUTION, LayerKind.LINEAR)) {
      Parameter weights = byName.get("weights/" + activation.name() + WEIGHTS);
      layers.add(
          new WeightedLayer(
              activation.name(),
              Objects.requireNonNull(weights, activation.name()),
              activation,
              counts(activation.name())));
    }
  }

  /** Whether a parameter is one that measures call weight. */
  static boolean isWeight(Parameter parameter) {
    return parameter.name().endsWith(WEIGHTS);
  }

  /** The graph. */
  public Ops tf() {
    return runtime.ops();
  }

  GraphRuntime runtime() {
    return runtime;
  }

  /** The network, with its activations. */
  public DiscreteNetwork network() {
    return network;
  }

  FeatureShape image() {
    return image;
  }

  LiveLayers.Census census() {
    return census;
  }

  boolean onlyLive() {
    return onlyLive;
  }

  /** Whether any path leads from the images to the logits. */
  public boolean connected() {
    return census.connected();
  }

  /** Whether a layer counts. */
  public boolean counts(String layer) {
    return !onlyLive || census.live().contains(layer);
  }

  /** The convolutions and linear layers, in order. */
  public List<WeightedLayer> layers() {
    return layers;
  }

  /** Gradients of the mean loss in weights and in the outputs of the weighted layers. */
  public NetworkGradients lossGradients() {
    if (lossGradients == null) {
      lossGradients = network.gradients(network.judged().loss()).inWeights().in(outputs());
    }
    return lossGradients;
  }

  private List<Towers> outputs() {
    return layers.stream().map(layer -> layer.activation().output()).toList();
  }

  /** The loss's gradients in the layers' weights, in their order. */
  public List<Operand<TFloating>> weightGradients() {
    return layers.stream().map(layer -> lossGradients().of(layer.weights())).toList();
  }

  /** The values of the layers' weights, in their order. */
  public List<Operand<TFloating>> weights() {
    return layers.stream().map(layer -> layer.weights().value()).toList();
  }

  /** Gradients of the sum of all logits, in the images and near the logits. */
  private NetworkGradients sumGradients() {
    if (sumGradients == null) {
      sumGradients = network.gradients(sum(network.logits())).inImages().in(late());
    }
    return sumGradients;
  }

  /** The gradient of the sum of all logits in the images. */
  public Operand<TFloating> imageGradient() {
    return sumGradients().images();
  }

  /**
   * Where it shows whether the sum of the logits depends on the images: what the last block reads,
   * the outputs of the two before it. To go back from there to the images would take as long as all
   * of the gradient. Empty without blocks.
   */
  private List<Towers> late() {
    List<Towers> blocks =
        network.activations(LayerKind.BLOCK).stream().map(Activation::output).toList();
    return blocks.size() < 3 ? List.of() : blocks.subList(blocks.size() - 3, blocks.size() - 1);
  }

  /**
   * Gradients that are nothing but rounding errors beside the {@link #signedGradients} if the sum
   * of the logits does not depend on the images.
   */
  List<Operand<TFloating>> plainGradients() {
    return lateOf(sumGradients());
  }

  private List<Operand<TFloating>> lateOf(NetworkGradients gradients) {
    return late().isEmpty()
        ? List.of(gradients.images())
        : late().stream().map(gradients::of).toList();
  }

  /** The same gradients of the sum of the logits with random signs. */
  List<Operand<TFloating>> signedGradients() {
    if (signedGradients == null) {
      signedGradients = signed(network.logits());
    }
    return lateOf(signedGradients);
  }

  /**
   * The same of what is pooled before the logits: for a single image the mean of a normalised map
   * is constant, whatever the signs of the logits.
   */
  List<Operand<TFloating>> signedGradientsOfMaps() {
    List<Activation<Towers>> pools = network.activations(LayerKind.GLOBAL_POOL);
    return pools.isEmpty()
        ? signedGradients()
        : lateOf(signed(network.value(pools.get(pools.size() - 1).input())));
  }

  private NetworkGradients signed(Operand<TFloating> values) {
    Ops tf = tf();
    Operand<TFloat32> normal =
        tf.random.statelessRandomNormal(
            tf.shape(values), tf.constant(new int[] {3, 5}), TFloat32.class);
    Operand<TFloating> random =
        tf.stopGradient(tf.dtypes.cast(tf.math.sign(normal), runtime.precision().type()));
    NetworkGradients gradients = network.gradients(sum(tf.math.mul(values, random)));
    return late().isEmpty() ? gradients.inImages() : gradients.in(late());
  }

  /** Products of the loss's second derivatives in the layers' weights with its gradient there. */
  public List<Operand<TFloating>> hessianGradients() {
    if (hessianGradients == null) {
      hessianGradients =
          runtime.derivatives("hessian", weightGradients(), weights(), weightGradients());
    }
    return hessianGradients;
  }

  /**
   * Products of the loss's second derivatives in the layers' weights with the weights themselves:
   * as a layer is linear in them, they take a third less than others.
   */
  public List<Operand<TFloating>> hessianWeights() {
    if (hessianWeights == null) {
      hessianWeights =
          runtime.derivatives("hessianweights", weightGradients(), weights(), weights());
    }
    return hessianWeights;
  }

  /** A placeholder for ±1 of the shape of a block's output. */
  Operand<TFloating> signs(Activation<Towers> block) {
    return signs.computeIfAbsent(
        block,
        b -> {
          Operand<TFloating> like = network.value(b.output());
          return tf().placeholder(runtime.precision().type(), Placeholder.shape(like.shape()));
        });
  }

  Map<Activation<Towers>, Operand<TFloating>> signs() {
    return signs;
  }

  /** Covariances of the channels of the blocks' outputs. */
  Map<String, Operand<TFloating>> blockCovariances() {
    if (blockCovariances == null) {
      blockCovariances = AzNas.covariances(this);
    }
    return blockCovariances;
  }

  Map<String, Operand<TFloating>> blockProducts() {
    if (blockProducts == null) {
      blockProducts = AzNas.products(this);
    }
    return blockProducts;
  }

  /** The sum of all values. */
  Operand<TFloating> sum(Operand<TFloating> x) {
    Ops tf = tf();
    Operand<TInt32> flat = tf.constant(new int[] {-1});
    return tf.sum(tf.reshape(x, flat), tf.constant(0));
  }

  /** The same network in double precision, with some of its batch norms or none. */
  Subject flowing(Norms norms) {
    return flowing.computeIfAbsent(
        norms,
        kept ->
            new Subject(
                kept == Norms.KEPT_IN_RESIDUAL_BLOCKS
                    ? new SomeNorms(definition, IN_RESIDUAL_BLOCK)
                    : definition,
                image,
                Precision.FLOAT64,
                options,
                onlyLive,
                kept == Norms.REMOVED ? BatchNormMode.ABSENT : BatchNormMode.TRAINING));
  }

  /** The same network for images of another side. */
  public Subject ofSide(int side) {
    if (large == null) {
      large =
          new Subject(
              definition,
              new FeatureShape(side, side, image.channels()),
              runtime.precision(),
              options,
              onlyLive);
    }
    return large;
  }

  @Override
  public void close() {
    flowing.values().forEach(Subject::close);
    if (large != null) {
      large.close();
    }
    runtime.close();
  }
}
