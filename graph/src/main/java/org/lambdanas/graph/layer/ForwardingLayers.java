package org.lambdanas.graph.layer;

import java.util.List;
import java.util.function.BiFunction;

/**
 * Layers that others carry out. Every layer comes down to one call, which may do something before,
 * after or several times.
 *
 * @param <T> what stands for a tensor here
 * @param <U> what stands for a tensor there
 */
public abstract class ForwardingLayers<T, U> implements Layers<T> {

  /** For subclasses. */
  protected ForwardingLayers() {}

  /**
   * Builds one layer from the others' layers and inputs; layers without a name have an empty one.
   */
  protected abstract T build(
      LayerKind kind, String name, List<T> inputs, BiFunction<Layers<U>, List<U>, U> layer);

  private T build(LayerKind kind, String name, T x, BiFunction<Layers<U>, U, U> layer) {
    return build(kind, name, List.of(x), (others, inputs) -> layer.apply(others, inputs.get(0)));
  }

  @Override
  public T convolution(String name, T x, int channels, int kernel, int stride) {
    return build(
        LayerKind.CONVOLUTION,
        name,
        x,
        (others, in) -> others.convolution(name, in, channels, kernel, stride));
  }

  @Override
  public T biasedConvolution(String name, T x, int channels, int kernel, int stride) {
    return build(
        LayerKind.CONVOLUTION,
        name,
        x,
        (others, in) -> others.biasedConvolution(name, in, channels, kernel, stride));
  }

  @Override
  public T convolutionOfWhole(String name, T x, int channels) {
    return build(
        LayerKind.CONVOLUTION,
        name,
        x,
        (others, in) -> others.convolutionOfWhole(name, in, channels));
  }

  @Override
  public T depthwiseConvolution(String name, T x, int kernel, int stride, int dilation) {
    return build(
        LayerKind.CONVOLUTION,
        name,
        x,
        (others, in) -> others.depthwiseConvolution(name, in, kernel, stride, dilation));
  }

  @Override
  public T maxPool(String name, T x, int kernel, int stride, int padding) {
    return build(
        LayerKind.POOL, name, x, (others, in) -> others.maxPool(name, in, kernel, stride, padding));
  }

  @Override
  public T averagePool(String name, T x, int kernel, int stride, int padding) {
    return build(
        LayerKind.POOL,
        name,
        x,
        (others, in) -> others.averagePool(name, in, kernel, stride, padding));
  }

  @Override
  public T globalAveragePool(String name, T x) {
    return build(
        LayerKind.GLOBAL_POOL, name, x, (others, in) -> others.globalAveragePool(name, in));
  }

  @Override
  public T batchNorm(String name, T x, boolean affine) {
    return build(LayerKind.BATCH_NORM, name, x, (others, in) -> others.batchNorm(name, in, affine));
  }

  @Override
  public T weightedBatchNorm(String name, T x, T weight) {
    return build(
        LayerKind.BATCH_NORM,
        name,
        List.of(x, weight),
        (others, in) -> others.weightedBatchNorm(name, in.get(0), in.get(1)));
  }

  @Override
  public T relu(String name, T x) {
    return build(LayerKind.RELU, name, x, (others, in) -> others.relu(name, in));
  }

  @Override
  public T linear(String name, T x, int out) {
    return build(LayerKind.LINEAR, name, x, (others, in) -> others.linear(name, in, out));
  }

  @Override
  public T noise(String name, T x, int stride) {
    return build(LayerKind.OTHER, name, x, (others, in) -> others.noise(name, in, stride));
  }

  @Override
  public T everyOtherPixel(T x, int first) {
    return build(LayerKind.OTHER, "", x, (others, in) -> others.everyOtherPixel(in, first));
  }

  @Override
  public T firstChannels(T x, int channels) {
    return build(LayerKind.OTHER, "", x, (others, in) -> others.firstChannels(in, channels));
  }

  @Override
  public T concatenate(List<T> maps) {
    return build(LayerKind.OTHER, "", maps, Layers::concatenate);
  }

  @Override
  public T scale(T x, T weight) {
    return build(
        LayerKind.OTHER,
        "",
        List.of(x, weight),
        (others, in) -> others.scale(in.get(0), in.get(1)));
  }

  @Override
  public T identity(T x) {
    return build(LayerKind.OTHER, "", x, Layers::identity);
  }

  @Override
  public T sum(List<T> terms) {
    return build(LayerKind.OTHER, "", terms, Layers::sum);
  }

  @Override
  public T zeros(T x) {
    return build(LayerKind.OTHER, "", x, Layers::zeros);
  }
}
