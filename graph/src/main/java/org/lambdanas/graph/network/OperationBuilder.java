package org.lambdanas.graph.network;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.VertexOperation;

/**
 * Builds the operations on a cell's edges. In a super-network an operation may carry a mixing
 * weight and its batch norms have no scale and offset of their own (DARTS, section 3); in a
 * discrete network there is no weight and batch norm is affine.
 */
final class OperationBuilder<T> {

  private final Layers<T> layers;

  OperationBuilder(Layers<T> layers) {
    this.layers = layers;
  }

  /**
   * Where an operation stands.
   *
   * @param affine whether batch norms have a scale and an offset of their own
   * @param normalisedPools whether a batch norm follows a pool
   * @param weight the mixing weight, or null where operations are not mixed
   */
  record Site<T>(
      String name,
      CellState<T> source,
      int channels,
      int stride,
      boolean affine,
      boolean normalisedPools,
      @Nullable T weight) {}

  /** The weighted output of an operation; empty for {@code none}. */
  Optional<T> build(Operation operation, Site<T> at) {
    return Optional.ofNullable(
        switch (operation) {
          case NONE -> null;
          case NOISE -> weighted(layers.noise(at.name(), at.source().value(), at.stride()), at);
          case SKIP_CONNECT ->
              at.stride() == 1
                  ? weighted(layers.skip(at.name(), at.source().value()), at)
                  : normalised(
                      at.name(), reduction(at.name(), rectified(at.name(), at), at.channels()), at);
          case AVG_POOL_3X3 ->
              pooled("avg_pool/", name -> x -> layers.averagePool(name, x, 3, at.stride(), 1), at);
          case MAX_POOL_3X3 ->
              pooled("max_pool/", name -> x -> layers.maxPool(name, x, 3, at.stride(), 1), at);
          case NOR_CONV_1X1 -> convolution(1, at);
          case NOR_CONV_3X3 -> convolution(3, at);
          case SEP_CONV_3X3 -> separable(3, at);
          case SEP_CONV_5X5 -> separable(5, at);
          case DIL_CONV_3X3 -> dilated(3, at);
          case DIL_CONV_5X5 -> dilated(5, at);
        });
  }

  /** The operation on a vertex. */
  T build(VertexOperation operation, String name, T x) {
    return switch (operation) {
      case CONVOLUTION_3X3 -> rectified(name, x, layers.channels(x), 3);
      case CONVOLUTION_1X1 -> rectified(name, x, layers.channels(x), 1);
      case MAX_POOL_3X3 -> layers.maxPool(name + "/pool", x, 3, 1, 1);
    };
  }

  /** Convolution, batch norm and ReLU. */
  T rectified(String name, T x, int channels, int kernel) {
    T convolved = layers.convolution(name + "/convolution", x, channels, kernel, 1);
    return layers.relu(name + "/relu", layers.batchNorm(name + "/norm", convolved, true));
  }

  /** ReLU and 1x1 convolution (DARTS' ReLUConvBN without its batch norm). */
  T pointwise(String name, T x, int channels) {
    return layers.convolution(
        name + "/convolution", layers.relu(name + "/relu", x), channels, 1, 1);
  }

  /**
   * Half the side without pooling: two 1x1 convolutions of every other pixel, one shifted by a
   * pixel, each with half of the channels. A batch norm is to follow.
   */
  T factorisedReduction(String name, T x, int channels) {
    return reduction(name, layers.relu(name + "/relu", x), channels);
  }

  private T reduction(String name, T rectified, int channels) {
    int half = channels / 2;
    T even = layers.everyOtherPixel(rectified, 0);
    even = layers.convolution(name + "/even/convolution", even, half, 1, 1);
    T odd = layers.everyOtherPixel(rectified, 1);
    odd = layers.convolution(name + "/odd/convolution", odd, channels - half, 1, 1);
    return layers.concatenate(List.of(even, odd));
  }

  private T rectified(String name, Site<T> at) {
    String relu = name + "/relu";
    return at.source().derived("relu", relu, x -> layers.relu(relu, x));
  }

  private T weighted(T x, Site<T> at) {
    return at.weight() == null ? x : layers.scale(x, at.weight());
  }

  private T pooled(String what, Function<String, UnaryOperator<T>> pool, Site<T> at) {
    String name = at.name() + "/pool";
    String same = what + at.stride();
    // Second derivatives read the gradients of the batch norms, which are therefore added in pairs.
    return at.normalisedPools()
        ? normalised(
            at.name(), at.source().derived(same, name, pool.apply(name), layers::identity), at)
        : weighted(at.source().derived(same, name, pool.apply(name)), at);
  }

  private T convolution(int kernel, Site<T> at) {
    String name = at.name() + "/convolution";
    T x = rectified(at.name(), at);
    return normalised(
        at.name(), layers.convolution(name, x, at.channels(), kernel, at.stride()), at);
  }

  private T separable(int kernel, Site<T> at) {
    String first = at.name() + "/first";
    T x = rectified(first, at);
    x = layers.depthwiseConvolution(first + "/depthwise", x, kernel, at.stride(), 1);
    x = layers.convolution(first + "/pointwise", x, at.channels(), 1, 1);
    String second = at.name() + "/second";
    x = layers.batchNorm(first + "/norm", x, at.affine());
    x = layers.relu(second + "/relu", x);
    x = layers.depthwiseConvolution(second + "/depthwise", x, kernel, 1, 1);
    x = layers.convolution(second + "/pointwise", x, at.channels(), 1, 1);
    return normalised(second, x, at);
  }

  private T dilated(int kernel, Site<T> at) {
    T x = rectified(at.name(), at);
    x = layers.depthwiseConvolution(at.name() + "/depthwise", x, kernel, at.stride(), 2);
    x = layers.convolution(at.name() + "/pointwise", x, at.channels(), 1, 1);
    return normalised(at.name(), x, at);
  }

  private T normalised(String name, T x, Site<T> at) {
    return at.weight() == null
        ? layers.batchNorm(name + "/norm", x, at.affine())
        : layers.weightedBatchNorm(name + "/norm", x, at.weight());
  }
}
