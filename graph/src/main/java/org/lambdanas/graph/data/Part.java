package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;

/**
 * A part of a data set that is to be read.
 *
 * @param set the data set
 * @param directory where the files are, if anywhere
 * @param split training or test images
 * @param firstImages how many, in file order; 0: all
 * @param imageSize side that the images will be brought to, which may be done while they are read;
 *     0: that of the data set
 * @param rules what is done with pictures of one's own
 */
public record Part(
    DataSet set,
    Optional<Path> directory,
    Split split,
    int firstImages,
    int imageSize,
    PictureRules rules) {

  /** Name for messages, such as {@code "cifar10 train"}. */
  String name() {
    return set.id() + " " + split.lowerCase();
  }

  List<String> classNames() {
    return set.classNames();
  }

  /** The folder of the files, which may lie in one of these subfolders. */
  ImageFolder folder(String... subfolders) {
    return new ImageFolder(
        directory.orElseThrow(
            () ->
                new ConfigException(
                    set.id() + " is not embedded: name the folder of its files (--data-dir)")),
        subfolders);
  }

  /** Number of images to read of those that are there; refuses to read more. */
  int wanted(int present) {
    if (firstImages > present) {
      throw new ConfigException(
          "%d images (--train-images) asked of %s, which holds %d: ask for no more than that"
              .formatted(firstImages, name(), present));
    }
    return firstImages == 0 ? present : firstImages;
  }
}
