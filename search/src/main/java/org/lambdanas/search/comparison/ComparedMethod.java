package org.lambdanas.search.comparison;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.SearchPresets;

/** What is compared: a differentiable search, or a baseline that draws cells at random. */
public sealed interface ComparedMethod {

  /**
   * The name in options.
   *
   * @return such as {@code lambda-darts} or {@code best-of-10}
   */
  String id();

  /** A differentiable search. */
  record Searched(String id, SearchMethod method) implements ComparedMethod {}

  /**
   * Cells drawn uniformly, of which the one with the best published validation accuracy counts.
   *
   * @param id its name
   * @param cells how many are drawn, at least 1
   */
  record Drawn(String id, int cells) implements ComparedMethod {}

  /**
   * The method of a name.
   *
   * @param id {@code darts}, {@code darts-2nd}, {@code lambda-darts}, {@code random} or {@code
   *     best-of-K}
   * @throws ConfigException if there is none of that name
   */
  static ComparedMethod byId(String id) {
    if (id.equals("random")) {
      return new Drawn(id, 1);
    }
    if (id.matches("best-of-[1-9][0-9]{0,5}")) {
      return new Drawn(id, Integer.parseInt(id.substring("best-of-".length())));
    }
    try {
      return new Searched(id, SearchPresets.method(id));
    } catch (ConfigException e) {
      throw new ConfigException(
          "method "
              + Suggestion.quoted(
                  id, List.of("darts", "darts-2nd", "lambda-darts", "random", "best-of-10"))
              + " is unknown: use darts, darts-2nd, lambda-darts, random or best-of-K",
          e);
    }
  }
}
