package org.lambdanas.graph.data;

/**
 * One image that is changed in place before it is normalised.
 *
 * @param values 0 (black) to 255, not always whole, {@code [height, width, channels]}, flat
 * @param height rows
 * @param width columns
 * @param channels values of a pixel
 */
// Never compared: a place to work in.
@SuppressWarnings("ArrayRecordComponent")
record PixelImage(float[] values, int height, int width, int channels) {

  /** Number of pixels. */
  int pixels() {
    return height * width;
  }

  /** A value as a byte: the nearest of 0 to 255. */
  static int nearest(float value) {
    return Math.min(255, Math.max(0, Math.round(value)));
  }

  /** How bright a pixel is, 0 to 255: of red, green and blue as televisions have it. */
  float grey(int pixel) {
    int at = pixel * channels;
    if (channels == 3) {
      return 0.299f * values[at] + 0.587f * values[at + 1] + 0.114f * values[at + 2];
    }
    float sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += values[at + c];
    }
    return sum / channels;
  }
}
