package org.lambdanas.search.study;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyScore;

/** Judgements of who leads at which budget. */
final class OnBudgets {

  private static final List<String> LEADING_SCORES = List.of("jacov", "synflow");

  /** Below this a ranking is of no use. */
  private static final double USELESS = 0.3;

  /** Networks whose training takes many hours. */
  private static final int MANY_NETWORKS = 24;

  /** Networks from which on initialisation is no short one. */
  private static final int MEDIUM_NETWORKS = 100;

  private static final int PUBLISHED_OPTIMA = 7;

  private OnBudgets() {}

  static Finding shortTimes(TableScores scores) {
    return leads(
        scores,
        LEADING_SCORES,
        PaperPredictors.except(PaperPredictors.ALL, LEADING_SCORES),
        least(scores.trainSizes()),
        0);
  }

  static Finding zeroCostFails(TableScores scores) {
    return scores
        .best(PaperPredictors.ZERO_COST, 0, 0)
        .map(best -> Finding.below(USELESS, best))
        .orElseGet(() -> Finding.notMeasured(PaperPredictors.ZERO_COST));
  }

  static Finding weightSharingIsWeak(TableScores scores) {
    return leads(scores, PaperPredictors.ZERO_COST, PaperPredictors.WEIGHT_SHARING, 0, 0);
  }

  static Finding sotleLeads(TableScores scores) {
    return leads(
        scores,
        List.of("sotle"),
        PaperPredictors.except(PaperPredictors.ALL, List.of("sotle")),
        least(scores.trainSizes()),
        middle(scores.fidelities()));
  }

  /** Each reads as many epochs; the other LCE is a variant of it. */
  static Finding lceIsLast(TableScores scores) {
    int epochs = middle(scores.fidelities());
    Optional<StudyScore> lce = scores.at("lce", 0, epochs);
    List<StudyScore> others =
        PaperPredictors.except(PaperPredictors.CURVES, List.of("lce", "lce_m")).stream()
            .flatMap(id -> scores.at(id, 0, epochs).stream())
            .toList();
    if (lce.isEmpty() || others.isEmpty()) {
      return Finding.notMeasured("lce and other learning-curve predictors");
    }
    StudyScore worst =
        others.stream()
            .reduce((a, b) -> TableScores.tau(b) < TableScores.tau(a) ? b : a)
            .orElseThrow();
    return Finding.above(worst, lce.get());
  }

  static Finding seminasLeads(TableScores scores) {
    List<Integer> sizes = scores.trainSizes();
    int medium =
        sizes.stream().filter(size -> size >= MEDIUM_NETWORKS).findFirst().orElse(middle(sizes));
    return leads(
        scores,
        List.of("seminas"),
        PaperPredictors.except(PaperPredictors.MODEL_BASED, List.of("seminas")),
        medium,
        0);
  }

  static Finding boostedTreesLead(TableScores scores) {
    List<Integer> sizes = scores.trainSizes();
    return leads(
        scores,
        PaperPredictors.BOOSTED_TREES,
        PaperPredictors.except(PaperPredictors.MODEL_BASED, PaperPredictors.BOOSTED_TREES),
        sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1),
        0);
  }

  static Finding scoresBeatModels(TableScores scores) {
    // Of sizes beyond it the statement says nothing.
    int trained =
        scores.trainSizes().stream()
            .filter(size -> size <= MANY_NETWORKS)
            .reduce((smaller, larger) -> larger)
            .orElse(MANY_NETWORKS);
    Finding finding = leads(scores, LEADING_SCORES, PaperPredictors.MODEL_BASED, trained, 0);
    return scores
        .best(LEADING_SCORES, 0, 0)
        .filter(best -> finding.verdict() != StatementVerdict.STATEMENT_VERDICT_UNSPECIFIED)
        .map(best -> new Finding(finding.verdict(), finding.because() + overtaken(scores, best)))
        .orElse(finding);
  }

  private static String overtaken(TableScores scores, StudyScore best) {
    return scores.trainSizes().stream()
        .filter(
            size ->
                scores
                    .best(PaperPredictors.MODEL_BASED, size, 0)
                    .filter(model -> TableScores.tau(model) > TableScores.tau(best))
                    .isPresent())
        .findFirst()
        .map(size -> "; a model is better from " + size + " networks on")
        .orElse("; no model is better at any train size");
  }

  /** Those not measured may be optimal, and may be better than any that is. */
  static Finding sevenAreOptimal(TableScores scores) {
    List<String> measured =
        scores.predictors().stream().filter(PaperPredictors.ALL::contains).toList();
    if (measured.size() < 2) {
      return Finding.notMeasured(PaperPredictors.ALL);
    }
    Map<String, List<StudyScore>> seen =
        ParetoOptimal.of(scores.table(), PaperPredictors.ALL::contains);
    int missing = PaperPredictors.ALL.size() - measured.size();
    int low =
        missing > 0
            ? 0
            : ParetoOptimal.certain(scores.table(), PaperPredictors.ALL::contains).size();
    int high =
        missing + ParetoOptimal.possible(scores.table(), PaperPredictors.ALL::contains).size();
    StatementVerdict verdict =
        PUBLISHED_OPTIMA < low || PUBLISHED_OPTIMA > high
            ? StatementVerdict.STATEMENT_VERDICT_REFUTED
            : low == high
                ? StatementVerdict.STATEMENT_VERDICT_CONFIRMED
                : StatementVerdict.STATEMENT_VERDICT_OPEN;
    return new Finding(
        verdict,
        "%d of the %d measured are: %s; between %d and %d of all 31 by the intervals"
            .formatted(seen.size(), measured.size(), String.join(", ", seen.keySet()), low, high));
  }

  /** Whether the best of some is above the best of others at a budget. */
  private static Finding leads(
      TableScores scores, List<String> some, List<String> others, int trained, int epochs) {
    Optional<StudyScore> best = scores.best(some, trained, epochs);
    Optional<StudyScore> next = scores.best(others, trained, epochs);
    if (best.isEmpty()) {
      return Finding.notMeasured(some);
    }
    return next.isEmpty() ? Finding.notMeasured(others) : Finding.above(best.get(), next.get());
  }

  private static int least(List<Integer> budgets) {
    return budgets.isEmpty() ? 0 : budgets.get(0);
  }

  private static int middle(List<Integer> budgets) {
    return budgets.isEmpty() ? 0 : budgets.get(budgets.size() / 2);
  }
}
