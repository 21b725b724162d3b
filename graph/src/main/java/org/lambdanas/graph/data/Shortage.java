package org.lambdanas.graph.data;

import org.lambdanas.graph.error.ConfigException;

/** Refuses to read more images than there are. */
final class Shortage {

  private Shortage() {}

  /**
   * Number of images to read.
   *
   * @param firstImages as asked for; 0: all
   * @param present as many as there are
   */
  static int check(int firstImages, int present, String name) {
    if (firstImages > present) {
      throw new ConfigException(
          "%d images asked of %s, which holds %d: ask for no more than that"
              .formatted(firstImages, name, present));
    }
    return firstImages == 0 ? present : firstImages;
  }
}
