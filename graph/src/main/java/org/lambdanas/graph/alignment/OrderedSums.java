package org.lambdanas.graph.alignment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.types.TFloat64;

/**
 * Sums that are taken from the first number to the last, so that they round alike on every
 * processor; TensorFlow's own reductions divide the work as suits the machine.
 */
record OrderedSums(Ops tf) {

  /** The sum over an axis, which falls away. */
  Operand<TFloat64> over(Operand<TFloat64> x, int axis) {
    Operand<TFloat64> running = tf.math.cumsum(x, tf.constant(axis));
    long last = x.shape().get(axis) - 1;
    return tf.gather(running, tf.constant(last), tf.constant(axis));
  }

  /** The Euclidean norm over an axis, which falls away; squares neither overflow nor underflow. */
  Operand<TFloat64> norm(Operand<TFloat64> x, int axis) {
    Operand<TFloat64> largest =
        tf.reduceMax(tf.math.abs(x), tf.constant(axis), ReduceMax.keepDims(true));
    Operand<TFloat64> zero = tf.constant(0.0);
    Operand<TFloat64> divisor = tf.select(tf.math.equal(largest, zero), tf.constant(1.0), largest);
    Operand<TFloat64> scaled = tf.math.div(x, divisor);
    Operand<TFloat64> root = tf.math.sqrt(over(tf.math.mul(scaled, scaled), axis));
    return tf.math.mul(
        tf.squeeze(largest, org.tensorflow.op.core.Squeeze.axis(java.util.List.of((long) axis))),
        root);
  }
}
