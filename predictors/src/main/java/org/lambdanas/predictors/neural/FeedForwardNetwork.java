package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.proto.v1.LabelTransform;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.family.TFloating;

/**
 * {@code mlp} and {@code bananas}: feed-forward networks on feature vectors, several side by side:
 * layers of rectified units with Glorot's weights and zero biases, and one output. Their loss is
 * the mean absolute error and the sum of the output weights' absolute values, times a factor.
 *
 * @param features length of the vectors
 * @param members number of networks
 * @param layers hidden layers of each
 * @param width units of a hidden layer
 * @param regularisation factor of the output weights' absolute values
 */
record FeedForwardNetwork(int features, int members, int layers, int width, double regularisation)
    implements Network {

  /** A single network on the one-hot operations. */
  static final Design MLP =
      design(
          "mlp",
          "feed-forward network",
          List.of("adjacency_one_hot", "path", "graph", "adjacency_one_hot+path"),
          1,
          "White et al. 2021, appendix B (mlp)");

  /** Three of them on the paths. */
  static final Design BANANAS =
      design(
          "bananas",
          "ensemble of three feed-forward networks",
          List.of("path", "adjacency_one_hot", "graph", "adjacency_one_hot+path"),
          3,
          "White, Neiswanger, Savani: BANANAS, AAAI 2021");

  /**
   * The reference has 20 layers of 20 units and 500 epochs; the defaults are shallower, wider and
   * shorter, since they rank better: on NAS-Bench-201 with 121 cells Kendall's tau is 0.65 instead
   * of 0.48. The reference's numbers are within the ranges; its regularisation of 0.2 is for labels
   * in percent.
   */
  private static Design design(
      String id, String title, List<String> encodings, int members, String source) {
    return new Design(
        PredictorDescription.modelBased(
                id,
                title,
                encodings,
                members > 1,
                List.of(
                    SettingDescription.whole("layers", 2, 1, 64, "hidden layers")
                        .published(20)
                        .searched(1, 24),
                    SettingDescription.whole("width", 128, 1, 1024, "units of a hidden layer")
                        .published(20)
                        .searchedLogarithmically(5, 256),
                    Design.learningRate("Adam's step size").searchedLogarithmically(1e-4, 1e-1),
                    SettingDescription.number(
                            "regularisation",
                            0.02,
                            0,
                            100,
                            "factor of the output weights' absolute values, for labels of unit"
                                + " deviation")
                        .published(0.2),
                    Design.epochs(200).published(500),
                    Design.batchSize(32)),
                source)
            .published(LabelTransform.LABEL_TRANSFORM_NONE, encodings.get(0), "adjacency_one_hot"),
        Form.VECTOR,
        (shape, settings) ->
            new FeedForwardNetwork(
                shape.size(),
                members,
                settings.whole("layers"),
                settings.whole("width"),
                settings.number("regularisation")),
        0.99,
        false,
        false,
        Design.Course.PLAIN);
  }

  @Override
  public List<Shape> parts() {
    return List.of(Shape.of(features));
  }

  @Override
  public float[][] read(Features vector) {
    return new float[][] {((Features.Vector) vector).dense()};
  }

  @Override
  public Operand<TFloating> predictions(NetworkLayers layers, List<Operand<TFloating>> inputs) {
    return forward(layers, layers.reshape(inputs.get(0), 1, -1, features));
  }

  @Override
  public Operand<TFloating> loss(
      NetworkLayers layers, List<Operand<TFloating>> inputs, Operand<TFloating> targets) {
    Operand<TFloating> outputs =
        forward(layers, layers.reshape(inputs.get(0), members, -1, features));
    Operand<TFloating> errors =
        layers.tf().math.abs(layers.tf().math.sub(layers.reshape(outputs, -1), targets));
    // The members' losses are added, so that each has the gradient it would have alone.
    Operand<TFloating> fit = layers.tf().math.mul(layers.mean(errors), layers.scalar(members));
    Operand<TFloating> output = layers.reshape(outputWeights(layers), -1);
    Operand<TFloating> size =
        layers.tf().reduceSum(layers.tf().math.abs(output), layers.tf().constant(0));
    return layers.tf().math.add(fit, layers.tf().math.mul(size, layers.scalar(regularisation)));
  }

  /** From {@code [1 or members, rows, features]} to {@code [members, rows]}. */
  private Operand<TFloating> forward(NetworkLayers network, Operand<TFloating> rows) {
    Operand<TFloating> x = rows;
    for (int layer = 0; layer < layers; layer++) {
      int in = layer == 0 ? features : width;
      Operand<TFloating> weights =
          network.weight(
              "hidden" + layer + "/weights",
              Shape.of(members, in, width),
              NetworkLayers.xavier(in, width));
      x = network.tf().nn.relu(affine(network, "hidden" + layer, x, weights, width));
    }
    Operand<TFloating> outputs = affine(network, "output", x, outputWeights(network), 1);
    return network.tf().squeeze(outputs, Squeeze.axis(List.of(2L)));
  }

  private Operand<TFloating> outputWeights(NetworkLayers network) {
    return network.weight(
        "output/weights", Shape.of(members, width, 1), NetworkLayers.xavier(width, 1));
  }

  private Operand<TFloating> affine(
      NetworkLayers network,
      String name,
      Operand<TFloating> x,
      Operand<TFloating> weights,
      int out) {
    Operand<TFloating> bias =
        network.weight(name + "/bias", Shape.of(members, 1, out), Initial.constant(0));
    return network.tf().math.add(network.products(x, weights), bias);
  }
}
