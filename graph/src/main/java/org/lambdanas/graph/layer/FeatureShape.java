package org.lambdanas.graph.layer;

/** The shape of one image's feature map. */
public record FeatureShape(int height, int width, int channels) {

  /** A scalar, such as a mixing weight. */
  public static final FeatureShape SCALAR = new FeatureShape(1, 1, 1);

  /** Number of values. */
  public long size() {
    return (long) height * width * channels;
  }
}
