package org.lambdanas.graph.train;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Exponential moving average of parameters over the steps: {@code average = decay * average + (1 -
 * decay) * value}, with the value as it is after the step.
 *
 * @param decay 0 to 1 (exclusive)
 */
public record MovingAverage(double decay) {

  /** Checks the range. */
  public MovingAverage {
    if (!(decay >= 0 && decay < 1)) {
      throw new ConfigException(
          "decay of the moving average is " + decay + ": must be at least 0 and below 1");
    }
  }

  /**
   * Adds the update of an average for each parameter, once operations have changed the parameters.
   */
  public List<Op> update(
      GraphRuntime runtime, List<Parameter> parameters, List<Parameter> averages, List<Op> after) {
    Ops tf = runtime.ops();
    Operand<TFloating> keep = tf.dtypes.cast(tf.constant(decay), runtime.precision().type());
    Operand<TFloating> take = tf.dtypes.cast(tf.constant(1 - decay), runtime.precision().type());
    Ops later = tf.withControlDependencies(after);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Operand<TFloating> now =
          later.readVariableOp(parameters.get(i).handle(), runtime.precision().type());
      Parameter average = averages.get(i);
      updates.add(
          average.assign(
              tf, tf.math.add(tf.math.mul(average.value(), keep), tf.math.mul(now, take))));
    }
    return updates;
  }
}
