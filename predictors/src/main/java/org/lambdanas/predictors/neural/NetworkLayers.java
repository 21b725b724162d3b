package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The layers of predictors' networks, in training or inference mode. Layers of one name share their
 * weights across modes.
 */
final class NetworkLayers {

  /** As PyTorch has them. */
  private static final double BATCH_NORM_EPSILON = 1e-5;

  private static final double BATCH_NORM_MOMENTUM = 0.1;

  private final GraphRuntime runtime;
  private final Ops tf;
  private final ParameterStore weights;
  private final ParameterStore statistics;
  private final Optional<Operand<TInt32>> noiseKey;
  private final List<Op> statisticUpdates = new ArrayList<>();
  private final List<RecurrentLayer> recurrent = new ArrayList<>();
  private int dropouts;

  /**
   * Layers of a graph.
   *
   * @param runtime the graph
   * @param weights what is trained
   * @param statistics running means and variances
   * @param noiseKey a scalar that differs from step to step, in training mode; empty: inference
   */
  NetworkLayers(
      GraphRuntime runtime,
      ParameterStore weights,
      ParameterStore statistics,
      Optional<Operand<TInt32>> noiseKey) {
    this.runtime = runtime;
    this.tf = runtime.ops();
    this.weights = weights;
    this.statistics = statistics;
    this.noiseKey = noiseKey;
  }

  GraphRuntime runtime() {
    return runtime;
  }

  Ops tf() {
    return tf;
  }

  /** What to run with a training step besides the update of the weights. */
  List<Op> statisticUpdates() {
    return List.copyOf(statisticUpdates);
  }

  /** The recurrent layers, which are differentiated by hand, in the order in which they ran. */
  List<RecurrentLayer> recurrent() {
    return List.copyOf(recurrent);
  }

  /** Takes up a layer that TensorFlow does not differentiate. */
  void differentiateByHand(RecurrentLayer layer) {
    recurrent.add(layer);
  }

  Operand<TFloating> scalar(double value) {
    return tf.dtypes.cast(tf.constant(value), runtime.precision().type());
  }

  /** A weight of a name. */
  Operand<TFloating> weight(String name, Shape shape, Initial initial) {
    return parameter(name, shape, initial).value();
  }

  Parameter parameter(String name, Shape shape, Initial initial) {
    return weights.get(name, shape, initial);
  }

  /** Uniform around zero. */
  static Initial uniform(double bound) {
    return (random, size) -> {
      double[] values = new double[size];
      Arrays.setAll(values, i -> (2 * random.nextDouble() - 1) * bound);
      return values;
    };
  }

  /** Glorot and Bengio's uniform distribution. */
  static Initial xavier(int in, int out) {
    return uniform(Math.sqrt(6.0 / (in + out)));
  }

  /** PyTorch's own for linear layers: uniform up to one over the root of the inputs. */
  static Initial byInputs(int in) {
    return uniform(1 / Math.sqrt(in));
  }

  /** Rows times a matrix: {@code [rows, in]} to {@code [rows, out]}. */
  Operand<TFloating> project(
      String name, Operand<TFloating> rows, int in, int out, Initial initial) {
    return tf.linalg.matMul(rows, weight(name + "/weights", Shape.of(in, out), initial));
  }

  /** The same with a bias added. */
  Operand<TFloating> linear(
      String name, Operand<TFloating> rows, int in, int out, Initial initial, Initial bias) {
    return tf.nn.biasAdd(
        project(name, rows, in, out, initial), weight(name + "/bias", Shape.of(out), bias));
  }

  /** A linear layer with PyTorch's initial values. */
  Operand<TFloating> linear(String name, Operand<TFloating> rows, int in, int out) {
    return linear(name, rows, in, out, byInputs(in), byInputs(in));
  }

  /** One product for each matrix of two stacks; a stack of one serves all of the other. */
  Operand<TFloating> products(Operand<TFloating> left, Operand<TFloating> right) {
    return BatchMatMul.create(tf.scope(), left, right, runtime.precision().type());
  }

  /** The same with the two last axes of the right ones exchanged. */
  Operand<TFloating> productsWithTransposed(Operand<TFloating> left, Operand<TFloating> right) {
    return BatchMatMul.create(
        tf.scope(), left, right, runtime.precision().type(), BatchMatMul.adjY(true));
  }

  Operand<TFloating> reshape(Operand<TFloating> x, int... shape) {
    return tf.reshape(x, tf.constant(shape));
  }

  /** Sets a share of the values to zero and scales the others up; nothing in inference mode. */
  Operand<TFloating> dropout(Operand<TFloating> x, double rate) {
    if (noiseKey.isEmpty() || rate == 0) {
      return x;
    }
    Operand<TInt32> seed = tf.stack(List.of(noiseKey.get(), tf.constant(dropouts++)));
    // Drawn in single precision always, so that every precision drops the same.
    Operand<TFloat32> drawn = tf.random.statelessRandomUniform(tf.shape(x), seed, TFloat32.class);
    Operand<TFloating> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(drawn, tf.constant((float) rate)), runtime.precision().type());
    return tf.math.mul(x, tf.math.mul(kept, scalar(1 / (1 - rate))));
  }

  /**
   * Batch norm of each channel over the rows that count, with a scale and a shift.
   *
   * @param rows {@code [rows, channels]}
   * @param counting 1 for each row that counts, 0 for padding, {@code [rows, 1]}
   */
  Operand<TFloating> batchNorm(
      String name, Operand<TFloating> rows, Operand<TFloating> counting, int channels) {
    Shape shape = Shape.of(channels);
    Parameter mean = statistics.get(name + "/mean", shape, Initial.constant(0));
    Parameter variance = statistics.get(name + "/variance", shape, Initial.constant(1));
    Operand<TFloating> scale = weight(name + "/scale", shape, Initial.constant(1));
    Operand<TFloating> shift = weight(name + "/shift", shape, Initial.constant(0));
    if (noiseKey.isEmpty()) {
      return normalised(rows, mean.value(), variance.value(), scale, shift);
    }
    Operand<TFloating> count = sumOfRows(counting);
    Operand<TFloating> seenMean = tf.math.div(sumOfRows(tf.math.mul(rows, counting)), count);
    // The mean's own share in the gradient of the sum of squares is zero.
    Operand<TFloating> squares =
        sumOfRows(
            tf.math.mul(tf.math.squaredDifference(rows, tf.stopGradient(seenMean)), counting));
    moveTo(mean, seenMean);
    moveTo(
        variance, tf.math.div(squares, tf.math.maximum(tf.math.sub(count, scalar(1)), scalar(1))));
    return normalised(rows, seenMean, tf.math.div(squares, count), scale, shift);
  }

  private Operand<TFloating> sumOfRows(Operand<TFloating> rows) {
    return tf.reduceSum(rows, tf.constant(0));
  }

  private void moveTo(Parameter running, Operand<TFloating> seen) {
    Operand<TFloating> next =
        tf.math.add(
            tf.math.mul(running.value(), scalar(1 - BATCH_NORM_MOMENTUM)),
            tf.math.mul(seen, scalar(BATCH_NORM_MOMENTUM)));
    // A batch that overflowed must not poison what later predictions use.
    statisticUpdates.add(
        running.assign(tf, tf.select(tf.math.isFinite(next), next, running.value())));
  }

  private Operand<TFloating> normalised(
      Operand<TFloating> rows,
      Operand<TFloating> mean,
      Operand<TFloating> variance,
      Operand<TFloating> scale,
      Operand<TFloating> shift) {
    Operand<TFloating> factor =
        tf.math.mul(scale, tf.math.rsqrt(tf.math.add(variance, scalar(BATCH_NORM_EPSILON))));
    return tf.math.add(tf.math.mul(tf.math.sub(rows, mean), factor), shift);
  }

  /** Rows of unit length: {@code x / max(|x|, 1e-12)} along the last axis. */
  Operand<TFloating> unit(Operand<TFloating> x) {
    Operand<TFloating> squares =
        tf.reduceSum(tf.math.mul(x, x), tf.constant(-1), ReduceSum.keepDims(true));
    return tf.math.mul(x, tf.math.rsqrt(tf.math.maximum(squares, scalar(1e-24))));
  }

  /** Mean along an axis, which goes. */
  Operand<TFloating> mean(Operand<TFloating> x, int axis) {
    return tf.math.mean(x, tf.constant(axis));
  }

  /** Mean of all values. */
  Operand<TFloating> mean(Operand<TFloating> x) {
    Operand<TFloating> flat = reshape(x, -1);
    return tf.math.mean(flat, tf.constant(0));
  }

  /** Mean squared error. */
  Operand<TFloating> meanSquare(Operand<TFloating> predictions, Operand<TFloating> targets) {
    return mean(tf.math.squaredDifference(reshape(predictions, -1), targets));
  }
}
