package org.lambdanas.graph.interchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers between two ends.
 *
 * @param least lower end
 * @param withLeast whether it belongs to the interval
 * @param most upper end
 * @param withMost whether it belongs to the interval
 */
public record Interval(double least, boolean withLeast, double most, boolean withMost) {

  /** {@link #words} of the interval that has every number. */
  static final String ANY = "a number";

  private static final Pattern FORM = Pattern.compile("([\\[(])(\\S+), (\\S+)([\\])])");

  private static final double ROUNDING = 1e-6;

  /** Reads the notation of mathematics, such as {@code "[0, 1)"} or {@code "(0, inf)"}. */
  static Interval parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an interval: " + text);
    }
    return new Interval(
        end(matcher.group(2)),
        matcher.group(1).equals("["),
        end(matcher.group(3)),
        matcher.group(4).equals("]"));
  }

  private static double end(String text) {
    return Double.parseDouble(text.replace("inf", "Infinity"));
  }

  /** Whether a number is inside; NaN never is. */
  public boolean contains(double value) {
    return (withLeast ? value >= least : value > least)
        && (withMost ? value <= most : value < most);
  }

  /** Whether a value is inside, or outside by no more than sums round. */
  boolean containsAbout(double value) {
    return value >= least - ROUNDING && value <= most + ROUNDING && Double.isFinite(value);
  }

  /** In words that follow "must be", such as {@code "at least 0 and below 1"}. */
  public String words() {
    boolean bounded = least != Double.NEGATIVE_INFINITY;
    if (most == Double.POSITIVE_INFINITY) {
      return bounded ? (withLeast ? "at least " : "above ") + Numbers.text(least) : ANY;
    }
    if (withLeast && withMost) {
      return Numbers.text(least) + " to " + Numbers.text(most);
    }
    return (withLeast ? "at least " : "above ")
        + Numbers.text(least)
        + (withMost ? " and at most " : " and below ")
        + Numbers.text(most);
  }
}
