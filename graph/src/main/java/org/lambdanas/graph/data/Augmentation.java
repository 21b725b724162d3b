package org.lambdanas.graph.data;

import org.lambdanas.graph.error.ConfigException;

/**
 * Random changes to training images, in this order: crop, mirror, normalise, cut out.
 *
 * @param cropPadding black pixels added on each side before a random crop back to the image's size;
 *     0: no crop
 * @param horizontalFlip mirror left to right with probability 1/2
 * @param cutout side in pixels of one square whose centre is uniform in the image, clipped at the
 *     borders, set to 0 after normalisation (DeVries and Taylor 2017); 0: none. As in the DARTS
 *     code, rows {@code centre - cutout / 2} onwards
 */
public record Augmentation(int cropPadding, boolean horizontalFlip, int cutout) {

  private static final int MOST = 1024;
  private static final Augmentation NONE = new Augmentation(0, false, 0);

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if one is negative or above 1024
   */
  public Augmentation {
    if (cropPadding < 0 || cropPadding > MOST || cutout < 0 || cutout > MOST) {
      throw new ConfigException(
          "crop padding %d and cutout %d: give 0 to %d pixels"
              .formatted(cropPadding, cutout, MOST));
    }
  }

  /**
   * Leaves images as they are.
   *
   * @return no crop, no flip, no cutout
   */
  public static Augmentation none() {
    return NONE;
  }
}
