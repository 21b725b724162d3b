package org.lambdanas.search.cli.predictors;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.lambdanas.predictors.omni.ReliabilityCards;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;
import org.lambdanas.search.cli.verb.Lines;

/** A reliability card for people. */
final class ReliabilityText {

  private ReliabilityText() {}

  static Lines lines(ReliabilityCard card) {
    String form = "%-16s %-15s %7s   %-17s %7s   %-17s %s";
    boolean known =
        card.getEntriesList().stream()
            .anyMatch(entry -> entry.getName().equals(ReliabilityCards.BAR));
    Lines lines =
        new Lines()
            .add(
                "Kendall's tau on %d observations; intervals hold it in %.0f %% of the cases",
                card.getObservations(), 100 * card.getConfidence())
            .add("")
            .add(
                form,
                "",
                "",
                "tau",
                "interval",
                known ? "gain" : "",
                known ? "over " + ReliabilityCards.BAR : "",
                "");
    for (Reliability entry : card.getEntriesList()) {
      boolean bar = entry.getName().equals(ReliabilityCards.BAR);
      boolean gains = known && !bar;
      lines.add(
          form,
          entry.getName(),
          entry.getKind(),
          number(entry.getKendallTau()),
          interval(entry.getLow(), entry.getHigh()),
          gains ? number(entry.getGain()) : "",
          gains ? interval(entry.getGainLow(), entry.getGainHigh()) : "",
          verdict(entry, known && !bar));
    }
    List<String> out = names(card, entry -> !entry.getBetter());
    lines.add("");
    lines.add(
        out.isEmpty()
            ? "All of them are better than " + bar(known) + "."
            : "Not better than " + bar(known) + ": " + String.join(", ", out) + ".");
    return lines;
  }

  private static String bar(boolean known) {
    return known ? "the number of parameters (" + ReliabilityCards.BAR + ")" : "chance";
  }

  /** What a fit left out, if anything. */
  static Optional<String> leftOut(ReliabilityCard card) {
    List<String> out = names(card, Reliability::getLeftOut);
    boolean known =
        card.getEntriesList().stream()
            .anyMatch(entry -> entry.getName().equals(ReliabilityCards.BAR));
    return out.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "left out, being no better than %s on these observations: %s (--set card=0 keeps them)"
                .formatted(known ? ReliabilityCards.BAR : "chance", String.join(", ", out)));
  }

  private static List<String> names(ReliabilityCard card, Predicate<Reliability> chosen) {
    return card.getEntriesList().stream()
        .filter(chosen)
        .map(entry -> "%s (tau %s)".formatted(entry.getName(), number(entry.getKendallTau())))
        .toList();
  }

  private static String verdict(Reliability entry, boolean gains) {
    if (!entry.getBetter()) {
      return gains ? "not better" : "no better than chance";
    }
    double low = gains ? entry.getGainLow() : entry.getLow();
    return (gains ? "better" : "above chance") + (low > 0 ? "" : ", but not surely");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interval(double low, double high) {
    return number(low) + " to " + number(high);
  }
}
