package org.lambdanas.graph.network;

import org.lambdanas.graph.tensor.GraphRuntime;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * What a classifier is judged by.
 *
 * @param loss mean cross-entropy in nats, a scalar
 * @param correct number of images whose largest logit is the label's, a scalar
 */
public record Classification(Operand<TFloating> loss, Operand<TInt32> correct) {

  /** Adds loss and accuracy of logits, {@code [batch, classes]}, to a graph. */
  public static Classification of(
      GraphRuntime runtime, Operand<TFloating> logits, Operand<TInt32> labels, int classes) {
    return smoothed(runtime, logits, labels, classes, 0);
  }

  /**
   * Adds a loss towards smoothed labels, and accuracy, to a graph: a share of the target, 0 to 1
   * (exclusive), is spread evenly over all classes.
   */
  public static Classification smoothed(
      GraphRuntime runtime,
      Operand<TFloating> logits,
      Operand<TInt32> labels,
      int classes,
      double smoothing) {
    Ops tf = runtime.ops();
    double rest = smoothing / classes;
    Operand<TFloating> on =
        tf.dtypes.cast(tf.constant(1 - smoothing + rest), runtime.precision().type());
    Operand<TFloating> off = tf.dtypes.cast(tf.constant(rest), runtime.precision().type());
    // One-hot times log-softmax: the fused losses lack gradients in one precision or the other.
    Operand<TFloating> target = tf.oneHot(labels, tf.constant(classes), on, off);
    Operand<TFloating> logLikelihood =
        tf.reduceSum(tf.math.mul(target, tf.nn.logSoftmax(logits)), tf.constant(new int[] {1}));
    Operand<TFloating> loss = tf.math.neg(tf.math.mean(logLikelihood, tf.constant(new int[] {0})));
    Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
    Operand<TInt32> correct =
        tf.reduceSum(
            tf.dtypes.cast(tf.math.equal(predicted, labels), TInt32.class),
            tf.constant(new int[] {0}));
    return new Classification(loss, correct);
  }
}
