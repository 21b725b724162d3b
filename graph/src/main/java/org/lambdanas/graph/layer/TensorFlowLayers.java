package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.RunningStatistics.Statistic;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Layers as operations of a TensorFlow graph. Parameters come from stores, so building the same
 * network again (for inference, say) shares them.
 */
final class TensorFlowLayers implements Layers<Operand<TFloating>> {

  static final double EPSILON = 1e-5;

  /**
   * TensorFlow walks the inputs of an operation with more than eight of them in the order of their
   * addresses, so that gradients would be summed in another order, and rounded otherwise, in every
   * process.
   */
  private static final int MOST_INPUTS = 8;

  private final Ops tf;
  private final Precision precision;
  private final NetworkParameters parameters;
  private final BatchNormMode mode;
  private final Noise noise;
  private final Function<Parameter, Operand<TFloating>> reader;
  private final List<Statistic> observed = new ArrayList<>();
  private @Nullable ImageNoise imageNoise;
  private @Nullable Operand<TFloating> none;

  /**
   * Where noise comes from.
   *
   * @param key scalar that is different for every batch and the same in all passes over it
   * @param seed of all noise
   * @param share of the batch that is on this device; null: the whole
   * @param images of this device, from whose content the noise is drawn instead; null: it is not
   */
  record Noise(
      Operand<TInt32> key,
      Seed seed,
      @Nullable BatchShare share,
      @Nullable Operand<TFloating> images) {}

  /** Layers on one device. */
  TensorFlowLayers(
      Ops tf,
      Precision precision,
      NetworkParameters parameters,
      BatchNormMode mode,
      Noise noise,
      Function<Parameter, Operand<TFloating>> reader) {
    this.tf = tf;
    this.precision = precision;
    this.parameters = parameters;
    this.mode = mode;
    this.noise = noise;
    this.reader = reader;
  }

  /** Of the batch norms so far: means and unbiased variances of the batch. */
  List<Statistic> statistics() {
    return List.copyOf(observed);
  }

  @Override
  public Operand<TFloating> convolution(
      String name, Operand<TFloating> x, int channels, int kernel, int stride) {
    long in = channels(x);
    Operand<TFloating> filter =
        weight(
            name + "/weights",
            Shape.of(kernel, kernel, in, channels),
            uniform((double) kernel * kernel * in));
    Operand<TFloating> map = map(x);
    if (stride == 1) {
      return tf.nn.conv2d(map, map(filter), strides(1), "SAME");
    }
    if (kernel == 1) {
      // oneDNN's weight gradient of a 1x1 convolution with a stride writes past its own buffer when
      // the channels do not fill whole vectors.
      return tf.nn.conv2d(subsampled(map), map(filter), strides(1), "VALID");
    }
    // TensorFlow's SAME pads stride-2 windows off centre; explicit zeros keep PyTorch's alignment.
    return tf.nn.conv2d(pad(map, kernel / 2), map(filter), strides(stride), "VALID");
  }

  @Override
  public Operand<TFloating> biasedConvolution(
      String name, Operand<TFloating> x, int channels, int kernel, int stride) {
    Operand<TFloating> bias =
        weight(name + "/bias", Shape.of(channels), uniform((double) kernel * kernel * channels(x)));
    return tf.math.add(convolution(name, x, channels, kernel, stride), map(bias));
  }

  /** In the type of feature maps. */
  private Operand<TFloating> map(Operand<TFloating> x) {
    return x.type().equals(precision.mapType()) ? x : tf.dtypes.cast(x, precision.mapType());
  }

  /** In the type of parameters. */
  private Operand<TFloating> wide(Operand<TFloating> x) {
    return x.type().equals(precision.type()) ? x : tf.dtypes.cast(x, precision.type());
  }

  @Override
  public Operand<TFloating> convolutionOfWhole(String name, Operand<TFloating> x, int channels) {
    Shape shape = Shape.of(side(x, 1), side(x, 2), channels(x), channels);
    Operand<TFloating> filter =
        weight(name + "/weights", shape, uniform((double) side(x, 1) * side(x, 2) * channels(x)));
    return tf.nn.conv2d(map(x), map(filter), strides(1), "VALID");
  }

  @Override
  public Operand<TFloating> depthwiseConvolution(
      String name, Operand<TFloating> x, int kernel, int stride, int dilation) {
    Operand<TFloating> filter =
        map(
            weight(
                name + "/weights",
                Shape.of(kernel, kernel, channels(x), 1),
                uniform((double) kernel * kernel)));
    Operand<TFloating> map = map(x);
    if (dilation == 1 && stride == 2) {
      return tf.nn.depthwiseConv2dNative(pad(map, kernel / 2), filter, strides(2), "VALID");
    }
    if (dilation == 1) {
      return tf.nn.depthwiseConv2dNative(map, filter, strides(1), "SAME");
    }
    if (stride == 2) {
      // With dilation 2 and stride 2 every tap falls on an even pixel.
      return tf.nn.depthwiseConv2dNative(subsampled(map), filter, strides(1), "SAME");
    }
    // TensorFlow's dilated kernels have no usable gradient: convolve the four phases instead.
    Operand<TInt32> block = tf.constant(new int[] {2, 2});
    Operand<TInt32> margins =
        tf.constant(new int[][] {{0, (int) side(x, 1) % 2}, {0, (int) side(x, 2) % 2}});
    Operand<TFloating> phases = tf.spaceToBatchNd(map, block, margins);
    return tf.batchToSpaceNd(
        tf.nn.depthwiseConv2dNative(phases, filter, strides(1), "SAME"), block, margins);
  }

  /** Every other row and column, from the first. A strided slice takes ten times as long. */
  private Operand<TFloating> subsampled(Operand<TFloating> x) {
    return tf.nn.avgPool(x, strides(1), strides(2), "VALID");
  }

  /** The lower right one of every two by two pixels. */
  private Operand<TFloating> lowerRight(Operand<TFloating> x) {
    int channels = channels(x);
    float[] taps = new float[4 * channels];
    Arrays.fill(taps, 3 * channels, taps.length, 1);
    Operand<TFloating> filter =
        tf.dtypes.cast(
            tf.constant(Shape.of(2, 2, channels, 1), DataBuffers.of(taps, true, false)), x.type());
    return tf.nn.depthwiseConv2dNative(x, filter, strides(2), "VALID");
  }

  @Override
  public Operand<TFloating> maxPool(
      String name, Operand<TFloating> x, int kernel, int stride, int padding) {
    return stride == 1 && padding == kernel / 2
        ? maxPool(x, kernel, 1, "SAME")
        : maxPool(pad(x, padding, -Float.MAX_VALUE), kernel, stride, "VALID");
  }

  /**
   * The first version of TensorFlow's operation: oneDNN computes it and its gradient, the second
   * version's gradient takes twenty times as long.
   */
  private Operand<TFloating> maxPool(Operand<TFloating> x, int kernel, int stride, String padding) {
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(x.asOutput())
        .setAttr("ksize", new long[] {1, kernel, kernel, 1})
        .setAttr("strides", new long[] {1, stride, stride, 1})
        .setAttr("padding", padding)
        .build()
        .<TFloating>output(0);
  }

  @Override
  public Operand<TFloating> noise(String name, Operand<TFloating> x, int stride) {
    Operand<TFloating> like = stride == 1 ? x : subsampled(x);
    if (noise.images() != null) {
      if (imageNoise == null) {
        imageNoise = new ImageNoise(tf, noise.images());
      }
      return tf.dtypes.cast(imageNoise.like(like, name), precision.mapType());
    }
    // The key changes with the batch, the second number with the place in the network.
    Operand<TInt32> seed =
        tf.stack(
            List.of(noise.key(), tf.constant((int) noise.seed().child(name).random().nextLong())));
    return tf.stopGradient(tf.dtypes.cast(drawn(like, seed), precision.mapType()));
  }

  /** Drawn in single precision always, so that every precision sees the same noise. */
  private Operand<TFloat32> drawn(Operand<TFloating> like, Operand<TInt32> seed) {
    BatchShare share = noise.share();
    if (share == null) {
      return tf.random.statelessRandomNormal(tf.shape(like), seed, TFloat32.class);
    }
    // So does every number of devices: each draws for the whole batch and keeps its part.
    return share.of(
        tf.random.statelessRandomNormal(
            share.wholeShape(tf.shape(like), like.shape().numDimensions()), seed, TFloat32.class),
        like.shape());
  }

  @Override
  public Operand<TFloating> everyOtherPixel(Operand<TFloating> x, int first) {
    return first == 0 ? subsampled(x) : lowerRight(x);
  }

  @Override
  public Operand<TFloating> concatenate(List<Operand<TFloating>> maps) {
    return maps.size() == 1 ? maps.get(0) : tf.concat(maps, tf.constant(3));
  }

  @Override
  public Operand<TFloating> firstChannels(Operand<TFloating> x, int channels) {
    if (channels == channels(x)) {
      return x;
    }
    return tf.stridedSlice(
        x,
        tf.constant(new int[] {0, 0, 0, 0}),
        tf.constant(new int[] {0, 0, 0, channels}),
        tf.constant(new int[] {1, 1, 1, 1}),
        StridedSlice.beginMask(0b1111L),
        StridedSlice.endMask(0b0111L));
  }

  @Override
  public int side(Operand<TFloating> x) {
    return (int) side(x, 1);
  }

  @Override
  public int channels(Operand<TFloating> x) {
    return (int) x.shape().get(x.shape().numDimensions() - 1);
  }

  private Operand<TFloating> weight(String name, Shape shape, Initial initial) {
    return reader.apply(parameters.weights().get(name, shape, initial));
  }

  /** PyTorch's default: uniform with bound 1/sqrt(fan-in). */
  private static Initial uniform(double fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    return (random, size) -> random.doubles(size, -bound, bound).toArray();
  }

  private Operand<TFloating> pad(Operand<TFloating> x, int pixels) {
    return pad(x, pixels, 0);
  }

  private Operand<TFloating> pad(Operand<TFloating> x, int pixels, float value) {
    if (pixels == 0) {
      return x;
    }
    Operand<TInt32> paddings =
        tf.constant(new int[][] {{0, 0}, {pixels, pixels}, {pixels, pixels}, {0, 0}});
    return tf.pad(x, paddings, tf.dtypes.cast(tf.constant(value), x.type()));
  }

  @Override
  public Operand<TFloating> batchNorm(String name, Operand<TFloating> x, boolean affine) {
    return mode == BatchNormMode.ABSENT
        ? x
        : normalise(name, x, scaleOf(name, x, affine), offsetOf(name, x, affine));
  }

  @Override
  public Operand<TFloating> weightedBatchNorm(
      String name, Operand<TFloating> x, Operand<TFloating> weight) {
    if (mode == BatchNormMode.ABSENT) {
      return scale(x, weight);
    }
    // The scalar rides on batch norm's own scale: no further pass over the map, and its gradient
    // comes out of batch norm's.
    return normalise(name, x, perChannel(x, weight), offsetOf(name, x, false));
  }

  Operand<TFloating> scaleOf(String name, Operand<TFloating> x, boolean affine) {
    return affine
        ? weight(name + "/scale", perChannel(x), Initial.constant(1))
        : filled(perChannel(x), 1);
  }

  Operand<TFloating> offsetOf(String name, Operand<TFloating> x, boolean affine) {
    return affine
        ? weight(name + "/offset", perChannel(x), Initial.constant(0))
        : filled(perChannel(x), 0);
  }

  Operand<TFloating> perChannel(Operand<TFloating> x, Operand<TFloating> scalar) {
    return tf.broadcastTo(scalar, tf.constant(new int[] {channels(x)}));
  }

  private Shape perChannel(Operand<TFloating> x) {
    return Shape.of(channels(x));
  }

  Parameter runningMean(String name, Operand<TFloating> x) {
    return parameters.statistics().get(name + "/mean", perChannel(x), Initial.constant(0));
  }

  Parameter runningVariance(String name, Operand<TFloating> x) {
    return parameters.statistics().get(name + "/variance", perChannel(x), Initial.constant(1));
  }

  private Operand<TFloating> normalise(
      String name, Operand<TFloating> x, Operand<TFloating> scale, Operand<TFloating> offset) {
    Parameter runningMean = runningMean(name, x);
    Parameter runningVariance = runningVariance(name, x);
    if (mode == BatchNormMode.INFERENCE) {
      Operand<TFloating> factor =
          tf.math.mul(
              scale,
              tf.math.pow(
                  tf.math.add(reader.apply(runningVariance), constant(EPSILON)), constant(-.5)));
      Operand<TFloating> shift =
          tf.math.sub(offset, tf.math.mul(reader.apply(runningMean), factor));
      return map(tf.math.add(tf.math.mul(wide(x), factor), shift));
    }
    if (!precision.isDouble()) {
      FusedBatchNorm<TFloating, TFloating> norm =
          tf.nn.fusedBatchNorm(
              x,
              scale,
              offset,
              none(),
              none(),
              FusedBatchNorm.epsilon((float) EPSILON),
              FusedBatchNorm.exponentialAvgFactor(1f),
              FusedBatchNorm.dataFormat("NHWC"),
              FusedBatchNorm.isTraining(true));
      observed.add(new Statistic(runningMean, norm.batchMean()));
      observed.add(new Statistic(runningVariance, norm.batchVariance()));
      return norm.y();
    }
    // The fused kernel knows no double precision.
    WholeBatchNorm.Outcome outcome =
        new WholeBatchNorm(List.of(tf), precision, value -> new Towers(List.of(value)))
            .of(new Towers(List.of(x)), new Towers(List.of(scale)), new Towers(List.of(offset)));
    observed.add(new Statistic(runningMean, outcome.mean()));
    observed.add(new Statistic(runningVariance, outcome.unbiasedVariance()));
    return outcome.normalised().part(0);
  }

  @Override
  public Operand<TFloating> relu(String name, Operand<TFloating> x) {
    return tf.nn.relu(x);
  }

  @Override
  public Operand<TFloating> averagePool(
      String name, Operand<TFloating> x, int kernel, int stride, int padding) {
    if (stride == 1 && padding == kernel / 2) {
      return tf.nn.avgPool(x, strides(kernel), strides(1), "SAME");
    }
    if (padding == 0) {
      return tf.nn.avgPool(x, strides(kernel), strides(stride), "VALID");
    }
    // Sum over explicit zeros, divided by the number of true pixels under each window.
    Operand<TFloating> ones = pad(map(filled(Shape.of(1, side(x, 1), side(x, 2), 1), 1)), padding);
    Operand<TFloating> share = tf.nn.avgPool(ones, strides(kernel), strides(stride), "VALID");
    return tf.math.div(
        tf.nn.avgPool(pad(x, padding), strides(kernel), strides(stride), "VALID"), share);
  }

  @Override
  public Operand<TFloating> scale(Operand<TFloating> x, Operand<TFloating> weight) {
    // The weight's gradient is a sum over the whole map: never in 16 bits.
    return map(tf.math.mul(wide(x), weight));
  }

  @Override
  public Operand<TFloating> identity(Operand<TFloating> x) {
    return tf.identity(x);
  }

  @Override
  public Operand<TFloating> sum(List<Operand<TFloating>> terms) {
    List<Operand<TFloating>> left = new ArrayList<>(terms);
    while (left.size() > MOST_INPUTS) {
      List<Operand<TFloating>> some = left.subList(0, MOST_INPUTS);
      Operand<TFloating> partial = tf.math.addN(List.copyOf(some));
      some.clear();
      left.add(partial);
    }
    return left.size() == 1 ? left.get(0) : tf.math.addN(left);
  }

  @Override
  public Operand<TFloating> zeros(Operand<TFloating> x) {
    return tf.zerosLike(x);
  }

  @Override
  public Operand<TFloating> globalAveragePool(String name, Operand<TFloating> x) {
    return tf.math.mean(wide(x), tf.constant(new int[] {1, 2}));
  }

  @Override
  public Operand<TFloating> linear(String name, Operand<TFloating> x, int out) {
    long in = channels(x);
    Operand<TFloating> matrix = weight(name + "/weights", Shape.of(in, out), uniform((double) in));
    Operand<TFloating> bias = weight(name + "/bias", Shape.of(out), uniform((double) in));
    return tf.math.add(tf.linalg.matMul(x, matrix), bias);
  }

  /** What stands for statistics where those of the batch are used. */
  private Operand<TFloating> none() {
    if (none == null) {
      none = filled(Shape.of(0), 0);
    }
    return none;
  }

  private Operand<TFloating> filled(Shape shape, double value) {
    return tf.fill(tf.constant(shape), constant(value));
  }

  private Operand<TFloating> constant(double value) {
    return tf.dtypes.cast(tf.constant(value), precision.type());
  }

  private static long side(Operand<TFloating> x, int axis) {
    return x.shape().get(axis);
  }

  private static List<Long> strides(int side) {
    return List.of(1L, (long) side, (long) side, 1L);
  }
}
