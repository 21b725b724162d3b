package org.lambdanas.search.cli;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;

/**
 * An option whose values are those of a protobuf enumeration.
 *
 * @param what kind of thing, for the message
 * @param prefix that the constants' names begin with
 * @param values constants that can be chosen
 * @param <E> the enumeration
 */
record EnumOption<E extends Enum<E>>(String what, String prefix, List<E> values) {

  /**
   * The constant of a name, such as {@code with-none} for {@code DERIVATION_WITH_NONE}.
   *
   * @throws ConfigException if there is none of that name
   */
  E byName(String name) {
    return Choice.of(what, name, values, this::id);
  }

  /** The name of a constant. */
  String id(E value) {
    return value.name().substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
