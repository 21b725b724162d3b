package org.lambdanas.graph.score;

import java.util.Map;

/**
 * What a measure says of a network.
 *
 * @param value larger is thought better; NaN where the network does not determine it
 * @param parts what the value is made of, by layer or other names; may be empty
 */
public record Score(double value, Map<String, Double> parts) {

  /** A score without parts. */
  public Score(double value) {
    this(value, Map.of());
  }

  /** A score that is the sum of its parts. */
  public static Score sumOf(Map<String, Double> parts) {
    return new Score(parts.values().stream().mapToDouble(Double::doubleValue).sum(), parts);
  }

  /** Nothing can be said: the measure would be a number made of rounding errors. */
  public static Score undetermined() {
    return new Score(Double.NaN);
  }

  /** Whether the network determines the value. */
  public boolean determined() {
    return !Double.isNaN(value);
  }
}
