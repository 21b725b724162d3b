package org.lambdanas.predictors.table;

import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/** Numbers in foreign files. */
final class Numbers {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

  private static final int LONGEST = 64;

  private Numbers() {}

  /** A decimal number; empty or nan: not measured, NaN. */
  static double read(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (trimmed.length() > LONGEST || !NUMBER.matcher(trimmed).matches()) {
      throw new DataException("'" + Excerpt.of(trimmed) + "' is not a number");
    }
    return Double.parseDouble(trimmed);
  }

  /** The number in 32 bits. */
  static float narrow(double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow)) {
      throw new DataException("'" + value + "' is too large for 32 bits");
    }
    return narrow;
  }
}
