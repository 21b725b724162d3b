package org.lambdanas.search.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.search.judge.PValue;

/** How good a model is beside others, in words. */
final class FitVerdict {

  private FitVerdict() {}

  /**
   * A sentence about the chosen one, and one about each other.
   *
   * @param finalists the chosen one first
   */
  static List<String> of(List<FitFinalist> finalists) {
    FitFinalist chosen = finalists.get(0);
    List<String> words = new ArrayList<>();
    words.add(
        String.format(
            Locale.ROOT,
            "%s (%s) is right on %.1f %% of pictures it never saw; 95 %% interval %.1f to %.1f %%.",
            chosen.getName(),
            chosen.getOrigin(),
            chosen.getTestAccuracy(),
            chosen.getTestLower(),
            chosen.getTestUpper()));
    finalists.stream().skip(1).forEach(other -> words.add(beside(chosen, other)));
    return words;
  }

  private static String beside(FitFinalist chosen, FitFinalist other) {
    double difference = chosen.getTestAccuracy() - other.getTestAccuracy();
    PValue chance = new PValue(other.getPValue());
    return chance.isSignificant()
        ? String.format(
            Locale.ROOT,
            "%s than %s (%+.1f points, %s)%s.",
            difference > 0 ? "Better" : "Worse",
            other.getName(),
            difference,
            chance.text(),
            other.getWithinLimits() ? "" : ", which passes a limit")
        : String.format(
            Locale.ROOT,
            "Not distinguishable from %s (%+.1f points, %s).",
            other.getName(),
            difference,
            chance.text());
  }
}
