package org.lambdanas.search.cli;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.Derivation;

/** The rules of derivation, as options name them. */
final class Derivations {

  private static final EnumOption<Derivation> OPTION =
      new EnumOption<>(
          "rule of derivation",
          "DERIVATION_",
          List.of(Derivation.DERIVATION_WITH_NONE, Derivation.DERIVATION_WITHOUT_NONE));

  private Derivations() {}

  /**
   * The rule of a name.
   *
   * @param space whose cells are derived
   * @throws ConfigException if there is none of that name, or the space's cells cannot hold none
   */
  static Derivation byName(String name, CellSpace space) {
    Derivation derivation = OPTION.byName(name);
    if (!space.derivations().contains(derivation)) {
      throw new ConfigException("cells of " + space.id() + " never hold none: leave --derive out");
    }
    return derivation;
  }

  /** The name of a rule. */
  static String id(Derivation derivation) {
    return OPTION.id(derivation);
  }
}
