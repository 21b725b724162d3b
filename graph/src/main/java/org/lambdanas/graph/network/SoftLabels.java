package org.lambdanas.graph.network;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * How labels become the target of a loss, which is a number for each class of each image.
 *
 * @param smoothing share of the target that is spread evenly over all classes, 0 to 1 (exclusive)
 * @param classWeights what the classes count; empty: all alike, 1
 * @param mixture second labels, if images are mixed of two
 */
public record SoftLabels(double smoothing, List<Double> classWeights, Optional<Mixture> mixture) {

  /** Labels as they are. */
  public static final SoftLabels PLAIN = new SoftLabels(0, List.of(), Optional.empty());

  /**
   * Second labels.
   *
   * @param labels class indices, {@code [batch]}
   * @param shares of the first label, 0 to 1, {@code [batch]}
   */
  public record Mixture(Operand<TInt32> labels, Operand<TFloating> shares) {}

  /** Copies. */
  public SoftLabels {
    classWeights = List.copyOf(classWeights);
  }

  /** The same without weights and second labels. */
  public static SoftLabels smoothed(double smoothing) {
    return new SoftLabels(smoothing, List.of(), Optional.empty());
  }

  /**
   * Adds the target to a graph.
   *
   * @param labels class indices, {@code [batch]}
   * @return {@code [batch, classes]}; each row sums to 1 without weights
   */
  Operand<TFloating> target(GraphRuntime runtime, Operand<TInt32> labels, int classes) {
    Ops tf = runtime.ops();
    double rest = smoothing / classes;
    Operand<TFloating> on = cast(runtime, tf.constant(1 - smoothing + rest));
    Operand<TFloating> off = cast(runtime, tf.constant(rest));
    Operand<TFloating> target = tf.oneHot(labels, tf.constant(classes), on, off);
    if (mixture.isPresent()) {
      Operand<TFloating> second = tf.oneHot(mixture.get().labels(), tf.constant(classes), on, off);
      Operand<TFloating> share = tf.expandDims(mixture.get().shares(), tf.constant(1));
      target = tf.math.add(second, tf.math.mul(share, tf.math.sub(target, second)));
    }
    if (!classWeights.isEmpty()) {
      double[] weights = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
      target = tf.math.mul(target, cast(runtime, tf.constant(weights)));
    }
    return target;
  }

  private static Operand<TFloating> cast(GraphRuntime runtime, Operand<TFloat64> value) {
    return runtime.ops().dtypes.cast(value, runtime.precision().type());
  }
}
