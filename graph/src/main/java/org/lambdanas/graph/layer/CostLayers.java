package org.lambdanas.graph.layer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts weights and multiply-accumulates of a network from shapes alone, without TensorFlow. A
 * multiply-accumulate of a convolution or linear layer counts as one operation, and so does adding
 * a bias; batch norm, pooling and sums count as nothing. That is how NAS-Bench-201 publishes FLOPs.
 */
public final class CostLayers implements Layers<FeatureShape> {

  private final Set<String> names = new HashSet<>();
  private long weights;
  private long products;
  private long additions;
  private long others;
  private long values;
  private int paths;

  /** Starts from zero. */
  public CostLayers() {}

  /** Weights so far. */
  public long weights() {
    return weights;
  }

  /** Multiply-accumulates for one image so far. */
  public long multiplyAccumulates() {
    return products + additions;
  }

  /** Multiply-accumulates for one image so far, without those of biases. */
  public long products() {
    return products;
  }

  /**
   * What tensorwatch counts beside the products, and with it NASLib and the scores published with
   * it: 2 for each number that is normalised (1 without scale and offset), 1 for each that is
   * rectified, a window for each that is pooled, (height + 1)(width + 1) for each channel of a
   * global pool, and the biases of convolutions.
   */
  public long others() {
    return others;
  }

  /**
   * Numbers that layers put out for one image so far: what a step of a training keeps until its way
   * back.
   */
  public long values() {
    return values;
  }

  /** How many paths drop path may drop. */
  public int paths() {
    return paths;
  }

  @Override
  public FeatureShape path(FeatureShape x) {
    paths++;
    return x;
  }

  private FeatureShape put(FeatureShape out) {
    values += out.size();
    return out;
  }

  private void charge(String name, long newWeights, long operations) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two layers are named " + name);
    }
    weights += newWeights;
    products += operations;
  }

  @Override
  public FeatureShape convolution(
      String name, FeatureShape x, int channels, int kernel, int stride) {
    FeatureShape out = windowed(x, kernel, stride, kernel / 2, channels);
    long kernelSize = (long) kernel * kernel * x.channels();
    charge(name, kernelSize * channels, kernelSize * out.size());
    return put(out);
  }

  @Override
  public FeatureShape biasedConvolution(
      String name, FeatureShape x, int channels, int kernel, int stride) {
    FeatureShape out = convolution(name, x, channels, kernel, stride);
    charge(name + "/bias", channels, 0);
    additions += out.size();
    others += out.size();
    return out;
  }

  private static FeatureShape windowed(
      FeatureShape x, int kernel, int stride, int padding, int channels) {
    return new FeatureShape(
        (x.height() + 2 * padding - kernel) / stride + 1,
        (x.width() + 2 * padding - kernel) / stride + 1,
        channels);
  }

  @Override
  public FeatureShape convolutionOfWhole(String name, FeatureShape x, int channels) {
    long weightsOfKernel = x.size() * channels;
    charge(name, weightsOfKernel, weightsOfKernel);
    return new FeatureShape(1, 1, channels);
  }

  @Override
  public FeatureShape depthwiseConvolution(
      String name, FeatureShape x, int kernel, int stride, int dilation) {
    FeatureShape out = windowed(x, 1, stride, 0, x.channels());
    long kernelSize = (long) kernel * kernel;
    charge(name, kernelSize * x.channels(), kernelSize * out.size());
    return put(out);
  }

  @Override
  public FeatureShape maxPool(String name, FeatureShape x, int kernel, int stride, int padding) {
    return pooled(x, kernel, stride, padding);
  }

  private FeatureShape pooled(FeatureShape x, int kernel, int stride, int padding) {
    FeatureShape out = windowed(x, kernel, stride, padding, x.channels());
    others += (long) kernel * kernel * out.size();
    return put(out);
  }

  @Override
  public FeatureShape noise(String name, FeatureShape x, int stride) {
    return windowed(x, 1, stride, 0, x.channels());
  }

  @Override
  public FeatureShape everyOtherPixel(FeatureShape x, int first) {
    return new FeatureShape(
        (x.height() - first + 1) / 2, (x.width() - first + 1) / 2, x.channels());
  }

  @Override
  public FeatureShape concatenate(List<FeatureShape> maps) {
    FeatureShape first = maps.get(0);
    if (maps.stream().anyMatch(m -> m.height() != first.height() || m.width() != first.width())) {
      throw new IllegalArgumentException("cannot join feature maps of shapes " + maps);
    }
    return new FeatureShape(
        first.height(), first.width(), maps.stream().mapToInt(FeatureShape::channels).sum());
  }

  @Override
  public FeatureShape firstChannels(FeatureShape x, int channels) {
    if (channels > x.channels()) {
      throw new IllegalArgumentException("cannot take " + channels + " channels of " + x);
    }
    return new FeatureShape(x.height(), x.width(), channels);
  }

  @Override
  public int side(FeatureShape x) {
    return x.height();
  }

  @Override
  public int channels(FeatureShape x) {
    return x.channels();
  }

  @Override
  public FeatureShape batchNorm(String name, FeatureShape x, boolean affine) {
    charge(name, affine ? 2L * x.channels() : 0, 0);
    others += (affine ? 2 : 1) * x.size();
    return put(x);
  }

  @Override
  public FeatureShape weightedBatchNorm(String name, FeatureShape x, FeatureShape weight) {
    return batchNorm(name, x, false);
  }

  @Override
  public FeatureShape relu(String name, FeatureShape x) {
    others += x.size();
    return put(x);
  }

  @Override
  public FeatureShape averagePool(
      String name, FeatureShape x, int kernel, int stride, int padding) {
    return pooled(x, kernel, stride, padding);
  }

  @Override
  public FeatureShape scale(FeatureShape x, FeatureShape weight) {
    return put(x);
  }

  @Override
  public FeatureShape identity(FeatureShape x) {
    return x;
  }

  @Override
  public FeatureShape sum(List<FeatureShape> terms) {
    if (terms.stream().distinct().count() != 1) {
      throw new IllegalArgumentException("cannot add feature maps of shapes " + terms);
    }
    return put(terms.get(0));
  }

  @Override
  public FeatureShape zeros(FeatureShape x) {
    return x;
  }

  @Override
  public FeatureShape globalAveragePool(String name, FeatureShape x) {
    others += (x.height() + 1L) * (x.width() + 1L) * x.channels();
    return new FeatureShape(1, 1, x.channels());
  }

  @Override
  public FeatureShape linear(String name, FeatureShape x, int out) {
    charge(name, x.size() * out + out, x.size() * out);
    additions += out;
    return new FeatureShape(1, 1, out);
  }
}
