package org.lambdanas.graph.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.layer.TensorFlowLayers;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * A trained network that classifies raw images: normalisation inside, batch norm with its running
 * statistics, single precision.
 */
public final class InferenceNetwork implements AutoCloseable {

  private final GraphRuntime runtime;
  private final ModelSize size;
  private final Placeholder<TFloating> images;
  private final Operand<TFloating> logits;
  private final Operand<TFloating> probabilities;
  private final Operand<TInt64> classes;
  private final SaverOperations saver;

  private InferenceNetwork(TrainedNetwork network) {
    CellSpace space = SearchSpaces.cellSpaceById(network.getArchitecture().getSpace());
    space.validate(network.getArchitecture());
    this.size = network.getSize();
    int side = size.getImageSize();
    NetworkPlan plan =
        space.plan(
            new NetworkSize(
                size.getChannels(),
                size.getCells(),
                size.getImageChannels(),
                size.getClasses(),
                NetworkStem.of(size.getStem())));
    plan.checkImageSize(side);
    this.runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU);
    try {
      Ops tf = runtime.ops();
      this.images =
          tf.withName("images")
              .placeholder(
                  runtime.precision().type(),
                  Placeholder.shape(Shape.of(-1, side, side, size.getImageChannels())));
      ParameterStore weights = store("weights");
      ParameterStore statistics = store("statistics");
      TensorFlowLayers layers =
          new TensorFlowLayers(runtime, weights, statistics, TensorFlowLayers.Mode.INFERENCE);
      this.logits =
          tf.withName("logits")
              .identity(
                  new NetworkBuilder<>(layers)
                      .discreteNetwork(
                          space,
                          network.getArchitecture(),
                          plan,
                          normalised(tf.withSubScope("normalisation"), network)));
      this.probabilities = tf.withName("probabilities").nn.softmax(logits);
      this.classes = tf.withName("class").math.argMax(logits, tf.constant(1));
      List<Parameter> parameters = new ArrayList<>(weights.all());
      parameters.addAll(statistics.all());
      this.saver = SaverOperations.of(tf.withSubScope("save"), parameters);
      runtime.restore(parameters, tensors(network, parameters));
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Builds the network and gives it its weights.
   *
   * @param network as trained
   * @return the network, to be closed
   * @throws DataException if the message breaks its rules, or weights are missing, too many, of
   *     another shape or not finite
   */
  public static InferenceNetwork of(TrainedNetwork network) {
    Validation.check(network);
    return new InferenceNetwork(network);
  }

  private ParameterStore store(String role) {
    // Every value is replaced: the seed does not matter.
    return new ParameterStore(runtime.ops(), runtime.precision(), role, new Seed(0));
  }

  private Operand<TFloating> normalised(Ops tf, TrainedNetwork network) {
    InputNormalisation normalisation = network.getNormalisation();
    int channels = normalisation.getMeanCount();
    float[] mean = new float[channels];
    float[] deviation = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (255 * normalisation.getMean(c));
      deviation[c] = (float) (255 * normalisation.getDeviation(c));
    }
    return tf.math.div(
        tf.math.sub(images, tf.dtypes.cast(tf.constant(mean), images.type())),
        tf.dtypes.cast(tf.constant(deviation), images.type()));
  }

  private static List<NamedTensor> tensors(TrainedNetwork network, List<Parameter> parameters) {
    List<NamedTensor> tensors = new ArrayList<>(network.getWeightsList());
    tensors.addAll(network.getStatisticsList());
    Map<String, NamedTensor> foreign = new LinkedHashMap<>(TensorMessages.byName(tensors));
    parameters.forEach(parameter -> foreign.remove(parameter.name()));
    if (!foreign.isEmpty()) {
      throw new DataException(
          "tensor '"
              + Excerpt.of(foreign.keySet().iterator().next())
              + "' is not one of this network");
    }
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
    return Shape.of(size.getImageSize(), size.getImageSize(), size.getImageChannels());
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
                          images,
                          scope.tensor(runtime.precision(), imageShape().prepend(batch), pixels))
                      .fetch(logits))
              .get(0));
    }
  }

  /** The whole graph; more than what classifies. */
  GraphDef definition() {
    return runtime.definition();
  }

  GraphRuntime runtime() {
    return runtime;
  }

  Operand<TFloating> images() {
    return images;
  }

  Operand<TFloating> logits() {
    return logits;
  }

  Operand<TFloating> probabilities() {
    return probabilities;
  }

  Operand<TInt64> classes() {
    return classes;
  }

  SaverOperations saver() {
    return saver;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
