package org.lambdanas.search.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The names of options that are declared together. */
final class OptionNames {

  private OptionNames() {}

  /**
   * The long names, in order.
   *
   * @param options an object whose class declares them, mixed-in ones included
   */
  static List<String> of(Object options) {
    return CommandSpec.forAnnotatedObject(options).options().stream()
        .map(OptionSpec::longestName)
        .toList();
  }

  /** The same without one of them. */
  static List<String> but(Object options, String name) {
    return of(options).stream().filter(other -> !other.equals(name)).toList();
  }
}
