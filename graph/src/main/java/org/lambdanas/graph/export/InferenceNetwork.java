package org.lambdanas.graph.export;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * A trained network that classifies raw images: normalisation inside, batch norm with its running
 * statistics, logits divided by its temperature if it has one, single precision. What it says of an
 * image depends on that image alone.
 */
public final class InferenceNetwork implements AutoCloseable {

  private final GraphRuntime runtime;
  private final Shape imageShape;
  private final Served served;

  /** What loaders of the graph know by name. */
  record Served(
      Operand<TFloating> images,
      Operand<TFloating> logits,
      Operand<TFloating> probabilities,
      Operand<TInt64> classes,
      SaverOperations saver) {}

  private InferenceNetwork(TrainedNetwork message) {
    NetworkSpace space = SearchSpaces.networkSpaceById(message.getArchitecture().getSpace());
    space.validate(message.getArchitecture());
    ModelSize size = message.getSize();
    int side = size.getImageSize();
    NetworkPlan plan =
        space.plan(
            new NetworkSize(
                size.getChannels(),
                size.getCells(),
                size.getImageChannels(),
                size.getClasses(),
                NetworkStem.of(size.getStem())));
    this.imageShape = Shape.of(side, side, size.getImageChannels());
    this.runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU);
    try {
      Ops tf = runtime.ops();
      // Every value is replaced: the seed does not matter.
      Seed none = new Seed(0);
      NetworkInputs inputs = NetworkInputs.of(runtime, imageShape, none);
      DiscreteNetwork network =
          new DiscreteNetwork(
              inputs
                  .withImages(
                      normalised(tf.withSubScope("normalisation"), inputs.images(), message))
                  .withNoiseOfEachImage(),
              NetworkParameters.of(runtime, "", none),
              new ArchitectureDefinition(space, message.getArchitecture(), plan),
              BatchNormMode.INFERENCE);
      Operand<TFloating> logits =
          tf.withName("logits")
              .identity(cooled(tf.withSubScope("calibration"), network.logits(), message));
      List<Parameter> parameters = network.parameters().all();
      this.served =
          new Served(
              inputs.images(),
              logits,
              tf.withName("probabilities").nn.softmax(logits),
              tf.withName("class").math.argMax(logits, tf.constant(1)),
              SaverOperations.of(tf.withSubScope("save"), parameters));
      runtime.restoreAll(parameters, tensors(message));
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Builds the network and gives it its weights.
   *
   * @return the network, to be closed
   * @throws DataException if the message breaks its rules, or weights are missing, too many, of
   *     another shape or not finite
   */
  public static InferenceNetwork of(TrainedNetwork network) {
    Validation.check(network);
    return new InferenceNetwork(network);
  }

  /**
   * Where the noise of a network comes from when it classifies images.
   *
   * @return in words; empty for networks without noise operations
   * @throws DataException if the architecture is of no known space
   */
  public static Optional<String> noise(Architecture architecture) {
    long count =
        SearchSpaces.of(architecture).relaxation().stream()
            .flatMap(
                space ->
                    space.cellTypes().stream()
                        .flatMap(type -> space.chosenEdges(architecture, type).stream()))
            .filter(edge -> edge.operation() == Operation.NOISE)
            .count();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "noise of %d operations is drawn from the content of each image:".formatted(count)
                + " it is classified the same in every batch");
  }

  private static Operand<TFloating> normalised(
      Ops tf, Operand<TFloating> images, TrainedNetwork network) {
    InputNormalisation normalisation = network.getNormalisation();
    int channels = normalisation.getMeanCount();
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = normalisation.getMean(c);
      deviation[c] = normalisation.getDeviation(c);
    }
    // To the bit what a training makes of a picture: its noise is a function of these bits.
    Operand<TFloat64> wide =
        tf.math.div(tf.dtypes.cast(images, TFloat64.class), tf.constant(255.0));
    return tf.dtypes.cast(
        tf.math.div(tf.math.sub(wide, tf.constant(mean)), tf.constant(deviation)), images.type());
  }

  private static Operand<TFloating> cooled(
      Ops tf, Operand<TFloating> logits, TrainedNetwork network) {
    double temperature = network.getTemperature();
    return temperature == 0
        ? logits
        : tf.math.div(logits, tf.dtypes.cast(tf.constant(temperature), logits.type()));
  }

  private static List<NamedTensor> tensors(TrainedNetwork network) {
    List<NamedTensor> tensors = ArchitectureDefinition.tensorsOf(network);
    for (NamedTensor tensor : tensors) {
      if (!tensor.getFloats().getValuesList().stream().allMatch(Float::isFinite)
          || !tensor.getDoubles().getValuesList().stream().allMatch(Double::isFinite)) {
        throw new DataException(
            "tensor '" + Excerpt.of(tensor.getName()) + "' holds values that are not finite");
      }
    }
    return tensors;
  }

  /**
   * The shape of one image.
   *
   * @return {@code [height, width, channels]}
   */
  public Shape imageShape() {
    return imageShape;
  }

  /**
   * Classifies images.
   *
   * @param pixels values 0..255, row-major {@code [batch, height, width, channels]}
   * @param batch number of images, at least 1
   * @return row-major {@code [batch, classes]}
   */
  public double[] logits(float[] pixels, int batch) {
    try (StepScope scope = new StepScope()) {
      return TensorValues.doubles(
          runtime
              .run(
                  scope,
                  runtime
                      .runner()
                      .feed(
                          served.images(),
                          scope.tensor(runtime.precision(), imageShape().prepend(batch), pixels))
                      .fetch(served.logits()))
              .get(0));
    }
  }

  GraphRuntime runtime() {
    return runtime;
  }

  Served served() {
    return served;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
