package org.lambdanas.graph.train;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Stochastic gradient descent with momentum, coupled weight decay and clipping by the global norm,
 * in PyTorch's form: {@code d = clip(g) + decay * w; v = momentum * v + d; w = w - rate * v}, or
 * Nesterov's {@code w = w - rate * (d + momentum * v)}. A step whose gradient is not finite changes
 * nothing.
 */
public final class MomentumSgd {

  private final GraphRuntime runtime;
  private final Ops tf;
  private final List<Parameter> parameters;
  private final ParameterStore slots;
  private final double momentum;
  private final double weightDecay;
  private final double clipNorm;
  private final boolean nesterov;

  /**
   * An optimiser of some parameters.
   *
   * @param slots store for the momenta
   * @param momentum 0 to 1
   * @param weightDecay coupled L2 penalty, at least 0
   * @param clipNorm ceiling of the global L2 norm; 0: no clipping
   */
  public MomentumSgd(
      GraphRuntime runtime,
      List<Parameter> parameters,
      ParameterStore slots,
      double momentum,
      double weightDecay,
      double clipNorm) {
    this(runtime, parameters, slots, momentum, weightDecay, clipNorm, false);
  }

  /**
   * An optimiser with either form of momentum.
   *
   * @param slots store for the momenta
   * @param momentum 0 to 1
   * @param weightDecay coupled L2 penalty, at least 0
   * @param clipNorm ceiling of the global L2 norm; 0: no clipping
   * @param nesterov whether to use Nesterov's form
   */
  public MomentumSgd(
      GraphRuntime runtime,
      List<Parameter> parameters,
      ParameterStore slots,
      double momentum,
      double weightDecay,
      double clipNorm,
      boolean nesterov) {
    this.runtime = runtime;
    this.tf = runtime.ops();
    this.parameters = List.copyOf(parameters);
    this.slots = slots;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm;
    this.nesterov = nesterov;
  }

  /**
   * An update.
   *
   * @param operations what to run for it
   * @param gradientNorm global L2 norm of the gradient before clipping, a scalar
   */
  public record Update(List<Op> operations, Operand<TFloating> gradientNorm) {}

  /** Adds an update to the graph, of a gradient for each parameter. */
  public Update update(List<Operand<TFloating>> gradients, Operand<TFloating> learningRate) {
    Operand<TFloating> norm = GlobalNorm.of(runtime, gradients);
    Operand<TBool> finite = tf.math.isFinite(norm);
    Operand<TFloating> factor =
        clipNorm > 0
            ? tf.math.minimum(
                scalar(1), tf.math.div(scalar(clipNorm), tf.math.add(norm, scalar(1e-6))))
            : scalar(1);
    Operand<TFloating> zero = scalar(0);
    Operand<TFloating> rate = tf.select(finite, learningRate, zero);
    Operand<TFloating> keep = tf.select(finite, scalar(momentum), scalar(1));
    List<Op> operations = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Parameter parameter = parameters.get(i);
      Operand<TFloating> gradient =
          tf.math.add(
              tf.math.mul(gradients.get(i), factor),
              tf.math.mul(parameter.value(), scalar(weightDecay)));
      operations.add(
          ResourceApplyMomentum.create(
              tf.scope(),
              parameter.handle(),
              momentumOf(parameter).handle(),
              rate,
              tf.select(finite, gradient, zero),
              keep,
              ResourceApplyMomentum.useNesterov(nesterov)));
    }
    return new Update(operations, norm);
  }

  /** The momentum of one of this optimiser's parameters, zero at first. */
  public Parameter momentumOf(Parameter parameter) {
    return slots.get(parameter.name() + "/momentum", parameter.shape(), Initial.constant(0));
  }

  private Operand<TFloating> scalar(double value) {
    return tf.dtypes.cast(tf.constant(value), runtime.precision().type());
  }
}
