package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.TensorFlowLayers.Mode;
import org.lambdanas.graph.layer.TensorFlowLayers.Statistic;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Layers that share each batch among the devices of a graph (data parallelism): every device has
 * the whole network for its part of the images. Batch norm sees the whole batch, so the network
 * computes the same whatever the number of devices. On one device this is {@link TensorFlowLayers}.
 */
public final class TowerLayers implements Layers<Towers> {

  private final GraphRuntime runtime;
  private final Mode mode;
  private final Operand<TInt32> batch;
  private final List<TensorFlowLayers> towers;
  private final Map<Parameter, Towers> copies = new HashMap<>();
  private final List<Statistic> observed = new ArrayList<>();

  /**
   * Layers of a graph.
   *
   * @param runtime the graph, with its devices
   * @param weights store of trainable parameters
   * @param statistics store of batch norm's running statistics
   * @param mode how batch norm normalises
   * @param images what the network is built on, {@code [batch, ...]}
   * @param noiseKey scalar that is different for every batch and the same in all passes over it
   * @param noiseSeed seed of the noise
   */
  public TowerLayers(
      GraphRuntime runtime,
      ParameterStore weights,
      ParameterStore statistics,
      Mode mode,
      Operand<TFloating> images,
      Operand<TInt32> noiseKey,
      Seed noiseSeed) {
    this.runtime = runtime;
    this.mode = mode;
    this.batch = batchOf(runtime.ops(), images);
    this.towers =
        IntStream.range(0, runtime.towers())
            .mapToObj(
                tower ->
                    new TensorFlowLayers(
                        runtime.ops(tower),
                        runtime.precision(),
                        weights,
                        statistics,
                        mode,
                        new TensorFlowLayers.Noise(noiseKey, noiseSeed, share(tower)),
                        parameter -> copied(parameter).part(tower)))
            .toList();
  }

  private static Operand<TInt32> batchOf(Ops tf, Operand<TFloating> images) {
    return tf.slice(tf.shape(images), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
  }

  private @Nullable BatchShare share(int tower) {
    int count = runtime.towers();
    return count == 1 ? null : BatchShare.of(runtime.ops(tower), batch, tower, count);
  }

  /**
   * Gives each device its part of a batch.
   *
   * @param whole images, or anything else with a row for each of them, {@code [batch, ...]}
   * @return consecutive rows on each device, as even as can be
   */
  public Towers split(Operand<TFloating> whole) {
    int count = runtime.towers();
    return count == 1
        ? new Towers(List.of(whole))
        : each(tower -> BatchShare.of(runtime.ops(tower), batch, tower, count).of(whole));
  }

  /**
   * Brings the devices' parts together.
   *
   * @param parts such as logits, {@code [part of the batch, classes]}
   * @return the whole on the first device, {@code [batch, classes]}
   */
  public Operand<TFloating> join(Towers parts) {
    Ops tf = runtime.ops();
    // Two at a time: the gradient of an operation with many inputs would not be repeatable.
    return parts.parts().stream()
        .reduce((a, b) -> tf.concat(List.of(a, b), tf.constant(0)))
        .orElseThrow();
  }

  /**
   * Gives each device a copy of what all images share, such as a mixing weight.
   *
   * @param value on the first device
   * @return the same everywhere
   */
  public Towers copies(Operand<TFloating> value) {
    // A chain: its gradient is added two by two, in one order, as rounding is to repeat.
    List<Operand<TFloating>> parts = new ArrayList<>();
    Operand<TFloating> link = value;
    for (int tower = 0; tower < runtime.towers() - 1; tower++) {
      parts.add(runtime.ops(tower).identity(link));
      link = runtime.ops().identity(link);
    }
    parts.add(runtime.towers() == 1 ? value : runtime.ops(runtime.towers() - 1).identity(link));
    return new Towers(parts);
  }

  /**
   * Multiplies every image by a factor of its own.
   *
   * @param x a feature map
   * @param factors {@code [batch]}
   * @return the product
   */
  public Towers scaleImages(Towers x, Operand<TFloating> factors) {
    Towers shares = split(factors);
    return each(
        tower -> {
          Ops on = runtime.ops(tower);
          return on.math.mul(
              x.part(tower), on.reshape(shares.part(tower), on.constant(new int[] {-1, 1, 1, 1})));
        });
  }

  private Towers copied(Parameter parameter) {
    Towers known = copies.get(parameter);
    if (known == null) {
      known = copies(parameter.value());
      copies.put(parameter, known);
    }
    return known;
  }

  /**
   * The batch statistics that the layers built so far compute in training mode.
   *
   * @return two for each batch norm: mean and unbiased variance
   */
  public List<Statistic> statistics() {
    return runtime.towers() == 1 ? towers.get(0).statistics() : List.copyOf(observed);
  }

  private Towers each(IntFunction<Operand<TFloating>> part) {
    return new Towers(IntStream.range(0, towers.size()).mapToObj(part).toList());
  }

  private Towers each(
      Towers x, BiFunction<TensorFlowLayers, Operand<TFloating>, Operand<TFloating>> layer) {
    return each(tower -> layer.apply(towers.get(tower), x.part(tower)));
  }

  @Override
  public Towers convolution(String name, Towers x, int channels, int kernel, int stride) {
    return each(x, (layers, part) -> layers.convolution(name, part, channels, kernel, stride));
  }

  @Override
  public Towers convolutionOfWhole(String name, Towers x, int channels) {
    return each(x, (layers, part) -> layers.convolutionOfWhole(name, part, channels));
  }

  @Override
  public Towers depthwiseConvolution(String name, Towers x, int kernel, int stride, int dilation) {
    return each(
        x, (layers, part) -> layers.depthwiseConvolution(name, part, kernel, stride, dilation));
  }

  @Override
  public Towers maxPool(Towers x, int kernel, int stride, int padding) {
    return each(x, (layers, part) -> layers.maxPool(part, kernel, stride, padding));
  }

  @Override
  public Towers noise(String name, Towers x, int stride) {
    return each(x, (layers, part) -> layers.noise(name, part, stride));
  }

  @Override
  public Towers everyOtherPixel(Towers x, int first) {
    return each(x, (layers, map) -> layers.everyOtherPixel(map, first));
  }

  @Override
  public Towers concatenate(List<Towers> maps) {
    return each(tower -> towers.get(tower).concatenate(parts(maps, tower)));
  }

  private static List<Operand<TFloating>> parts(List<Towers> maps, int tower) {
    return maps.stream().map(map -> map.part(tower)).toList();
  }

  @Override
  public int side(Towers x) {
    return towers.get(0).side(x.part(0));
  }

  @Override
  public Towers batchNorm(String name, Towers x, boolean affine) {
    if (!needsWholeBatch()) {
      return each(x, (layers, part) -> layers.batchNorm(name, part, affine));
    }
    return normalised(
        name,
        x,
        each(tower -> towers.get(tower).scaleOf(name, x.part(tower), affine)),
        each(tower -> towers.get(tower).offsetOf(name, x.part(tower), affine)));
  }

  @Override
  public Towers weightedBatchNorm(String name, Towers x, Towers weight) {
    if (!needsWholeBatch()) {
      return each(
          tower -> towers.get(tower).weightedBatchNorm(name, x.part(tower), weight.part(tower)));
    }
    return normalised(
        name,
        x,
        each(tower -> towers.get(tower).perChannel(x.part(tower), weight.part(tower))),
        each(tower -> towers.get(tower).offsetOf(name, x.part(tower), false)));
  }

  private boolean needsWholeBatch() {
    return mode == Mode.TRAINING && towers.size() > 1;
  }

  private Towers normalised(String name, Towers x, Towers scale, Towers offset) {
    List<Ops> devices = IntStream.range(0, towers.size()).mapToObj(runtime::ops).toList();
    WholeBatchNorm.Outcome outcome =
        new WholeBatchNorm(devices, runtime.precision(), this::copies).of(x, scale, offset);
    observed.add(new Statistic(towers.get(0).runningMean(name, x.part(0)), outcome.mean()));
    observed.add(
        new Statistic(towers.get(0).runningVariance(name, x.part(0)), outcome.unbiasedVariance()));
    return outcome.normalised();
  }

  @Override
  public Towers relu(Towers x) {
    return each(x, TensorFlowLayers::relu);
  }

  @Override
  public Towers averagePool(Towers x, int kernel, int stride, int padding) {
    return each(x, (layers, part) -> layers.averagePool(part, kernel, stride, padding));
  }

  @Override
  public Towers scale(Towers x, Towers weight) {
    return each(tower -> towers.get(tower).scale(x.part(tower), weight.part(tower)));
  }

  @Override
  public Towers identity(Towers x) {
    return each(x, TensorFlowLayers::identity);
  }

  @Override
  public Towers sum(List<Towers> terms) {
    return each(tower -> towers.get(tower).sum(parts(terms, tower)));
  }

  @Override
  public Towers zeros(Towers x) {
    return each(x, TensorFlowLayers::zeros);
  }

  @Override
  public Towers globalAveragePool(Towers x) {
    return each(x, TensorFlowLayers::globalAveragePool);
  }

  @Override
  public Towers linear(String name, Towers x, int out) {
    return each(x, (layers, part) -> layers.linear(name, part, out));
  }
}
