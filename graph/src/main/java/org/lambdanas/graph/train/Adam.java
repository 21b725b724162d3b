package org.lambdanas.graph.train;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyAdam;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Adam (Kingma and Ba, 2015) with coupled weight decay, in PyTorch's form: the decay joins the
 * gradient before the moments, and epsilon is added to the corrected root. A step whose gradient is
 * not finite changes nothing.
 */
public final class Adam {

  /**
   * Settings.
   *
   * @param learningRate greater than 0
   * @param beta1 decay of the first moment, 0 to 1 (exclusive)
   * @param beta2 decay of the second moment, 0 to 1 (exclusive)
   * @param epsilon added to the root, greater than 0
   * @param weightDecay coupled L2 penalty, at least 0
   */
  public record Settings(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

    /** Checks the ranges. */
    public Settings {
      if (!(learningRate > 0 && Double.isFinite(learningRate))
          || !(beta1 >= 0 && beta1 < 1)
          || !(beta2 >= 0 && beta2 < 1)
          || !(epsilon > 0)
          || !(weightDecay >= 0)) {
        throw new ConfigException(
            ("Adam cannot use learning rate %s, betas %s, %s, epsilon %s, weight decay %s: "
                    + "out of range")
                .formatted(learningRate, beta1, beta2, epsilon, weightDecay));
      }
    }
  }

  private final GraphRuntime runtime;
  private final Ops tf;
  private final ParameterStore slots;
  private final Settings settings;

  /** An optimiser with a store for the moments and the powers of the betas. */
  public Adam(GraphRuntime runtime, ParameterStore slots, Settings settings) {
    this.runtime = runtime;
    this.tf = runtime.ops();
    this.slots = slots;
    this.settings = settings;
  }

  /** Adds a step to the graph, of a gradient for each parameter. */
  public List<Op> update(List<Parameter> parameters, List<Operand<TFloating>> gradients) {
    Operand<TBool> finite = tf.math.isFinite(GlobalNorm.of(runtime, gradients));
    List<Op> operations = new ArrayList<>();
    Operand<TFloating> next1 = power(operations, "beta1_power", settings.beta1(), finite);
    Operand<TFloating> next2 = power(operations, "beta2_power", settings.beta2(), finite);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Operand<TFloating> gradient =
          tf.math.add(
              gradients.get(i), tf.math.mul(parameter.value(), scalar(settings.weightDecay())));
      Parameter first = moment(parameter, "first");
      Parameter second = moment(parameter, "second");
      Operand<TFloating> m = blend(first, gradient, settings.beta1());
      Operand<TFloating> v = blend(second, tf.math.mul(gradient, gradient), settings.beta2());
      Operand<TFloating> corrected = tf.math.div(m, tf.math.sub(scalar(1), next1));
      Operand<TFloating> root =
          tf.math.add(
              tf.math.sqrt(tf.math.div(v, tf.math.sub(scalar(1), next2))),
              scalar(settings.epsilon()));
      Operand<TFloating> moved =
          tf.math.sub(
              parameter.value(),
              tf.math.mul(scalar(settings.learningRate()), tf.math.div(corrected, root)));
      operations.add(first.assign(tf, tf.select(finite, m, first.value())));
      operations.add(second.assign(tf, tf.select(finite, v, second.value())));
      operations.add(parameter.assign(tf, tf.select(finite, moved, parameter.value())));
    }
    return operations;
  }

  /**
   * Adds a step whose rate is given for each run, with clipping before the decay and one kernel for
   * each parameter. Equal to the other form up to rounding.
   *
   * @param gradients one for each parameter
   * @param learningRate a scalar, instead of that of the settings
   * @param clipNorm ceiling of the gradients' global L2 norm; 0: no clipping
   */
  public List<Op> update(
      List<Parameter> parameters,
      List<Operand<TFloating>> gradients,
      Operand<TFloating> learningRate,
      double clipNorm) {
    Operand<TFloating> norm = GlobalNorm.of(runtime, gradients);
    Operand<TBool> finite = tf.math.isFinite(norm);
    List<Op> operations = new ArrayList<>();
    Operand<TFloating> next1 = power(operations, "beta1_power", settings.beta1(), finite);
    Operand<TFloating> next2 = power(operations, "beta2_power", settings.beta2(), finite);
    Operand<TFloating> zero = scalar(0);
    Operand<TFloating> one = scalar(1);
    Operand<TFloating> rate = tf.select(finite, learningRate, zero);
    Operand<TFloating> keep1 = tf.select(finite, scalar(settings.beta1()), one);
    Operand<TFloating> keep2 = tf.select(finite, scalar(settings.beta2()), one);
    // The kernel adds epsilon to the root before its correction.
    Operand<TFloating> epsilon =
        tf.math.mul(scalar(settings.epsilon()), tf.math.sqrt(tf.math.sub(one, next2)));
    Operand<TFloating> factor =
        tf.math.minimum(one, tf.math.div(scalar(clipNorm), tf.math.add(norm, scalar(1e-6))));
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Operand<TFloating> gradient = gradients.get(i);
      if (clipNorm > 0) {
        gradient = tf.math.mul(gradient, factor);
      }
      if (settings.weightDecay() > 0) {
        gradient =
            tf.math.add(gradient, tf.math.mul(parameter.value(), scalar(settings.weightDecay())));
      }
      operations.add(
          ResourceApplyAdam.create(
              tf.scope(),
              parameter.handle(),
              moment(parameter, "first").handle(),
              moment(parameter, "second").handle(),
              next1,
              next2,
              rate,
              keep1,
              keep2,
              epsilon,
              tf.select(finite, gradient, zero)));
    }
    return operations;
  }

  /** The next power of a beta, which a step that is not finite does not take. */
  private Operand<TFloating> power(
      List<Op> operations, String name, double beta, Operand<TBool> finite) {
    Parameter power = slots.get(name, Shape.scalar(), Initial.constant(1));
    Operand<TFloating> next = tf.math.mul(power.value(), scalar(beta));
    operations.add(power.assign(tf, tf.select(finite, next, power.value())));
    return next;
  }

  private Operand<TFloating> blend(Parameter moment, Operand<TFloating> next, double beta) {
    return tf.math.add(
        tf.math.mul(moment.value(), scalar(beta)), tf.math.mul(next, scalar(1 - beta)));
  }

  private Parameter moment(Parameter parameter, String order) {
    return slots.get(parameter.name() + "/" + order, parameter.shape(), Initial.constant(0));
  }

  private Operand<TFloating> scalar(double value) {
    return tf.dtypes.cast(tf.constant(value), runtime.precision().type());
  }
}
