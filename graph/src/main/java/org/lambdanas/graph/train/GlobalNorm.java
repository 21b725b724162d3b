package org.lambdanas.graph.train;

import java.util.List;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The Euclidean norm of several tensors taken as one vector. */
public final class GlobalNorm {

  private GlobalNorm() {}

  /** Adds the norm of at least one tensor to a graph. */
  public static Operand<TFloating> of(GraphRuntime runtime, List<Operand<TFloating>> tensors) {
    Ops tf = runtime.ops();
    // l2Loss is half the sum of squares, without a temporary of the tensor's size.
    List<Operand<TFloating>> halves = tensors.stream().map(x -> half(tf, x)).toList();
    Operand<TFloating> two = tf.dtypes.cast(tf.constant(2.0), runtime.precision().type());
    return tf.math.sqrt(tf.math.mul(two, tf.math.addN(halves)));
  }

  private static Operand<TFloating> half(Ops tf, Operand<TFloating> x) {
    return tf.nn.l2Loss(x);
  }
}
