package org.lambdanas.search.cli;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.RegulariserGradient;

/** The ways to the regulariser's gradient, as options name them. */
final class RegulariserGradients {

  private static final String PREFIX = "REGULARISER_GRADIENT_";

  private RegulariserGradients() {}

  /**
   * The way of a name.
   *
   * @throws ConfigException if there is none of that name
   */
  static RegulariserGradient byName(String name) {
    return Choice.of(
        "regulariser gradient",
        name,
        List.of(
            RegulariserGradient.REGULARISER_GRADIENT_CENTRAL,
            RegulariserGradient.REGULARISER_GRADIENT_EXACT),
        gradient -> gradient.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT));
  }
}
