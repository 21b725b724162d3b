package org.lambdanas.search.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/** Lengths of time in words. */
public final class Durations {

  private Durations() {}

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,6})d)?\\s*(?:(\\d{1,6})h)?\\s*(?:(\\d{1,6})m(?:in)?)?\\s*(?:(\\d{1,6})s)?");

  /**
   * Reads a length of time as people write it.
   *
   * @param text such as {@code "90s"}, {@code "30m"}, {@code "1h30m"}, {@code "7d"}
   * @return seconds, above 0
   * @throws ConfigException in words that follow what was typed
   */
  public static double parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    double seconds = 0;
    if (form.matches()) {
      double[] units = {86400, 3600, 60, 1};
      for (int i = 0; i < units.length; i++) {
        String count = form.group(i + 1);
        seconds += count == null ? 0 : units[i] * Integer.parseInt(count);
      }
    }
    if (seconds == 0) {
      throw new ConfigException(
          "'%s' is no length of time: write 90s, 30m, 1h30m or 7d".formatted(Excerpt.of(text)));
    }
    return seconds;
  }

  /** A length of time in the unit that suits it, such as {@code "12 min"}. */
  public static String text(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds < 7200
            ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
