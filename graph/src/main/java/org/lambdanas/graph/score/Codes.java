package org.lambdanas.graph.score;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** How images switch rectifiers, as numbers in a graph. */
final class Codes {

  private Codes() {}

  /** One row an image, {@code [batch, units]}. */
  static Operand<TFloating> flat(Ops tf, Operand<TFloating> x) {
    long units = 1;
    for (int d = 1; d < x.shape().numDimensions(); d++) {
      units *= x.shape().get(d);
    }
    return tf.reshape(x, tf.constant(new int[] {-1, Math.toIntExact(units)}));
  }

  /** The number of rows, a scalar. */
  static Operand<TInt32> rows(Ops tf, Operand<TFloating> x) {
    return tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
  }

  /** 1 where positive, else -1. */
  static Operand<TFloating> signs(Ops tf, Operand<TFloating> x) {
    Operand<TFloating> positive = positive(tf, x);
    return tf.math.sub(tf.math.add(positive, positive), tf.onesLike(positive));
  }

  /** 1 where positive, else 0. */
  static Operand<TFloating> positive(Ops tf, Operand<TFloating> x) {
    return tf.dtypes.cast(tf.math.greater(x, tf.zerosLike(x)), x.type());
  }
}
