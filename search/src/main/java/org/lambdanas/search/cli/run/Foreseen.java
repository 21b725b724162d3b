package org.lambdanas.search.cli.run;

import java.util.Locale;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Durations;

/** What is said before the bulk of a run, once a part of it has been measured. */
final class Foreseen {

  private Foreseen() {}

  /**
   * A line that names what is left of a run's time, and its memory, which it has by then.
   *
   * @param measured in words
   * @param seconds from now to the end
   */
  static String line(String measured, double seconds) {
    String memory =
        PeakMemory.mebibytes().stream()
            .mapToObj(most -> String.format(Locale.ROOT, " and %.0f MiB of memory", most))
            .findFirst()
            .orElse("");
    return "by %s it takes about %s%s".formatted(measured, Durations.text(seconds), memory);
  }
}
