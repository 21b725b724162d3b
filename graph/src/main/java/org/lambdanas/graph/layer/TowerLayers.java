package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.RunningStatistics.Statistic;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Layers that share each batch among the devices of a graph (data parallelism): every device has
 * the whole network for its part of the images. Batch norm sees the whole batch, so the network
 * computes the same whatever the number of devices. On one device this is {@link TensorFlowLayers}.
 */
public final class TowerLayers extends ForwardingLayers<Towers, Operand<TFloating>> {

  private final GraphRuntime runtime;
  private final BatchNormMode mode;
  private final Operand<TInt32> batch;
  private final @Nullable Operand<TFloating> masks;
  private final List<TensorFlowLayers> towers;
  private final Map<Parameter, Towers> copies = new HashMap<>();
  private final List<Statistic> observed = new ArrayList<>();
  private int paths;

  /** Layers of a graph. */
  public TowerLayers(NetworkInputs inputs, NetworkParameters parameters, BatchNormMode mode) {
    this(inputs, parameters, mode, null);
  }

  /**
   * Layers of a graph with drop path.
   *
   * @param inputs what the network is fed
   * @param parameters what it keeps
   * @param mode how batch norm normalises
   * @param masks factors of drop path, a row for each {@link #path} in order, {@code [paths,
   *     batch]}; null: paths stay as they are
   */
  public TowerLayers(
      NetworkInputs inputs,
      NetworkParameters parameters,
      BatchNormMode mode,
      @Nullable Operand<TFloating> masks) {
    this.runtime = inputs.runtime();
    this.mode = mode;
    this.batch = batchOf(runtime.ops(), inputs.images());
    this.masks = masks;
    this.towers =
        IntStream.range(0, runtime.towers())
            .mapToObj(
                tower ->
                    new TensorFlowLayers(
                        runtime.ops(tower),
                        runtime.precision(),
                        parameters,
                        mode,
                        new TensorFlowLayers.Noise(
                            inputs.noiseKey(),
                            inputs.noiseSeed(),
                            share(tower),
                            inputs.noiseOfEachImage() ? part(inputs.images(), tower) : null),
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

  private Operand<TFloating> part(Operand<TFloating> whole, int tower) {
    BatchShare share = share(tower);
    return share == null ? whole : share.of(whole);
  }

  /** Gives each device consecutive rows of a batch, as even as can be. */
  public Towers split(Operand<TFloating> whole) {
    int count = runtime.towers();
    return count == 1 ? new Towers(List.of(whole)) : each(tower -> part(whole, tower));
  }

  /** Brings the devices' parts together on the first device, {@code [batch, classes]}. */
  public Operand<TFloating> join(Towers parts) {
    Ops tf = runtime.ops();
    // Two at a time: the gradient of an operation with many inputs would not be repeatable.
    return parts.parts().stream()
        .reduce((a, b) -> tf.concat(List.of(a, b), tf.constant(0)))
        .orElseThrow();
  }

  /** Gives each device a copy of what all images share, such as a mixing weight. */
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

  /** Drops the path of some images. */
  @Override
  public Towers path(Towers x) {
    if (masks == null) {
      return x;
    }
    Ops tf = runtime.ops();
    Towers factors =
        split(
            tf.reshape(
                tf.slice(
                    masks, tf.constant(new int[] {paths++, 0}), tf.constant(new int[] {1, -1})),
                tf.constant(new int[] {-1})));
    return each(
        tower -> {
          Ops on = runtime.ops(tower);
          return on.math.mul(
              x.part(tower), on.reshape(factors.part(tower), on.constant(new int[] {-1, 1, 1, 1})));
        });
  }

  /** How many paths can be dropped. */
  public int paths() {
    return paths;
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
   * The batch statistics of the layers so far in training mode: mean and unbiased variance each.
   */
  public List<Statistic> statistics() {
    return runtime.towers() == 1 ? towers.get(0).statistics() : List.copyOf(observed);
  }

  private Towers each(IntFunction<Operand<TFloating>> part) {
    return new Towers(IntStream.range(0, towers.size()).mapToObj(part).toList());
  }

  @Override
  protected Towers build(
      LayerKind kind,
      String name,
      List<Towers> inputs,
      BiFunction<Layers<Operand<TFloating>>, List<Operand<TFloating>>, Operand<TFloating>> layer) {
    return each(tower -> layer.apply(towers.get(tower), parts(inputs, tower)));
  }

  private static List<Operand<TFloating>> parts(List<Towers> maps, int tower) {
    return maps.stream().map(map -> map.part(tower)).toList();
  }

  @Override
  public int side(Towers x) {
    return towers.get(0).side(x.part(0));
  }

  @Override
  public int channels(Towers x) {
    return towers.get(0).channels(x.part(0));
  }

  @Override
  public Towers batchNorm(String name, Towers x, boolean affine) {
    if (!needsWholeBatch()) {
      return super.batchNorm(name, x, affine);
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
      return super.weightedBatchNorm(name, x, weight);
    }
    return normalised(
        name,
        x,
        each(tower -> towers.get(tower).perChannel(x.part(tower), weight.part(tower))),
        each(tower -> towers.get(tower).offsetOf(name, x.part(tower), false)));
  }

  private boolean needsWholeBatch() {
    return mode == BatchNormMode.TRAINING && towers.size() > 1;
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
}
