package org.lambdanas.graph.network;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.space.Operation;

/**
 * Builds the operations on a cell's edges. In a super-network an operation carries a mixing weight
 * and its batch norms have no scale and offset of their own (DARTS, section 3); in a discrete
 * network there is no weight and batch norm is affine.
 */
final class OperationBuilder<T> {

  private final Layers<T> layers;

  OperationBuilder(Layers<T> layers) {
    this.layers = layers;
  }

  /**
   * One operation on one edge.
   *
   * @param normalisedPools whether a batch norm follows a pool
   * @param weight the mixing weight, or null in a discrete network
   * @return the weighted output, or empty for {@code none}
   */
  Optional<T> build(
      Operation operation,
      String name,
      CellState<T> source,
      int channels,
      int stride,
      boolean normalisedPools,
      @Nullable T weight) {
    return switch (operation) {
      case NONE -> Optional.empty();
      case NOISE -> Optional.of(weighted(layers.noise(name, source.value(), stride), weight));
      case SKIP_CONNECT ->
          Optional.of(
              stride == 1
                  ? weighted(source.value(), weight)
                  : normalised(name, factorisedReduction(name, source, channels), weight));
      case AVG_POOL_3X3 -> {
        UnaryOperator<T> pool = x -> layers.averagePool(x, 3, stride, 1);
        yield Optional.of(
            pooled(name, source, "avg_pool/" + stride, pool, normalisedPools, weight));
      }
      case MAX_POOL_3X3 -> {
        UnaryOperator<T> pool = x -> layers.maxPool(x, 3, stride, 1);
        yield Optional.of(
            pooled(name, source, "max_pool/" + stride, pool, normalisedPools, weight));
      }
      case NOR_CONV_1X1 -> Optional.of(convolution(name, source, channels, 1, stride, weight));
      case NOR_CONV_3X3 -> Optional.of(convolution(name, source, channels, 3, stride, weight));
      case SEP_CONV_3X3 -> Optional.of(separable(name, source, channels, 3, stride, weight));
      case SEP_CONV_5X5 -> Optional.of(separable(name, source, channels, 5, stride, weight));
      case DIL_CONV_3X3 -> Optional.of(dilated(name, source, channels, 3, stride, weight));
      case DIL_CONV_5X5 -> Optional.of(dilated(name, source, channels, 5, stride, weight));
    };
  }

  /**
   * ReLU and 1x1 convolution (DARTS' ReLUConvBN without its batch norm).
   *
   * @param x feature map
   */
  T pointwise(String name, T x, int channels) {
    return layers.convolution(name + "/convolution", layers.relu(x), channels, 1, 1);
  }

  /**
   * Half the side without pooling: two 1x1 convolutions of every other pixel, one shifted by a
   * pixel, each with half of the channels. A batch norm is to follow.
   *
   * @param x feature map of even side
   */
  T factorisedReduction(String name, T x, int channels) {
    return reduction(name, layers.relu(x), channels);
  }

  private T factorisedReduction(String name, CellState<T> source, int channels) {
    return reduction(name, rectified(source), channels);
  }

  private T reduction(String name, T rectified, int channels) {
    T even =
        layers.convolution(
            name + "/even/convolution", layers.everyOtherPixel(rectified, 0), channels / 2, 1, 1);
    T odd =
        layers.convolution(
            name + "/odd/convolution",
            layers.everyOtherPixel(rectified, 1),
            channels - channels / 2,
            1,
            1);
    return layers.concatenate(List.of(even, odd));
  }

  private T rectified(CellState<T> source) {
    return source.derived("relu", layers::relu);
  }

  private T weighted(T x, @Nullable T weight) {
    return weight == null ? x : layers.scale(x, weight);
  }

  private T pooled(
      String name,
      CellState<T> source,
      String what,
      UnaryOperator<T> pool,
      boolean normalised,
      @Nullable T weight) {
    // Second derivatives read the gradients of the batch norms, which are therefore added in pairs.
    return normalised && weight != null
        ? layers.weightedBatchNorm(
            name + "/norm", source.derived(what, pool, layers::identity), weight)
        : weighted(source.derived(what, pool), weight);
  }

  private T convolution(
      String name, CellState<T> source, int channels, int kernel, int stride, @Nullable T weight) {
    T convolved =
        layers.convolution(name + "/convolution", rectified(source), channels, kernel, stride);
    return normalised(name, convolved, weight);
  }

  private T separable(
      String name, CellState<T> source, int channels, int kernel, int stride, @Nullable T weight) {
    String first = name + "/first";
    T x = layers.depthwiseConvolution(first + "/depthwise", rectified(source), kernel, stride, 1);
    x = layers.convolution(first + "/pointwise", x, channels, 1, 1);
    x = layers.relu(layers.batchNorm(first + "/norm", x, weight == null));
    String second = name + "/second";
    x = layers.depthwiseConvolution(second + "/depthwise", x, kernel, 1, 1);
    x = layers.convolution(second + "/pointwise", x, channels, 1, 1);
    return normalised(second, x, weight);
  }

  private T dilated(
      String name, CellState<T> source, int channels, int kernel, int stride, @Nullable T weight) {
    T x = layers.depthwiseConvolution(name + "/depthwise", rectified(source), kernel, stride, 2);
    return normalised(name, layers.convolution(name + "/pointwise", x, channels, 1, 1), weight);
  }

  private T normalised(String name, T x, @Nullable T weight) {
    return weight == null
        ? layers.batchNorm(name + "/norm", x, true)
        : layers.weightedBatchNorm(name + "/norm", x, weight);
  }
}
