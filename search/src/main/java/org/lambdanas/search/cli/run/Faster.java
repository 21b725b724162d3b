package org.lambdanas.search.cli.run;

import java.util.Locale;
import java.util.Optional;
import org.lambdanas.search.run.Pace;

/** What would make a run faster, by what it does most of. */
final class Faster {

  /** Share of the time from which on judging is worth a word. */
  private static final double MUCH = 0.25;

  private Faster() {}

  /**
   * A line, for a person.
   *
   * @param pace how fast it goes
   * @param lessJudging what would save time of judging; empty: nothing that is known
   * @param half what half of is half of everything
   */
  static String line(Pace pace, Optional<String> lessJudging, String half) {
    double judging = pace.share(Pace.JUDGING);
    return lessJudging
        .filter(less -> judging > MUCH)
        .map(
            less ->
                String.format(
                    Locale.ROOT, "judging the epochs is %.0f %% of it: %s", 100 * judging, less))
        .orElseGet(() -> half(half));
  }

  /** A line that says what half of is half of everything. */
  static String half(String what) {
    return "half the " + what + " take about half of it";
  }
}
