package org.lambdanas.graph.layer;

import java.util.List;

/**
 * The layers networks are made of, apart from what they compute: a TensorFlow graph ({@link
 * TensorFlowLayers}) or a bill of weights and operations ({@link CostLayers}). A network is
 * described once against this interface. Feature maps are {@code [batch, height, width, channels]};
 * the input of a layer is {@code x}. Names are path-like; within a network they are unique among
 * the layers with parameters, and among the activations ({@link RecordingLayers}).
 *
 * @param <T> what stands for a tensor
 */
public interface Layers<T> {

  /**
   * 2-D convolution without bias, zero-padded by {@code kernel / 2} on every side (PyTorch's
   * convention also at stride 2): output side {@code floor((side - 1) / stride) + 1} for odd
   * kernels. Weights {@code [kernel, kernel, in, channels]} start uniform in ±1/sqrt(fan-in).
   *
   * @param channels output channels
   * @param kernel odd side of the kernel
   * @param stride 1 or 2
   */
  T convolution(String name, T x, int channels, int kernel, int stride);

  /** The same plus a bias for each output channel, which starts uniform in ±1/sqrt(fan-in) too. */
  T biasedConvolution(String name, T x, int channels, int kernel, int stride);

  /** 2-D convolution without bias whose kernel is as large as the map: a map of one pixel. */
  T convolutionOfWhole(String name, T x, int channels);

  /**
   * Depthwise 2-D convolution without bias, zero-padded so that stride 1 keeps the size (PyTorch's
   * convention also at stride 2). Weights {@code [kernel, kernel, channels, 1]} start uniform in
   * ±1/kernel.
   *
   * @param kernel odd side of the kernel
   * @param stride 1 or 2
   * @param dilation distance of neighbouring taps, 1 or 2
   * @return the feature map, with as many channels
   */
  T depthwiseConvolution(String name, T x, int kernel, int stride, int dilation);

  /**
   * Max pooling; padding never wins.
   *
   * @param kernel side of the window
   * @param stride 1 or 2
   * @param padding pixels added on every side
   */
  T maxPool(String name, T x, int kernel, int stride, int padding);

  /**
   * Standard normal noise, new for every batch and the same in all passes over a batch. No gradient
   * reaches the input.
   *
   * @param x input, of which only the shape matters
   * @param stride 1, or 2 for half the side
   */
  T noise(String name, T x, int stride);

  /** Every other row and column from the first that stays, 0 or 1, on. */
  T everyOtherPixel(T x, int first);

  /** Joins feature maps of one height and width along the channels. */
  T concatenate(List<T> maps);

  /**
   * The first channels of a feature map.
   *
   * @param channels how many, 1 to all
   */
  T firstChannels(T x, int channels);

  /** Side of a feature map. */
  int side(T x);

  /** Channels of a feature map. */
  int channels(T x);

  /**
   * Batch norm, epsilon 1e-5, running statistics with momentum 0.1 and unbiased variance (PyTorch's
   * convention).
   *
   * @param affine whether it has a scale (from 1) and an offset (from 0) for each channel
   */
  T batchNorm(String name, T x, boolean affine);

  /** Batch norm without scale and offset, multiplied by a scalar: {@code weight * batchNorm(x)}. */
  T weightedBatchNorm(String name, T x, T weight);

  /** Rectifier. */
  T relu(String name, T x);

  /**
   * Average pooling; padding is not counted.
   *
   * @param kernel side of the window
   * @param stride step of the window
   * @param padding pixels added on every side
   */
  T averagePool(String name, T x, int kernel, int stride, int padding);

  /** Multiplies by a scalar: {@code weight * x}. */
  T scale(T x, T weight);

  /** The same map under another name. */
  T identity(T x);

  /**
   * Adds feature maps of one shape. Rounding repeats only if there are at most two, or nothing else
   * reads them: TensorFlow adds in place, starting with the first that it may overwrite.
   *
   * @param terms at least one
   */
  T sum(List<T> terms);

  /** Zeros of the shape of a map. */
  T zeros(T x);

  /** Mean over height and width: {@code [batch, channels]}. */
  T globalAveragePool(String name, T x);

  /**
   * Linear layer with bias. Weights {@code [in, out]} and bias {@code [out]} start uniform in
   * ±1/sqrt(in).
   *
   * @param x {@code [batch, in]}
   * @param out number of outputs
   * @return {@code [batch, out]}
   */
  T linear(String name, T x, int out);

  /**
   * Tells that a rectifier or pool stands for another one too, which would compute the same from
   * the same input: a network computes once what several of its layers have in common.
   *
   * @param name the other layer's name
   * @param built name of the one that was built
   */
  default void sameAs(String name, String built) {}

  /**
   * Whether a network may compute once what several of its layers have in common. Who counts layers
   * says no.
   */
  default boolean shares() {
    return true;
  }

  /** Marks what an operation of a cell hands on, where it is no identity: drop path may drop it. */
  default T path(T x) {
    return x;
  }

  /** Marks a skip connection of a cell. */
  default T skip(String name, T x) {
    return x;
  }

  /** Marks the output of a block: a stem, a cell, a residual block. */
  default T block(String name, T x) {
    return x;
  }
}
