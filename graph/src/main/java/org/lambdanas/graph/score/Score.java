package org.lambdanas.graph.score;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a measure says of a network.
 *
 * @param value larger is thought better; NaN where the network does not determine it
 * @param parts what the value is made of, by layer or other names; may be empty
 * @param details what else was found on the way, by what it is and where: by layer or other names,
 *     an empty one for the whole network
 */
public record Score(
    double value, Map<String, Double> parts, Map<String, Map<String, double[]>> details) {

  /** A score without details. */
  public Score(double value, Map<String, Double> parts) {
    this(value, parts, Map.of());
  }

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

  /** The same with another detail of the whole network. */
  Score with(String what, double... values) {
    return with(what, Map.of("", values));
  }

  /** The same with another detail of layers. */
  Score with(String what, Map<String, double[]> byName) {
    Map<String, Map<String, double[]>> more = new LinkedHashMap<>(details);
    more.put(what, byName);
    return new Score(value, parts, more);
  }

  /** Whether the network determines the value. */
  public boolean determined() {
    return !Double.isNaN(value);
  }
}
