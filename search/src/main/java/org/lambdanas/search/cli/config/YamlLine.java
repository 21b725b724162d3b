package org.lambdanas.search.cli.config;

import java.util.List;

/**
 * A name of a configuration file and what stands there for it.
 *
 * @param name without its colon
 * @param values as text, without quotes; none for {@code name:} alone and for {@code name: []}
 * @param list whether they were written as a list
 * @param number of the line with the name, from 1
 */
public record YamlLine(String name, List<String> values, boolean list, int number) {

  /** Copies the values. */
  public YamlLine {
    values = List.copyOf(values);
  }

  /** Whether the name stands there alone. */
  public boolean isBare() {
    return values.isEmpty() && !list;
  }
}
