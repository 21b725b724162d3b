package org.lambdanas.graph.data;

import java.util.Arrays;

/**
 * Changes to the values of pixels, which stay where they are. A factor of 1 leaves an image as it
 * is, 0 leaves nothing of what is changed, more than 1 exaggerates it; results are clipped to 0 to
 * 255.
 */
final class ColourChange {

  private ColourChange() {}

  /** Multiplies all values. */
  static void brightness(PixelImage image, double factor) {
    blend(image, new float[image.values().length], factor);
  }

  /** Moves all values away from the image's mean brightness, or towards it. */
  static void contrast(PixelImage image, double factor) {
    double sum = 0;
    for (int i = 0; i < image.pixels(); i++) {
      sum += image.grey(i);
    }
    float[] mean = new float[image.values().length];
    Arrays.fill(mean, (float) (sum / image.pixels()));
    blend(image, mean, factor);
  }

  /** Moves the channels of each pixel apart, or together; grey images have nothing to move. */
  static void saturation(PixelImage image, double factor) {
    if (image.channels() == 1) {
      return;
    }
    float[] grey = new float[image.values().length];
    for (int i = 0; i < image.pixels(); i++) {
      Arrays.fill(grey, i * image.channels(), (i + 1) * image.channels(), image.grey(i));
    }
    blend(image, grey, factor);
  }

  /** Moves the image away from a softened one, or towards it; the outermost pixels stay. */
  static void sharpness(PixelImage image, double factor) {
    float[] from = image.values();
    float[] soft = from.clone();
    int row = image.width() * image.channels();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int x = image.channels(); x < row - image.channels(); x++) {
        int at = y * row + x;
        float sum = 4 * from[at];
        for (int down = -row; down <= row; down += row) {
          sum += from[at + down - image.channels()] + from[at + down];
          sum += from[at + down + image.channels()];
        }
        soft[at] = sum / 13;
      }
    }
    blend(image, soft, factor);
  }

  /** {@code other + factor (image - other)}. */
  private static void blend(PixelImage image, float[] other, double factor) {
    if (factor == 1) {
      return;
    }
    float[] values = image.values();
    for (int i = 0; i < values.length; i++) {
      double value = other[i] + factor * (values[i] - other[i]);
      values[i] = (float) Math.min(255, Math.max(0, value));
    }
  }

  /**
   * Keeps the highest bits of each value.
   *
   * @param bits 1 to 8
   */
  static void posterize(PixelImage image, int bits) {
    int mask = 0xff << (8 - bits);
    float[] values = image.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = PixelImage.nearest(values[i]) & mask;
    }
  }

  /** Turns values of a threshold or more into their negative. */
  static void solarize(PixelImage image, double threshold) {
    float[] values = image.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] >= threshold ? 255 - values[i] : values[i];
    }
  }

  /** Stretches each channel to 0 to 255; one of a single value stays. */
  static void stretchContrast(PixelImage image) {
    float[] values = image.values();
    for (int c = 0; c < image.channels(); c++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int i = c; i < values.length; i += image.channels()) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
      if (high > low) {
        for (int i = c; i < values.length; i += image.channels()) {
          values[i] = (values[i] - low) * 255 / (high - low);
        }
      }
    }
  }

  /** Makes all values of each channel about equally frequent. */
  static void equalize(PixelImage image) {
    float[] values = image.values();
    for (int c = 0; c < image.channels(); c++) {
      int[] counts = new int[256];
      for (int i = c; i < values.length; i += image.channels()) {
        counts[PixelImage.nearest(values[i])]++;
      }
      int brightest = 255;
      while (counts[brightest] == 0) {
        brightest--;
      }
      // As the Python Imaging Library has it: its brightest value does not count.
      int step = (image.pixels() - counts[brightest]) / 255;
      if (step == 0) {
        continue;
      }
      int[] levels = new int[256];
      int below = step / 2;
      for (int v = 0; v < 256; v++) {
        levels[v] = Math.min(255, below / step);
        below += counts[v];
      }
      for (int i = c; i < values.length; i += image.channels()) {
        values[i] = levels[PixelImage.nearest(values[i])];
      }
    }
  }
}
