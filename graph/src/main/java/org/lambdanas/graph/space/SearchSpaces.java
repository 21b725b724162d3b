package org.lambdanas.graph.space;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.registry.Registry;
import org.lambdanas.proto.v1.Architecture;

/**
 * The registered search spaces: those of the program, and those of {@link SearchSpace services}.
 */
public final class SearchSpaces {

  /** The space that is meant where none is named. */
  public static final String DEFAULT = NasBench201Space.ID;

  private static final Registry<SearchSpace> SPACES =
      new Registry<>(
              "search space",
              SearchSpace::id,
              List.of(
                  NasBench201Space.INSTANCE,
                  DartsSpace.DARTS,
                  DartsSpace.S1,
                  DartsSpace.S2,
                  DartsSpace.S3,
                  DartsSpace.S4,
                  NasBench101Space.INSTANCE,
                  NasBenchNlpSpace.INSTANCE))
          .with(SearchSpace.class, space -> space);

  private SearchSpaces() {}

  /**
   * All spaces.
   *
   * @return in the order in which they are listed to people
   */
  public static List<SearchSpace> all() {
    return SPACES.all();
  }

  /**
   * Looks a space up by name.
   *
   * @param id such as {@code "nasbench201"}
   * @return the space
   * @throws ConfigException if there is none of that name
   */
  public static SearchSpace byId(String id) {
    return SPACES.byId(id);
  }

  /**
   * The space that an architecture names.
   *
   * @param architecture any message
   * @return the space
   * @throws DataException if the message names no known space
   */
  public static SearchSpace of(Architecture architecture) {
    String id = architecture.getSpace();
    return SPACES
        .find(id)
        .orElseThrow(
            () ->
                new DataException(
                    "architecture of unknown search space %s: known are %s"
                        .formatted(
                            Suggestion.quoted(id, all().stream().map(SearchSpace::id).toList()),
                            ids(all()))));
  }

  /**
   * A space that has a super-network.
   *
   * @param id such as {@code "nasbench201"}
   * @return the space
   * @throws ConfigException if there is none of that name, or it has no super-network
   */
  public static CellSpace cellSpaceById(String id) {
    return byId(id)
        .relaxation()
        .orElseThrow(
            () ->
                new ConfigException(
                    "search space '%s' has no super-network: spaces that have one are %s"
                        .formatted(
                            id,
                            ids(all().stream().filter(s -> s.relaxation().isPresent()).toList()))));
  }

  /**
   * A space whose networks this program can build.
   *
   * @param id such as {@code "nasbench101"}
   * @return the space
   * @throws ConfigException if there is none of that name, or it has no networks
   */
  public static NetworkSpace networkSpaceById(String id) {
    return byId(id)
        .networks()
        .orElseThrow(
            () ->
                new ConfigException(
                    "search space '%s' has no networks of images: spaces that have some are %s"
                        .formatted(
                            id,
                            ids(all().stream().filter(s -> s.networks().isPresent()).toList()))));
  }

  private static String ids(List<SearchSpace> spaces) {
    return String.join(", ", spaces.stream().map(SearchSpace::id).toList());
  }
}
