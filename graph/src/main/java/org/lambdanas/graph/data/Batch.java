package org.lambdanas.graph.data;

import org.jspecify.annotations.Nullable;

/**
 * Images ready for a network. The arrays belong to whoever asked for the batch.
 *
 * @param images normalised, [size, height, width, channels], flat
 * @param labels class indices, [size]
 * @param size number of images
 * @param height rows
 * @param width columns
 * @param channels values of a pixel
 * @param mixture what the images are mixed with; null: they are not mixed
 */
// Handed over as they are, for speed: no batch is ever compared.
@SuppressWarnings("ArrayRecordComponent")
public record Batch(
    float[] images,
    int[] labels,
    int size,
    int height,
    int width,
    int channels,
    @Nullable Mixture mixture) {

  /**
   * Second labels of images that are mixed of two.
   *
   * @param labels class indices, [size]
   * @param shares of each image's first label, 1/2 to 1, [size]; the rest is the second's
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Mixture(int[] labels, double[] shares) {}

  /** Images that are not mixed. */
  public Batch(float[] images, int[] labels, int size, int height, int width, int channels) {
    this(images, labels, size, height, width, channels, null);
  }
}
