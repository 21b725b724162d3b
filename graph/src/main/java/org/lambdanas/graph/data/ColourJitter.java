package org.lambdanas.graph.data;

import java.util.SplittableRandom;

/** Random changes of brightness, contrast and saturation, in this order. */
final class ColourJitter {

  private ColourJitter() {}

  /**
   * Changes an image by factors that are drawn evenly.
   *
   * @param spread 0 to 1: factors are within {@code 1 - spread} and {@code 1 + spread}
   */
  static void draw(PixelImage image, double spread, SplittableRandom random) {
    ColourChange.brightness(image, factor(spread, random));
    ColourChange.contrast(image, factor(spread, random));
    ColourChange.saturation(image, factor(spread, random));
  }

  private static double factor(double spread, SplittableRandom random) {
    return 1 + spread * (2 * random.nextDouble() - 1);
  }
}
