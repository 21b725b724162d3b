package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.proto.v1.LabelTransform;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * {@code gcn}: the Neural Predictor's directed graph convolutions (Wen et al., ECCV 2020): each
 * layer gathers along the arcs and against them with weights of its own, {@code (relu(P H W1) +
 * relu(Q H W2)) / 2}. What a graph is worth is read from the mean of its nodes through two linear
 * layers.
 *
 * @param nodes of a graph, padding included
 * @param features of a node
 * @param layers number of convolutions
 * @param hidden channels of a convolution
 * @param dropout share of the values that training leaves out
 */
record GraphConvolutionNetwork(int nodes, int features, int layers, int hidden, double dropout)
    implements Network {

  /**
   * The reference never clears its gradients, which makes its small rate of 1e-4 large; here every
   * step has its own, and the default rate is larger instead.
   */
  static final Design GCN =
      new Design(
          PredictorDescription.modelBased(
                  "gcn",
                  "graph convolutions in both directions (Neural Predictor)",
                  List.of("gcn"),
                  false,
                  List.of(
                      SettingDescription.whole("layers", 4, 1, 16, "graph convolutions"),
                      SettingDescription.whole("hidden", 144, 1, 1024, "channels of a convolution")
                          .searchedLogarithmically(64, 200),
                      SettingDescription.number(
                          "dropout", 0.1, 0, 0.9, "share of the values that training leaves out"),
                      Design.learningRate("Adam's first step size")
                          .published(1e-4)
                          .searchedLogarithmically(1e-5, 1e-1),
                      SettingDescription.number(
                              "weight_decay", 3e-4, 0, 1, "penalty of squared weights")
                          .searchedLogarithmically(1e-5, 1e-1),
                      Design.epochs(300),
                      Design.batchSize(7).searchedLogarithmically(5, 32)),
                  "Wen et al.: Neural Predictor for Neural Architecture Search, ECCV 2020")
              .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "gcn"),
          Form.GRAPH,
          (shape, settings) ->
              new GraphConvolutionNetwork(
                  shape.size(),
                  shape.width(),
                  settings.whole("layers"),
                  settings.whole("hidden"),
                  settings.number("dropout")),
          0.999,
          true,
          true,
          Design.Course.PLAIN);

  /** Channels between the two linear layers. */
  private static final int LINEAR = 128;

  /** The nodes, the operators along and against the arcs, and 1 over the number of used nodes. */
  @Override
  public List<Shape> parts() {
    Shape square = Shape.of(nodes, nodes);
    return List.of(Shape.of(nodes, features), square, square, Shape.of(1));
  }

  /** The operators are {@code P = rownorm(A + I)} and {@code rownorm(P transposed)}. */
  @Override
  public float[][] read(Features features) {
    Features.Graph graph = (Features.Graph) features;
    double[] arcs = new double[nodes * nodes];
    for (int i = 0; i < arcs.length; i++) {
      int source = i / nodes;
      int target = i % nodes;
      arcs[i] = (graph.connects(source, target) ? 1 : 0) + (source == target ? 1 : 0);
    }
    double[] along = rowNormalised(arcs);
    double[] transposed = new double[along.length];
    for (int i = 0; i < along.length; i++) {
      transposed[i % nodes * nodes + i / nodes] = along[i];
    }
    return new float[][] {
      graph.oneHot(), narrow(along), narrow(rowNormalised(transposed)), {1f / graph.used()}
    };
  }

  private double[] rowNormalised(double[] matrix) {
    double[] normalised = new double[matrix.length];
    for (int row = 0; row < matrix.length; row += nodes) {
      double sum = 0;
      for (int i = row; i < row + nodes; i++) {
        sum += matrix[i];
      }
      for (int i = row; i < row + nodes; i++) {
        normalised[i] = matrix[i] / sum;
      }
    }
    return normalised;
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  @Override
  public Operand<TFloating> predictions(NetworkLayers network, List<Operand<TFloating>> inputs) {
    Operand<TFloating> x = network.reshape(inputs.get(0), -1, features);
    for (int layer = 0; layer < layers; layer++) {
      int in = layer == 0 ? features : hidden;
      String name = "convolution" + layer;
      Operand<TFloating> along = gathered(network, name + "/along", inputs.get(1), x, in);
      Operand<TFloating> against = gathered(network, name + "/against", inputs.get(2), x, in);
      Operand<TFloating> mean =
          network.tf().math.mul(network.tf().math.add(along, against), network.scalar(0.5));
      x = network.reshape(network.dropout(mean, dropout), -1, hidden);
    }
    Operand<TFloating> sums =
        network.tf().reduceSum(network.reshape(x, -1, nodes, hidden), network.tf().constant(1));
    Operand<TFloating> means = network.tf().math.mul(sums, inputs.get(3));
    Operand<TFloating> narrowed =
        network.project("linear0", means, hidden, LINEAR, NetworkLayers.byInputs(hidden));
    return network.project(
        "linear1", network.dropout(narrowed, dropout), LINEAR, 1, NetworkLayers.byInputs(LINEAR));
  }

  /** {@code relu(operator X W)}, {@code [rows, nodes, hidden]}. */
  private Operand<TFloating> gathered(
      NetworkLayers network,
      String name,
      Operand<TFloating> operator,
      Operand<TFloating> x,
      int in) {
    Operand<TFloating> weights =
        network.weight(name + "/weights", Shape.of(in, hidden), NetworkLayers.xavier(in, hidden));
    Operand<TFloating> projected =
        network.reshape(network.tf().linalg.matMul(x, weights), -1, nodes, hidden);
    return network.tf().nn.relu(network.products(operator, projected));
  }
}
