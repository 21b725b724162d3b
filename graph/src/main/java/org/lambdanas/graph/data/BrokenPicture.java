package org.lambdanas.graph.data;

import java.util.List;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * A picture that cannot be read.
 *
 * @param name where it is
 * @param why the complaint, which names it
 */
record BrokenPicture(String name, DataException why) {

  private static final int NAMED = 3;

  /** How many there are and the first ones' names, in one line. */
  static String line(List<BrokenPicture> broken) {
    return "%d broken %s passed over: %s%s"
        .formatted(
            broken.size(),
            broken.size() == 1 ? "picture" : "pictures",
            broken.stream()
                .limit(NAMED)
                .map(picture -> Excerpt.printable(picture.name))
                .collect(Collectors.joining(", ")),
            broken.size() > NAMED ? ", ..." : "");
  }

  /** Of a class that nothing is left of. */
  static DataException wholeClass(String name, List<BrokenPicture> broken) {
    DataException first = broken.get(0).why();
    return new DataException(
        "no picture of the class %s can be read, all %d are broken: %s"
            .formatted(name, broken.size(), first.getMessage()),
        first);
  }
}
