package org.lambdanas.predictors.neural;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.StandardisedLearner;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/** A predictor that is a neural network. Its graph is built once for a fit. */
public final class NeuralLearner implements Learner {

  /** Name of the tensor with the sizes of the inputs. */
  static final String INPUT = "input";

  /** Name of the tensor with the mean and the deviation of the labels. */
  static final String LABELS = "labels";

  private final Design design;

  NeuralLearner(Design design) {
    this.design = design;
  }

  /** All neural predictors, in the order in which they are listed to people. */
  public static List<Learner> all() {
    return Stream.of(
            FeedForwardNetwork.BANANAS,
            FeedForwardNetwork.MLP,
            GraphConvolutionNetwork.GCN,
            GlobalNodeNetwork.BONAS,
            SequenceNetwork.NAO,
            SequenceNetwork.SEMINAS)
        .map(NeuralLearner::of)
        .toList();
  }

  private static Learner of(Design design) {
    Learner learner = new NeuralLearner(design);
    return design.reads() == Form.VECTOR ? new StandardisedLearner(learner) : learner;
  }

  @Override
  public PredictorDescription description() {
    return design.description();
  }

  @Override
  public Learned fit(LearningTask task) {
    if (task.inputs().isEmpty() || task.inputs().size() != task.labels().length) {
      throw new IllegalArgumentException(
          task.inputs().size() + " inputs and " + task.labels().length + " labels");
    }
    FeatureShape shape = Features.shape(task.inputs(), design.reads());
    UnitScale scale = UnitScale.of(task.labels());
    NetworkGraph graph = graph(shape, task.settings(), task.seed().child("weights"));
    try {
      design.train(
          graph,
          new NetworkTraining.Examples(graph.read(task.inputs()), scale.toUnit(task.labels())),
          task);
      return new LearnedNetwork(shape, graph, scale);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private NetworkGraph graph(FeatureShape shape, Settings settings, Seed seed) {
    return new NetworkGraph(
        Precision.FLOAT32, design.network().apply(shape, settings), shape, seed);
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    FeatureShape shape = shape(stored);
    double[] labels = stored.numbers(LABELS, 2);
    if (!(labels[1] > 0)) {
      throw new DataException(
          "tensor '" + LABELS + "' holds " + Arrays.toString(labels) + ": no mean and deviation");
    }
    List<NamedTensor> state =
        stored.tensors().stream()
            .filter(tensor -> !tensor.getName().equals(INPUT) && !tensor.getName().equals(LABELS))
            .toList();
    state.forEach(NeuralLearner::requireFinite);
    NetworkGraph graph = graph(shape, settings, new Seed(0));
    try {
      if (state.size() != graph.state().size()) {
        throw new DataException(
            "the fitted predictor has %s tensors of weights: its settings ask for %s"
                .formatted(state.size(), graph.state().size()));
      }
      graph.restore(state);
      return new LearnedNetwork(shape, graph, new UnitScale(labels[0], labels[1]));
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private static void requireFinite(NamedTensor tensor) {
    for (int i = 0; i < tensor.getFloats().getValuesCount(); i++) {
      float value = tensor.getFloats().getValues(i);
      if (!Float.isFinite(value)) {
        throw new DataException(
            "value %s of tensor '%s' is %s: must be finite"
                .formatted(i, Excerpt.of(tensor.getName()), value));
      }
    }
  }

  /**
   * A shape that the stored weights can be of: a damaged one must not make a giant of a network.
   */
  private FeatureShape shape(StoredModel stored) {
    long[] sizes = TensorMessages.longs(stored.tensor(INPUT), design.reads().axes());
    long values = stored.tensors().stream().mapToLong(t -> t.getFloats().getValuesCount()).sum();
    for (long size : sizes) {
      if (size < 1 || size > values) {
        throw new DataException(
            "tensor '" + INPUT + "' holds " + size + ": must be 1 to " + values);
      }
    }
    List<Integer> read = Arrays.stream(sizes).mapToObj(Math::toIntExact).toList();
    if (!stored.sizes().isEmpty() && !read.equals(stored.sizes())) {
      throw new DataException(
          "tensor '" + INPUT + "' holds " + read + ": the encoding has " + stored.sizes());
    }
    return FeatureShape.of(
        design.reads(), Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray());
  }
}
