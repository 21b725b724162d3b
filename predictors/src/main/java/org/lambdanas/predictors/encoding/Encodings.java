package org.lambdanas.predictors.encoding;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBenchNlpSpace;

/** The registered encodings. The encodings of a new space are one class and its line here. */
public final class Encodings {

  private static final List<SpaceEncodings<?>> SPACES =
      List.of(
          NasBench101Encodings.of(NasBench101Space.INSTANCE),
          NasBench201Encodings.all(),
          DartsEncodings.of(DartsSpace.DARTS),
          DartsEncodings.of(DartsSpace.S1),
          DartsEncodings.of(DartsSpace.S2),
          DartsEncodings.of(DartsSpace.S3),
          DartsEncodings.of(DartsSpace.S4),
          NasBenchNlpEncodings.of(NasBenchNlpSpace.INSTANCE));

  private static final List<Encoder> ALL =
      SPACES.stream().<Encoder>flatMap(space -> encoders(space)).toList();

  private Encodings() {}

  /**
   * All encodings of all spaces, without the combinations.
   *
   * @return space by space, in the order in which they are listed to people
   */
  public static List<Encoder> all() {
    return ALL;
  }

  /**
   * The encodings of a space, without the combinations.
   *
   * @param space search space id
   * @return in the order in which they are listed to people
   * @throws ConfigException if no space of that name has encodings
   */
  public static List<Encoder> of(String space) {
    return encoders(space(space)).toList();
  }

  /**
   * Looks an encoding up by name.
   *
   * @param space search space id
   * @param id such as {@code "adjacency_one_hot"}, or vectors joined by {@code +}: the features of
   *     the first, then those of the next
   * @return the encoding
   * @throws ConfigException if the space has none of that name
   */
  public static Encoder of(String space, String id) {
    return space(space).of(id);
  }

  /**
   * Whether a space has an encoding.
   *
   * @param space search space id
   * @param id of an encoding that is no combination
   * @return false too where there is no such space
   */
  public static boolean has(String space, String id) {
    return ALL.stream()
        .anyMatch(encoder -> encoder.space().equals(space) && encoder.id().equals(id));
  }

  private static SpaceEncodings<?> space(String id) {
    return Choice.of("search space with encodings", id, SPACES, SpaceEncodings::space);
  }

  private static Stream<Encoder> encoders(SpaceEncodings<?> space) {
    return space.encoders().stream().map(Encoder.class::cast);
  }
}
