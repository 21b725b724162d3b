package org.lambdanas.graph.network;

import org.lambdanas.graph.tensor.GraphRuntime;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * What a classifier is judged by.
 *
 * @param loss mean cross-entropy in nats, a scalar
 * @param correct number of images whose largest logit is the label's, a scalar
 * @param answers class of the largest logit, {@code [batch]}
 */
public record Classification(
    Operand<TFloating> loss, Operand<TInt32> correct, Operand<TInt32> answers) {

  /** Adds loss and accuracy of logits, {@code [batch, classes]}, to a graph. */
  public static Classification of(
      GraphRuntime runtime, Operand<TFloating> logits, Operand<TInt32> labels, int classes) {
    return of(runtime, logits, labels, classes, SoftLabels.PLAIN);
  }

  /** Adds a loss towards a target made of labels, and accuracy, to a graph. */
  public static Classification of(
      GraphRuntime runtime,
      Operand<TFloating> logits,
      Operand<TInt32> labels,
      int classes,
      SoftLabels soft) {
    Ops tf = runtime.ops();
    // One-hot times log-softmax: the fused losses lack gradients in one precision or the other.
    Operand<TFloating> target = soft.target(runtime, labels, classes);
    Operand<TFloating> logLikelihood =
        tf.reduceSum(tf.math.mul(target, tf.nn.logSoftmax(logits)), tf.constant(new int[] {1}));
    Operand<TFloating> loss = tf.math.neg(tf.math.mean(logLikelihood, tf.constant(new int[] {0})));
    // On a GPU whole numbers of 32 bits are compared and summed by the host, wider ones are not.
    Operand<TInt64> largest = tf.math.argMax(logits, tf.constant(1));
    Operand<TBool> right = tf.math.equal(largest, tf.dtypes.cast(labels, TInt64.class));
    Operand<TInt64> correct =
        tf.reduceSum(tf.dtypes.cast(right, TInt64.class), tf.constant(new int[] {0}));
    return new Classification(
        loss, tf.dtypes.cast(correct, TInt32.class), tf.dtypes.cast(largest, TInt32.class));
  }
}
