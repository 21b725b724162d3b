package org.lambdanas.graph.data;

import java.util.SplittableRandom;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.DataConfig;

/**
 * Random changes to training images, in this order: crop, mirror, drawn operations, jitter of
 * colours, normalise, cut out.
 *
 * @param cropPadding black pixels added on each side before a random crop back to the image's size;
 *     0: no crop
 * @param horizontalFlip mirror left to right with probability 1/2
 * @param cutout side in pixels of one square whose centre is uniform in the image, clipped at the
 *     borders, set to 0 after normalisation (DeVries and Taylor 2017); 0: none. As in the DARTS
 *     code, rows {@code centre - cutout / 2} onwards
 * @param leastCropShare least share of the image's area that a random window has, which is then
 *     stretched to the image's size, 0..1 (Szegedy et al. 2015, section 6: 0.08): its share is
 *     uniform, its width over its height between 3/4 and 4/3, uniform in the logarithm; 0: no such
 *     window. Not together with {@code cropPadding}
 * @param colourJitter brightness, contrast and saturation change by factors uniform within 1 - x
 *     and 1 + x, 0..1; 0: none
 * @param drawn further operations on each image
 */
public record Augmentation(
    int cropPadding,
    boolean horizontalFlip,
    int cutout,
    double leastCropShare,
    double colourJitter,
    DrawnOperations drawn) {

  private static final int MOST = 1024;
  private static final Augmentation NONE = new Augmentation(0, false, 0, 0);

  /** Leaves colours as they are. */
  public Augmentation(int cropPadding, boolean horizontalFlip, int cutout, double leastCropShare) {
    this(cropPadding, horizontalFlip, cutout, leastCropShare, 0, DrawnOperations.none());
  }

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if one is negative or too large, or both crops are asked for
   */
  public Augmentation {
    if (cropPadding < 0 || cropPadding > MOST || cutout < 0 || cutout > MOST) {
      throw new ConfigException(
          "crop padding %d and cutout %d: give 0 to %d pixels"
              .formatted(cropPadding, cutout, MOST));
    }
    if (!(leastCropShare >= 0) || leastCropShare > 1) {
      throw new ConfigException("least crop share is " + leastCropShare + ": give 0 to 1");
    }
    if (!(colourJitter >= 0) || colourJitter > 1) {
      throw new ConfigException("colour jitter is " + colourJitter + ": give 0 to 1");
    }
    if (leastCropShare > 0 && cropPadding > 0) {
      throw new ConfigException(
          "crop padding "
              + cropPadding
              + " and least crop share "
              + leastCropShare
              + ": one of the two crops must be 0");
    }
  }

  /**
   * The changes of a configuration.
   *
   * @param data complete
   * @return what it says
   * @throws ConfigException if it is out of range
   */
  public static Augmentation of(DataConfig data) {
    return new Augmentation(
        data.getCropPadding(),
        data.getHorizontalFlip(),
        data.getCutout(),
        data.getLeastCropShare(),
        data.getColourJitter(),
        DrawnOperations.of(data));
  }

  /** Whether pixels have to be changed before they are normalised. */
  boolean changesPixels() {
    return drawn.changes() || colourJitter > 0;
  }

  /** Changes pixels that are cropped and mirrored by what is drawn. */
  void changePixels(PixelImage image, SplittableRandom random) {
    if (drawn instanceof RandAugment several) {
      several.draw(image, random);
    } else if (drawn instanceof TrivialAugment one) {
      one.draw(image, random);
    }
    if (colourJitter > 0) {
      ColourJitter.draw(image, colourJitter, random);
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
