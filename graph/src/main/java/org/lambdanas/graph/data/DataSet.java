package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * A published data set: what is known of it without reading it, and how to read it.
 *
 * @param id name in configurations, such as {@code "cifar10"}
 * @param classNames in the order of their indices, at least 2
 * @param imageSize side of the square images as published, in pixels
 * @param channels values of a pixel: 1 for grey, 3 for red, green, blue
 * @param normalisation how its pixels are centred and scaled
 * @param flips whether its images are mirrored in training
 * @param loader reads it
 */
public record DataSet(
    String id,
    List<String> classNames,
    int imageSize,
    int channels,
    Normalisation normalisation,
    boolean flips,
    Loader loader) {

  /** Padding before a random crop is an eighth of the side: 4 pixels for 32 as in DARTS. */
  private static final int CROP_SHARE = 8;

  /** Reads parts of a data set. */
  public interface Loader {

    /**
     * Reads a part.
     *
     * @param part which
     * @return its images, at their published size
     */
    ImageSet load(Part part);

    /**
     * Pictures of one's own: the squares that they are brought to first.
     *
     * @param imageSize side that they are wanted at, in pixels
     * @return side in pixels; 0: the images are no pictures of one's own
     */
    default int pictureSide(int imageSize) {
      return 0;
    }

    /**
     * Pictures of one's own: the files of a part.
     *
     * @param part which
     * @return empty: the images are no pictures of one's own
     */
    default Optional<LabelledPictures> pictures(Part part) {
      return Optional.empty();
    }
  }

  /** Copies. */
  public DataSet {
    classNames = List.copyOf(classNames);
  }

  /**
   * Images of one's own that are in memory, for programs; configurations cannot name them.
   *
   * @param name what to call them
   * @param training square images to learn from
   * @param test square images of the same classes to judge by
   * @param flips whether a mirrored image shows the same class
   * @return the data set
   * @throws DataException if images are not square, or the two sets disagree in channels or classes
   */
  public static DataSet inMemory(String name, ImageSet training, ImageSet test, boolean flips) {
    for (ImageSet images : List.of(training, test)) {
      if (images.height() != images.width()
          || images.channels() != training.channels()
          || !images.classNames().equals(training.classNames())) {
        throw new DataException(
            "%s: images of both sets must be square, of as many channels, and of the same classes"
                .formatted(images));
      }
    }
    return new DataSet(
        name,
        training.classNames(),
        training.height(),
        training.channels(),
        Normalisation.measure(training),
        flips,
        part -> {
          ImageSet images = part.split() == Split.TRAIN ? training : test;
          return images.first(part.wanted(images.size()));
        });
  }

  /**
   * Number of classes.
   *
   * @return at least 2
   */
  public int classes() {
    return classNames.size();
  }

  /**
   * Pictures of one's own: the squares that they are brought to first.
   *
   * @param imageSize side that they are wanted at, in pixels
   * @return side in pixels; 0: the images are no pictures of one's own
   */
  public int pictureSide(int imageSize) {
    return loader.pictureSide(imageSize);
  }

  /**
   * Pictures of one's own: the files of a part, whose pixels are not read.
   *
   * @param directory their folder
   * @param split training or test images
   * @param rules which pictures are the test images where their folder does not say it
   * @return empty: the images are no pictures of one's own
   * @throws DataException if there are none
   */
  public Optional<LabelledPictures> pictures(
      Optional<Path> directory, Split split, PictureRules rules) {
    return loader.pictures(new Part(this, directory, split, 0, 0, rules));
  }

  /**
   * The usual changes to training images of a search: a random crop after padding by an eighth of
   * the side (4 pixels for 32, 2 for 16, as in the DARTS and NAS-Bench-201 codes), and a mirror
   * where the Λ-DARTS code or common practice has it. No cutout.
   *
   * @param side of the images after resizing, in pixels
   * @return the default
   */
  public Augmentation augmentation(int side) {
    return new Augmentation(side / CROP_SHARE, flips, 0, 0);
  }

  /**
   * Reads images. A prefix is read without reading the rest of the files.
   *
   * @param directory folder of the published files, plain or gzipped, or of the folder that their
   *     archive unpacks to; empty for an embedded set
   * @param split training or test images
   * @param firstImages read only so many, in file order; 0: all
   * @return the images, at their published size
   * @throws ConfigException if the folder is not there, is needed but not given or given but not
   *     needed, or {@code firstImages} is negative or more than there are
   * @throws DataException if a file is missing or damaged
   */
  public ImageSet load(Optional<Path> directory, Split split, int firstImages) {
    return load(directory, split, firstImages, 0);
  }

  /**
   * As {@link #load(Optional, Split, int)}, for images that are wanted at another size. Pictures of
   * one's own are shrunk while they are read, so that many large ones fit; their fingerprint stays
   * that of what they were shrunk from. Other images come at their published size.
   *
   * @param directory folder of the files
   * @param split training or test images
   * @param firstImages read only so many; 0: all
   * @param imageSize side that they will be brought to ({@link ImageSet#resized}); 0: as published
   * @return the images
   */
  public ImageSet load(Optional<Path> directory, Split split, int firstImages, int imageSize) {
    return load(directory, split, firstImages, imageSize, PictureRules.usual());
  }

  /**
   * As {@link #load(Optional, Split, int, int)}, with other than the usual rules for pictures of
   * one's own.
   *
   * @param directory folder of the files
   * @param split training or test images
   * @param firstImages read only so many; 0: all
   * @param imageSize side that they will be brought to; 0: as published
   * @param rules which pictures are the test images where their folder does not say it, and what is
   *     done about broken ones
   * @return the images
   */
  public ImageSet load(
      Optional<Path> directory, Split split, int firstImages, int imageSize, PictureRules rules) {
    if (firstImages < 0) {
      throw new ConfigException(firstImages + " images asked of " + id + ": give 0 (all) or more");
    }
    return loader.load(new Part(this, directory, split, firstImages, imageSize, rules));
  }
}
