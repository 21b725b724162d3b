package org.lambdanas.search.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.FitFinalist;

/** How good a model is beside others, in words. */
final class FitVerdict {

  /** Below this, a difference is no accident. */
  private static final double SIGNIFICANT = 0.05;

  /** Of smaller probabilities the size says nothing. */
  private static final double LEAST_SAID = 0.001;

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
    return other.getPValue() > SIGNIFICANT
        ? String.format(
            Locale.ROOT,
            "Not distinguishable from %s (%+.1f points, p = %.2f).",
            other.getName(),
            difference,
            other.getPValue())
        : String.format(
            Locale.ROOT,
            "%s than %s (%+.1f points, p %s)%s.",
            difference > 0 ? "Better" : "Worse",
            other.getName(),
            difference,
            other.getPValue() < LEAST_SAID
                ? "< " + LEAST_SAID
                : String.format(Locale.ROOT, "= %.2g", other.getPValue()),
            other.getWithinLimits() ? "" : ", which passes a limit");
  }
}
