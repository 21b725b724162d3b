package org.lambdanas.graph.layer;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Batch norm from elementary operations, with the statistics of a batch that is shared among
 * devices: every device sums over its images, the first one over the devices. The fused kernels
 * know neither this nor double precision.
 */
final class WholeBatchNorm {

  private final List<Ops> devices;
  private final Ops tf;
  private final Precision precision;
  private final Function<Operand<TFloating>, Towers> copies;

  /** Batch norms on some devices, of which the first one adds. */
  WholeBatchNorm(
      List<Ops> devices, Precision precision, Function<Operand<TFloating>, Towers> copies) {
    this.devices = devices;
    this.tf = devices.get(0);
    this.precision = precision;
    this.copies = copies;
  }

  /** Statistics are {@code [channels]}. */
  record Outcome(Towers normalised, Operand<TFloating> mean, Operand<TFloating> unbiasedVariance) {}

  Outcome of(Towers x, Towers scale, Towers offset) {
    // Under a name of its own: its gradients are added here before they meet those of others.
    Towers wide = each(k -> devices.get(k).identity(cast(k, x.part(k), precision.type())));
    Operand<TFloating> count = sum(each(k -> pixels(k, wide.part(k))));
    Operand<TFloating> mean = tf.math.div(sum(each(k -> total(k, wide.part(k)))), count);
    Towers means = copies.apply(mean);
    Towers centred = each(k -> devices.get(k).math.sub(wide.part(k), means.part(k)));
    Operand<TFloating> variance =
        tf.math.div(
            sum(each(k -> total(k, devices.get(k).math.mul(centred.part(k), centred.part(k))))),
            count);
    Operand<TFloating> inverse =
        tf.math.pow(tf.math.add(variance, constant(TensorFlowLayers.EPSILON)), constant(-.5));
    Towers inverses = copies.apply(inverse);
    Towers normalised =
        each(
            k -> {
              Ops on = devices.get(k);
              Operand<TFloating> factor = on.math.mul(inverses.part(k), scale.part(k));
              return cast(
                  k,
                  on.math.add(on.math.mul(centred.part(k), factor), offset.part(k)),
                  precision.mapType());
            });
    // n / max(n - 1, 1): the unbiased estimate, also for a single value.
    Operand<TFloating> correction =
        tf.math.div(count, tf.math.maximum(tf.math.sub(count, constant(1)), constant(1)));
    return new Outcome(normalised, mean, tf.math.mul(variance, correction));
  }

  private Towers each(IntFunction<Operand<TFloating>> part) {
    return new Towers(IntStream.range(0, devices.size()).mapToObj(part).toList());
  }

  private Operand<TFloating> cast(int tower, Operand<TFloating> x, Class<TFloating> type) {
    return x.type().equals(type) ? x : devices.get(tower).dtypes.cast(x, type);
  }

  /** Number of values of each channel. */
  private Operand<TFloating> pixels(int tower, Operand<TFloating> x) {
    Ops on = devices.get(tower);
    long channels = x.shape().get(3);
    return on.math.div(
        on.dtypes.cast(on.size(x), precision.type()),
        on.dtypes.cast(on.constant((double) channels), precision.type()));
  }

  private Operand<TFloating> total(int tower, Operand<TFloating> x) {
    Ops on = devices.get(tower);
    return on.reduceSum(x, on.constant(new int[] {0, 1, 2}));
  }

  private Operand<TFloating> sum(Towers parts) {
    return parts.parts().stream().reduce(tf.math::add).orElseThrow();
  }

  private Operand<TFloating> constant(double value) {
    return tf.dtypes.cast(tf.constant(value), precision.type());
  }
}
