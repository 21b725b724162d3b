package org.lambdanas.search.run;

import java.util.Locale;

/** Lengths of time in words. */
public final class Durations {

  private Durations() {}

  /** A length of time in the unit that suits it, such as {@code "12 min"}. */
  public static String text(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds < 7200
            ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
