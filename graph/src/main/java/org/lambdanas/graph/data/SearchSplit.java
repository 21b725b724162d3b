package org.lambdanas.graph.data;

import org.lambdanas.graph.error.ConfigException;

/**
 * The two parts of the training images of a differentiable search: one trains the weights, the
 * other the architecture parameters (DARTS, Liu et al. 2019, section 2.3).
 *
 * @param weights the first images in file order
 * @param alpha the rest
 */
public record SearchSplit(ImageSet weights, ImageSet alpha) {

  /**
   * Splits in file order.
   *
   * @param images all training images
   * @param trainPortion share that trains the weights, strictly between 0 and 1; rounded down to
   *     whole images
   * @return the two parts
   * @throws ConfigException if a part would be empty
   */
  public static SearchSplit of(ImageSet images, double trainPortion) {
    int first = trainPortion > 0 && trainPortion < 1 ? (int) (trainPortion * images.size()) : 0;
    if (first < 1) {
      throw new ConfigException(
          "train portion (--train-portion) %s of %d images leaves a part empty: give a share between 0 and 1, or"
                  .formatted(trainPortion, images.size())
              + " more images");
    }
    return new SearchSplit(images.range(0, first), images.range(first, images.size()));
  }
}
