package org.lambdanas.predictors.neural;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * The Neural Predictor's directed graph convolutions (Wen et al., ECCV 2020): each layer gathers
 * along the arcs and against them with weights of its own, {@code (relu(P H W1) + relu(Q H W2)) /
 * 2}. What a graph is worth is read from the mean of its nodes through two linear layers.
 *
 * @param nodes of a graph, padding included
 * @param features of a node
 * @param layers number of convolutions
 * @param hidden channels of a convolution
 * @param dropout share of the values that training leaves out
 */
record GraphConvolutionNetwork(int nodes, int features, int layers, int hidden, double dropout)
    implements Network {

  /** Channels between the two linear layers. */
  private static final int LINEAR = 128;

  @Override
  public Operand<TFloating> predictions(NetworkLayers network, List<Operand<TFloating>> inputs) {
    return network.reshape(forward(network, inputs), 1, -1);
  }

  @Override
  public Operand<TFloating> loss(
      NetworkLayers network, List<Operand<TFloating>> inputs, Operand<TFloating> targets) {
    return network.meanSquare(forward(network, inputs), targets);
  }

  private Operand<TFloating> forward(NetworkLayers network, List<Operand<TFloating>> inputs) {
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
