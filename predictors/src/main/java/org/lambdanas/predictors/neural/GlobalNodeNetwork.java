package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * The graph convolutions of BONAS (Shi et al., NeurIPS 2020), {@code relu(norm(A H W + b))}. What a
 * graph is worth is read from its last used node, which is connected with all others.
 *
 * @param nodes of a graph, padding included
 * @param features of a node
 * @param layers number of convolutions
 * @param hidden channels of a convolution
 */
record GlobalNodeNetwork(int nodes, int features, int layers, int hidden) implements Network {

  /** All weights start uniformly up to this. */
  private static final Initial INITIAL = NetworkLayers.uniform(0.05);

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
