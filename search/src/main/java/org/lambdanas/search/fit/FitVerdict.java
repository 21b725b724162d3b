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
   * A sentence about the chosen one, one about each other, and what those come to that were trained
   * alike.
   *
   * @param finalists the chosen one first
   * @param alike those that were trained for as many epochs, the best first
   */
  static List<String> of(List<FitFinalist> finalists, List<FitFinalist> alike) {
    FitFinalist chosen = finalists.get(0);
    FitFinalist best = alike.get(0);
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
    if (chosen.getEpochs() != best.getEpochs()) {
      words.add(
          String.format(
              Locale.ROOT,
              "It was trained for at most %d epochs, the others for %d. Of those trained alike, %s"
                  + " was the best on pictures held out, with %.1f %% of the pictures it never"
                  + " saw.",
              chosen.getEpochs(),
              best.getEpochs(),
              best.getName(),
              best.getTestAccuracy()));
    }
    alike.stream().skip(1).forEach(other -> words.add(beside(best, other)));
    finalists.stream()
        .filter(other -> other.getEpochs() != best.getEpochs())
        .filter(other -> chosen.getEpochs() == best.getEpochs())
        .forEach(
            other -> words.add("Trained for longer, it was no better: " + beside(chosen, other)));
    return words;
  }

  private static String beside(FitFinalist chosen, FitFinalist other) {
    double difference = chosen.getTestAccuracy() - other.getTestAccuracy();
    PValue chance = new PValue(other.getPValue());
    return chance.isSignificant()
        ? String.format(
            Locale.ROOT,
            "%s is %s than %s (%+.1f points, %s)%s.",
            chosen.getName(),
            difference > 0 ? "better" : "worse",
            other.getName(),
            difference,
            chance.text(),
            other.getWithinLimits() ? "" : ", which passes a limit")
        : String.format(
            Locale.ROOT,
            "%s is not distinguishable from %s (%+.1f points, %s).",
            chosen.getName(),
            other.getName(),
            difference,
            chance.text());
  }
}
