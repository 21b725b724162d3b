package org.lambdanas.search.cli;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.Derivation;

/** The rules of derivation, as options name them. */
final class Derivations {

  private static final String PREFIX = "DERIVATION_";

  private Derivations() {}

  /**
   * The rule of a name.
   *
   * @param space whose cells are derived
   * @throws ConfigException if there is none of that name, or the space's cells cannot hold none
   */
  static Derivation byName(String name, CellSpace space) {
    Derivation derivation =
        Choice.of(
            "rule of derivation",
            name,
            List.of(Derivation.DERIVATION_WITH_NONE, Derivation.DERIVATION_WITHOUT_NONE),
            Derivations::id);
    if (derivation == Derivation.DERIVATION_WITH_NONE && space.depth() == CellSpace.Depth.CELLS) {
      throw new ConfigException("cells of " + space.id() + " never hold none: leave --derive out");
    }
    return derivation;
  }

  /** The name of a rule. */
  static String id(Derivation derivation) {
    return derivation.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
