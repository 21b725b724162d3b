package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.family.TFloating;

/**
 * Feed-forward networks on feature vectors, several side by side: layers of rectified units with
 * Glorot's weights and zero biases, and one output. Their loss is the mean absolute error and the
 * sum of the output weights' absolute values, times a factor.
 *
 * @param features length of the vectors
 * @param members number of networks
 * @param layers hidden layers of each
 * @param width units of a hidden layer
 * @param regularisation factor of the output weights' absolute values
 */
record FeedForwardNetwork(int features, int members, int layers, int width, double regularisation)
    implements Network {

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
