package org.lambdanas.graph.space;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;

/** The registered search spaces. A new space is one class and its line here. */
public final class SearchSpaces {

  private static final List<SearchSpace> ALL =
      List.of(
          NasBench201Space.INSTANCE,
          DartsSpace.DARTS,
          DartsSpace.S1,
          DartsSpace.S2,
          DartsSpace.S3,
          DartsSpace.S4,
          NasBench101Space.INSTANCE,
          NasBenchNlpSpace.INSTANCE);

  private static final Map<String, SearchSpace> BY_ID =
      ALL.stream().collect(Collectors.toUnmodifiableMap(SearchSpace::id, Function.identity()));

  private SearchSpaces() {}

  /**
   * All spaces.
   *
   * @return in the order in which they are listed to people
   */
  public static List<SearchSpace> all() {
    return ALL;
  }

  /**
   * Looks a space up by name.
   *
   * @param id such as {@code "nasbench201"}
   * @return the space
   * @throws ConfigException if there is none of that name
   */
  public static SearchSpace byId(String id) {
    return Choice.of("search space", id, ALL, SearchSpace::id);
  }

  /**
   * The space that an architecture names.
   *
   * @param architecture any message
   * @return the space
   * @throws DataException if the message names no known space
   */
  public static SearchSpace of(Architecture architecture) {
    SearchSpace space = BY_ID.get(architecture.getSpace());
    if (space == null) {
      throw new DataException(
          "architecture of unknown search space '"
              + architecture.getSpace()
              + "': known are "
              + ids());
    }
    return space;
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
                    "search space '"
                        + id
                        + "' has no super-network: spaces that have one are "
                        + String.join(
                            ", ",
                            ALL.stream()
                                .filter(space -> space.relaxation().isPresent())
                                .map(SearchSpace::id)
                                .toList())));
  }

  private static String ids() {
    return String.join(", ", ALL.stream().map(SearchSpace::id).toList());
  }
}
