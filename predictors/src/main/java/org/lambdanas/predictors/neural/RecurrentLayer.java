package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.BlockLSTMGrad;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * A long short-term memory over a whole sequence in one kernel. TensorFlow does not differentiate
 * that kernel, but has another for its derivatives: {@link LossGradients} is cut at the output here
 * and goes on with {@link #backward}. In single precision only.
 */
final class RecurrentLayer {

  private final NetworkLayers layers;
  private final Operand<TFloating> inputs;
  private final Operand<TFloating> startOutput;
  private final Operand<TFloating> startState;
  private final Parameter weights;
  private final Parameter bias;
  private final Operand<TFloating> noPeepholes;
  private final Operand<TInt64> steps;
  private final BlockLSTM<TFloating> kernel;
  private final Operand<TFloating> outputs;

  /**
   * Adds a layer to a graph.
   *
   * @param layers of the graph
   * @param name of the layer
   * @param inputs {@code [steps, rows, in]}
   * @param in size of an input
   * @param size of the output and of the state
   * @param length number of steps
   * @param startOutput output before the first step, {@code [rows, size]}
   * @param startState state before the first step, {@code [rows, size]}
   */
  RecurrentLayer(
      NetworkLayers layers,
      String name,
      Operand<TFloating> inputs,
      int in,
      int size,
      int length,
      Operand<TFloating> startOutput,
      Operand<TFloating> startState) {
    this.layers = layers;
    this.inputs = inputs;
    this.startOutput = startOutput;
    this.startState = startState;
    Ops tf = layers.tf();
    // Gates in the order input, forget, candidate, output; rows of the inputs, then of the outputs.
    this.weights =
        layers.parameter(
            name + "/weights", Shape.of(in + size, 4L * size), NetworkLayers.byInputs(size));
    this.bias = layers.parameter(name + "/bias", Shape.of(4L * size), NetworkLayers.byInputs(size));
    this.noPeepholes = tf.zeros(tf.constant(new int[] {size}), layers.runtime().precision().type());
    this.steps = tf.constant((long) length);
    this.kernel =
        BlockLSTM.create(
            tf.scope(),
            steps,
            inputs,
            startState,
            startOutput,
            weights.value(),
            noPeepholes,
            noPeepholes,
            noPeepholes,
            bias.value(),
            BlockLSTM.cellClip(-1f));
    this.outputs = tf.stopGradient(kernel.h());
    layers.differentiateByHand(this);
  }

  /** What comes out at each step, {@code [steps, rows, size]}. */
  Operand<TFloating> outputs() {
    return outputs;
  }

  /** The trained weights, in the order of their gradients. */
  List<Parameter> parameters() {
    return List.of(weights, bias);
  }

  /** What the layer reads that may depend on other weights, in the order of their gradients. */
  List<Operand<TFloating>> reads() {
    return List.of(inputs, startOutput, startState);
  }

  /**
   * Gradients in the weights and in what is read.
   *
   * @param ofParameters one for each parameter
   * @param ofReads one for each operand that is read
   */
  record Backward(List<Operand<TFloating>> ofParameters, List<Operand<TFloating>> ofReads) {}

  /** Adds the derivatives, from the gradient in the outputs, of their shape. */
  Backward backward(Operand<TFloating> outputGradient) {
    Ops tf = layers.tf();
    BlockLSTMGrad<TFloating> gradient =
        BlockLSTMGrad.create(
            tf.scope(),
            steps,
            inputs,
            startState,
            startOutput,
            weights.value(),
            noPeepholes,
            noPeepholes,
            noPeepholes,
            bias.value(),
            kernel.i(),
            kernel.cs(),
            kernel.f(),
            kernel.o(),
            kernel.ci(),
            kernel.co(),
            kernel.h(),
            tf.zerosLike(kernel.cs()),
            outputGradient,
            false);
    return new Backward(
        List.of(gradient.wGrad(), gradient.bGrad()),
        List.of(gradient.xGrad(), gradient.hPrevGrad(), gradient.csPrevGrad()));
  }
}
