package org.lambdanas.predictors.encoding;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/** The registered encodings. */
public final class Encodings {

  private static final List<Encoder> ALL = List.of();

  private Encodings() {}

  /**
   * All encodings of all spaces.
   *
   * @return space by space, in the order in which they are listed to people
   */
  public static List<Encoder> all() {
    return ALL;
  }

  /**
   * Looks an encoding up by name.
   *
   * @param space search space id
   * @param id such as {@code "adjacency_one_hot"}, or several joined by {@code +}
   * @return the encoding
   * @throws ConfigException if the space has none of that name
   */
  public static Encoder of(String space, String id) {
    return ALL.stream()
        .filter(encoder -> encoder.space().equals(space) && encoder.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "space "
                        + Excerpt.of(space)
                        + " has no encoding '"
                        + Excerpt.of(id)
                        + "': it has "
                        + String.join(
                            ", ",
                            ALL.stream()
                                .filter(encoder -> encoder.space().equals(space))
                                .map(Encoder::id)
                                .toList())));
  }
}
