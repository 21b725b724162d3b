package org.lambdanas.graph.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TFloating;

/**
 * Gradients of one scalar in weights, activations and images of a network. One backward pass gives
 * all that was asked for; nothing is added to the graph before the first gradient is read, and
 * nothing that nobody asked for.
 */
public final class NetworkGradients {

  private final DiscreteNetwork network;
  private final Operand<TFloating> scalar;
  private final String name;
  private final Map<Output<TFloating>, Operand<TFloating>> asked = new LinkedHashMap<>();
  private @Nullable Map<Output<TFloating>, Operand<TFloating>> gradients;
  private int products;

  NetworkGradients(DiscreteNetwork network, Operand<TFloating> scalar, String name) {
    this.network = network;
    this.scalar = scalar;
    this.name = name;
  }

  /** Asks for the gradients in all weights. */
  public NetworkGradients inWeights() {
    network.weights().forEach(weight -> ask(weight.value()));
    return this;
  }

  /** Asks for the gradient in the images. */
  public NetworkGradients inImages() {
    ask(network.inputs().images());
    return this;
  }

  /** Asks for the gradients in inputs or outputs of some of the network's activations. */
  public NetworkGradients in(List<Towers> outputs) {
    outputs.forEach(output -> output.parts().forEach(this::ask));
    return this;
  }

  private void ask(Operand<TFloating> by) {
    if (gradients != null) {
      throw new IllegalStateException("the gradients are in the graph already: ask before reading");
    }
    asked.put(by.asOutput(), by);
  }

  private Operand<TFloating> read(Operand<TFloating> by) {
    if (gradients == null) {
      List<Operand<TFloating>> built =
          network.runtime().gradients(name, scalar, List.copyOf(asked.values()));
      gradients = new LinkedHashMap<>();
      for (Output<TFloating> output : asked.keySet()) {
        gradients.put(output, built.get(gradients.size()));
      }
    }
    Operand<TFloating> gradient = gradients.get(by.asOutput());
    if (gradient == null) {
      throw new IllegalStateException("nobody asked for the gradient in " + by.op().name());
    }
    return gradient;
  }

  /** The gradient in a weight; zeros where the scalar does not depend on it. */
  public Operand<TFloating> of(Parameter weight) {
    return read(weight.value());
  }

  /** The gradient in the images. */
  public Operand<TFloating> images() {
    return read(network.inputs().images());
  }

  /** The gradient in an activation for the whole batch, {@code [batch, ...]}. */
  public Operand<TFloating> of(Towers output) {
    return network.joined(output.parts().stream().map(this::read).toList());
  }

  /** The gradients in all weights. */
  public List<Operand<TFloating>> weights() {
    return network.weights().stream().map(this::of).toList();
  }

  /** Products of the second derivatives in the weights with a step for each of them, exactly. */
  public List<Operand<TFloating>> hessianTimes(List<Operand<TFloating>> direction) {
    List<Operand<TFloating>> by = new ArrayList<>();
    network.weights().forEach(weight -> by.add(weight.value()));
    return network.runtime().derivatives(name + ".products" + products++, weights(), by, direction);
  }
}
