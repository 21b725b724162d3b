package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ZerosLike;
import org.tensorflow.types.family.TFloating;

/**
 * The gradients of a loss in weights, across recurrent layers that TensorFlow does not
 * differentiate. The chain rule goes back in stages, from one such layer to the one before it: what
 * flows into what a layer has read is turned into a scalar again, the sum of that operand times its
 * gradient held fixed, which TensorFlow differentiates further.
 */
final class LossGradients {

  private final GraphRuntime runtime;
  private final Ops tf;
  private final IdentityHashMap<Object, List<Operand<TFloating>>> shares = new IdentityHashMap<>();

  private LossGradients(GraphRuntime runtime) {
    this.runtime = runtime;
    this.tf = runtime.ops();
  }

  /**
   * Adds the gradients of a scalar loss, one for each parameter, across the layers in between that
   * are differentiated by hand, in the order in which they ran.
   */
  static List<Operand<TFloating>> of(
      GraphRuntime runtime,
      Operand<TFloating> loss,
      List<Parameter> parameters,
      List<RecurrentLayer> recurrent) {
    return new LossGradients(runtime).stages(loss, parameters, recurrent);
  }

  private List<Operand<TFloating>> stages(
      Operand<TFloating> loss, List<Parameter> parameters, List<RecurrentLayer> recurrent) {
    stage("gradients", loss, parameters, recurrent);
    for (int i = recurrent.size() - 1; i >= 0; i--) {
      RecurrentLayer layer = recurrent.get(i);
      RecurrentLayer.Backward backward = layer.backward(total(layer, layer.outputs()));
      for (int p = 0; p < layer.parameters().size(); p++) {
        add(layer.parameters().get(p), backward.ofParameters().get(p));
      }
      Operand<TFloating> flow = scalar(layer.reads(), backward.ofReads());
      stage("gradients_" + i, flow, parameters, recurrent.subList(0, i));
    }
    List<Operand<TFloating>> totals = new ArrayList<>();
    parameters.forEach(parameter -> totals.add(total(parameter, parameter.value())));
    return totals;
  }

  private void stage(
      String name,
      Operand<TFloating> scalar,
      List<Parameter> parameters,
      List<RecurrentLayer> before) {
    List<Operand<TFloating>> by = new ArrayList<>();
    parameters.forEach(parameter -> by.add(parameter.value()));
    before.forEach(layer -> by.add(layer.outputs()));
    List<Operand<TFloating>> gradients = runtime.gradients(name, scalar, by);
    for (int i = 0; i < by.size(); i++) {
      add(
          i < parameters.size() ? parameters.get(i) : before.get(i - parameters.size()),
          gradients.get(i));
    }
  }

  private void add(Object of, Operand<TFloating> gradient) {
    if (!gradient.op().type().equals(ZerosLike.OP_NAME)) {
      shares.computeIfAbsent(of, key -> new ArrayList<>()).add(gradient);
    }
  }

  /** Added in pairs, in the order in which they came: AddN's order is not settled. */
  private Operand<TFloating> total(Object of, Operand<TFloating> like) {
    return shares.getOrDefault(of, List.of()).stream()
        .reduce(tf.math::add)
        .orElseGet(() -> tf.zerosLike(like));
  }

  private Operand<TFloating> scalar(
      List<Operand<TFloating>> operands, List<Operand<TFloating>> gradients) {
    List<Operand<TFloating>> flows = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Operand<TFloating> flat =
          tf.reshape(
              tf.math.mul(operands.get(i), tf.stopGradient(gradients.get(i))),
              tf.constant(new int[] {-1}));
      flows.add(tf.reduceSum(flat, tf.constant(0)));
    }
    return flows.stream().reduce(tf.math::add).orElseThrow();
  }
}
