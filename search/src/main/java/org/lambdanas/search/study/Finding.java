package org.lambdanas.search.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.TrialScore;

/**
 * What a table says to a statement.
 *
 * @param verdict whether it holds
 * @param because by which numbers, in words
 */
record Finding(StatementVerdict verdict, String because) {

  /** What the statement is about was not measured, as the verdict says: that is named alone. */
  static Finding notMeasured(String what) {
    return new Finding(StatementVerdict.STATEMENT_VERDICT_UNSPECIFIED, what);
  }

  /** The same, as none of some predictors was. */
  static Finding notMeasured(List<String> predictors) {
    return notMeasured("none of " + String.join(", ", predictors));
  }

  /** Whether one score is above another, trial by trial. */
  static Finding above(StudyScore one, StudyScore other) {
    return difference(TableScores.difference(one, other), text(one) + "; " + text(other));
  }

  /** Whether a difference is above 0. */
  static Finding difference(Optional<TrialScore> apart, String of) {
    if (apart.isEmpty()) {
      return notMeasured("no trial that both have");
    }
    return new Finding(verdict(apart.get(), 0), of + "; difference " + text(apart.get()));
  }

  /** Whether a score is below a bar. */
  static Finding below(double bar, StudyScore score) {
    return TableScores.statistics(score)
        .map(
            tau ->
                new Finding(
                    opposite(verdict(tau, bar)),
                    String.format(Locale.ROOT, "%s; the bar is %.2f", text(score), bar)))
        .orElseGet(() -> notMeasured("no trial succeeded"));
  }

  private static StatementVerdict verdict(TrialScore value, double bar) {
    return value.getLow() > bar
        ? StatementVerdict.STATEMENT_VERDICT_CONFIRMED
        : value.getHigh() < bar
            ? StatementVerdict.STATEMENT_VERDICT_REFUTED
            : StatementVerdict.STATEMENT_VERDICT_OPEN;
  }

  private static StatementVerdict opposite(StatementVerdict verdict) {
    return switch (verdict) {
      case STATEMENT_VERDICT_CONFIRMED -> StatementVerdict.STATEMENT_VERDICT_REFUTED;
      case STATEMENT_VERDICT_REFUTED -> StatementVerdict.STATEMENT_VERDICT_CONFIRMED;
      default -> verdict;
    };
  }

  /** A score with its budget, such as {@code "gp 0.31 [0.29, 0.33] (n 14)"}. */
  static String text(StudyScore score) {
    PredictorScore at = score.getScore();
    List<String> budget =
        List.of(
            at.getTrainSize() > 0 ? "n " + at.getTrainSize() : "",
            at.getFidelity() > 0 ? "epochs " + at.getFidelity() : "");
    String shown = String.join(", ", budget.stream().filter(part -> !part.isEmpty()).toList());
    return at.getPredictor()
        + TableScores.statistics(score).map(tau -> " " + text(within(tau))).orElse("")
        + (shown.isEmpty() ? "" : " (" + shown + ")");
  }

  /** An interval of tau ends where tau does. */
  private static TrialScore within(TrialScore tau) {
    return tau.toBuilder()
        .setLow(Math.max(-1, tau.getLow()))
        .setHigh(Math.min(1, tau.getHigh()))
        .build();
  }

  /** A mean with its interval; the mean alone of a single trial. */
  static String text(TrialScore value) {
    return Double.isNaN(value.getLow())
        ? String.format(Locale.ROOT, "%.3f", value.getMean())
        : String.format(
            Locale.ROOT, "%.3f [%.3f, %.3f]", value.getMean(), value.getLow(), value.getHigh());
  }
}
