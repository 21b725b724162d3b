package org.lambdanas.predictors.neural;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.proto.v1.LabelTransform;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * {@code bonas}: the graph convolutions of BONAS (Shi et al., NeurIPS 2020), {@code relu(norm(A H W
 * + b))}. What a graph is worth is read from its last used node, which is connected with all
 * others.
 */
record GlobalNodeNetwork(int nodes, int features, int layers, int hidden) implements Network {

  /**
   * The reference never clears its gradients, which makes its small rate of 1e-4 large; here every
   * step has its own, and the default rate is larger instead. So is the number of steps: batches of
   * 128 would be the whole training set.
   */
  static final Design BONAS =
      new Design(
          PredictorDescription.modelBased(
                  "bonas",
                  "graph convolutions with a global node",
                  List.of("bonas"),
                  false,
                  List.of(
                      SettingDescription.whole("layers", 4, 1, 16, "graph convolutions"),
                      SettingDescription.whole("hidden", 64, 1, 1024, "channels of a convolution")
                          .searchedLogarithmically(16, 128),
                      Design.learningRate("Adam's first step size")
                          .published(1e-4)
                          .searchedLogarithmically(1e-5, 1e-1),
                      Design.epochs(100),
                      Design.batchSize(16).published(128).searchedLogarithmically(8, 256)),
                  "Shi et al.: Bridging the Gap between Sample-based and One-shot Neural"
                      + " Architecture Search with BONAS, NeurIPS 2020")
              .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "bonas"),
          Form.GRAPH,
          (shape, settings) ->
              new GlobalNodeNetwork(
                  shape.size(), shape.width(), settings.whole("layers"), settings.whole("hidden")),
          0.999,
          false,
          true,
          Design.Course.PLAIN);

  /** All weights start uniformly up to this. */
  private static final Initial INITIAL = NetworkLayers.uniform(0.05);

  /**
   * The nodes; 1 at {@code [target, source]} of each arc, so that a node gathers from its sources;
   * 1 for each used node; 1 for the last of them, the global node.
   */
  @Override
  public List<Shape> parts() {
    return List.of(
        Shape.of(nodes, features), Shape.of(nodes, nodes), Shape.of(nodes), Shape.of(nodes));
  }

  @Override
  public float[][] read(Features features) {
    Features.Graph graph = (Features.Graph) features;
    float[] sources = new float[nodes * nodes];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = graph.connects(i % nodes, i / nodes) ? 1 : 0;
    }
    float[] used = new float[nodes];
    Arrays.fill(used, 0, graph.used(), 1);
    float[] last = new float[nodes];
    last[graph.used() - 1] = 1;
    return new float[][] {graph.oneHot(), sources, used, last};
  }

  @Override
  public Operand<TFloating> predictions(NetworkLayers network, List<Operand<TFloating>> inputs) {
    Operand<TFloating> x = network.reshape(inputs.get(0), -1, features);
    Operand<TFloating> used = network.reshape(inputs.get(2), -1, 1);
    for (int layer = 0; layer < layers; layer++) {
      String name = "convolution" + layer;
      Operand<TFloating> projected =
          network.project(name, x, layer == 0 ? features : hidden, hidden, INITIAL);
      Operand<TFloating> gathered =
          network.reshape(
              network.products(inputs.get(1), network.reshape(projected, -1, nodes, hidden)),
              -1,
              hidden);
      Operand<TFloating> shifted =
          network
              .tf()
              .nn
              .biasAdd(gathered, network.weight(name + "/bias", Shape.of(hidden), INITIAL));
      x = network.tf().nn.relu(network.batchNorm(name + "/norm", shifted, used, hidden));
    }
    Operand<TFloating> last =
        network.products(
            network.reshape(inputs.get(3), -1, 1, nodes), network.reshape(x, -1, nodes, hidden));
    return network.linear("output", network.reshape(last, -1, hidden), hidden, 1, INITIAL, INITIAL);
  }
}
