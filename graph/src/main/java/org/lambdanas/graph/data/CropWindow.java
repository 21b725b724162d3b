package org.lambdanas.graph.data;

import java.util.SplittableRandom;

/**
 * A part of an image.
 *
 * @param top first row
 * @param left first column
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
record CropWindow(int top, int left, int height, int width) {

  private static final double WIDEST = 4 / 3.0;
  private static final int DRAWS = 10;

  /**
   * Draws a window: its share of the area uniform, its width over its height uniform in the
   * logarithm from 3/4 to 4/3, its place uniform. Where ten draws do not fit, the largest centred
   * window whose form is within that range.
   *
   * @param leastShare of the image's area, above 0, at most 1
   */
  static CropWindow draw(
      int imageHeight, int imageWidth, double leastShare, SplittableRandom random) {
    for (int i = 0; i < DRAWS; i++) {
      double area =
          imageHeight * imageWidth * (leastShare + (1 - leastShare) * random.nextDouble());
      double form = Math.exp((2 * random.nextDouble() - 1) * Math.log(WIDEST));
      int height = (int) Math.round(Math.sqrt(area / form));
      int width = (int) Math.round(Math.sqrt(area * form));
      if (height > 0 && width > 0 && height <= imageHeight && width <= imageWidth) {
        return new CropWindow(
            random.nextInt(imageHeight - height + 1),
            random.nextInt(imageWidth - width + 1),
            height,
            width);
      }
    }
    int height = (int) Math.min(imageHeight, Math.max(1, Math.round(imageWidth * WIDEST)));
    int width = (int) Math.min(imageWidth, Math.max(1, Math.round(imageHeight * WIDEST)));
    return new CropWindow((imageHeight - height) / 2, (imageWidth - width) / 2, height, width);
  }
}
