package org.lambdanas.graph.network;

import java.util.Optional;
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
   * @param weight the mixing weight, or null in a discrete network
   * @return the weighted output, or empty for {@code none}
   */
  Optional<T> build(
      Operation operation,
      String name,
      CellState<T> source,
      int channels,
      int stride,
      @Nullable T weight) {
    switch (operation) {
      case NONE:
        return Optional.empty();
      case SKIP_CONNECT:
        return Optional.of(weighted(source.value(), weight));
      case AVG_POOL_3X3:
        T pooled = source.derived("avg_pool/" + stride, x -> layers.averagePool(x, 3, stride, 1));
        return Optional.of(weighted(pooled, weight));
      case NOR_CONV_1X1:
        return Optional.of(convolution(name, source, channels, 1, stride, weight));
      case NOR_CONV_3X3:
        return Optional.of(convolution(name, source, channels, 3, stride, weight));
      default:
        throw new IllegalArgumentException(operation.id() + " is in no registered space");
    }
  }

  private T weighted(T x, @Nullable T weight) {
    return weight == null ? x : layers.scale(x, weight);
  }

  private T convolution(
      String name, CellState<T> source, int channels, int kernel, int stride, @Nullable T weight) {
    T rectified = source.derived("relu", layers::relu);
    T convolved = layers.convolution(name + "/convolution", rectified, channels, kernel, stride);
    return weight == null
        ? layers.batchNorm(name + "/norm", convolved, true)
        : layers.weightedBatchNorm(name + "/norm", convolved, weight);
  }
}
