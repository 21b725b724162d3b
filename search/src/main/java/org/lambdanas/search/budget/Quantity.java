package org.lambdanas.search.budget;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.proto.v1.Unit;

/**
 * Numbers as people type them: {@code 300k}, {@code 1.5M}, {@code 5ms}, {@code 2e5}.
 *
 * @param unit of a bare number, as it is said; empty where there is none
 * @param scales how much of the cost's own unit one of each suffix is; the empty one is there
 */
record Quantity(String unit, Map<String, Double> scales) {

  private static final Pattern FORM =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)\\s*([A-Za-zµ]*)");

  /** Things that are counted. */
  static final Quantity COUNT = new Quantity("", Map.of("", 1.0, "k", 1e3, "M", 1e6, "G", 1e9));

  /** Milliseconds, unless something else is said. */
  static final Quantity MILLISECONDS =
      new Quantity("ms", Map.of("", 1.0, "us", 1e-3, "ms", 1.0, "s", 1e3));

  private static final Quantity SECONDS =
      new Quantity("s", Map.of("", 1.0, "us", 1e-6, "ms", 1e-3, "s", 1.0));

  private static final Quantity MILLIONS =
      new Quantity("million", Map.of("", 1.0, "k", 1e-3, "M", 1.0, "G", 1e3));

  private static final Quantity PLAIN = new Quantity("", Map.of("", 1.0));

  /** The quantity that a table's unit measures; a bare number is one in that unit. */
  static Quantity of(Unit unit) {
    return switch (unit) {
      case UNIT_SECONDS -> SECONDS;
      case UNIT_MILLIONS -> MILLIONS;
      case UNIT_PERCENT, UNIT_NATS -> PLAIN;
      default -> COUNT;
    };
  }

  /**
   * Reads a number.
   *
   * @return above 0, in the cost's own unit
   * @throws ConfigException in words that follow what was typed
   */
  double read(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new ConfigException(
          "'%s' is no amount: write a number%s".formatted(Excerpt.of(text), suffixes()));
    }
    Double scale = scales.get(form.group(2));
    if (scale == null) {
      throw new ConfigException(
          "'%s' has the unknown unit '%s': write a number%s"
              .formatted(Excerpt.of(text), Excerpt.of(form.group(2)), suffixes()));
    }
    double value = Double.parseDouble(form.group(1)) * scale;
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ConfigException("'%s' is no amount: must be above 0".formatted(Excerpt.of(text)));
    }
    return value;
  }

  /** An amount with its unit: {@code "5 ms"}. */
  String said(double amount) {
    return unit.isEmpty() ? Numbers.text(amount) : Numbers.text(amount) + " " + unit;
  }

  private String suffixes() {
    String known =
        String.join(", ", scales.keySet().stream().filter(s -> !s.isEmpty()).sorted().toList());
    return known.isEmpty() ? "" : ", alone or with " + known;
  }
}
