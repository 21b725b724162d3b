package org.lambdanas.search.judge;

import java.util.Locale;

/**
 * How probable so large a difference is where there is none.
 *
 * @param value 0 to 1
 */
public record PValue(double value) {

  /** Below this, a difference is no accident. */
  private static final double SIGNIFICANT = 0.05;

  /** Of smaller probabilities the size says nothing. */
  private static final double LEAST_SAID = 0.001;

  /** Whether two things can be told apart. */
  public boolean isSignificant() {
    return value <= SIGNIFICANT;
  }

  /** Such as {@code "p = 0.42"} or {@code "p < 0.001"}. */
  public String text() {
    return value < LEAST_SAID
        ? "p < " + LEAST_SAID
        : String.format(Locale.ROOT, isSignificant() ? "p = %.2g" : "p = %.2f", value);
  }
}
