package org.lambdanas.search.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines for a person in the making; numbers look the same in every country. */
public final class Lines {

  private final List<String> lines = new ArrayList<>();

  /** Adds a line, as it is or with places for values as {@link String#format} has them. */
  public Lines add(String line, Object... values) {
    lines.add(values.length == 0 ? line : String.format(Locale.ROOT, line, values));
    return this;
  }

  /** Adds lines as they are. */
  public Lines addAll(Iterable<String> more) {
    more.forEach(lines::add);
    return this;
  }

  public List<String> list() {
    return List.copyOf(lines);
  }
}
