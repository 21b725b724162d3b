package org.lambdanas.search.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;

/**
 * Which predictors are Pareto-optimal: at some budget no other one has as high a tau for no more
 * before the first query and no more for each (White et al., How powerful are performance
 * predictors in NAS?, section 5).
 */
public final class ParetoOptimal {

  /** What stands in the names of hybrids that were given less than they usually have. */
  private static final String ABLATED = " without ";

  private ParetoOptimal() {}

  /** Whether a name is that of a predictor which was given less than it usually has. */
  public static boolean isAblation(String name) {
    return name.contains(ABLATED);
  }

  /**
   * The Pareto-optimal predictors of a table, by name, in its order, each with its scores that no
   * other predictor reaches. Hybrids without some of their parts are not asked.
   */
  public static Map<String, List<StudyScore>> of(StudyTable table) {
    return of(new TableScores(table, name -> !isAblation(name)));
  }

  /** The same among some predictors. */
  static Map<String, List<StudyScore>> of(StudyTable table, Predicate<String> among) {
    return of(new TableScores(table, among));
  }

  private static Map<String, List<StudyScore>> of(TableScores scores) {
    return where(scores, (own, other) -> TableScores.tau(own) > TableScores.tau(other));
  }

  /** Those that are so beyond doubt: the intervals of their differences are above 0. */
  static Map<String, List<StudyScore>> certain(StudyTable table, Predicate<String> among) {
    return where(
        new TableScores(table, among),
        (own, other) ->
            TableScores.difference(own, other).filter(apart -> apart.getLow() > 0).isPresent());
  }

  /** Those that may be: the intervals of their differences are not below 0. */
  static Map<String, List<StudyScore>> possible(StudyTable table, Predicate<String> among) {
    return where(
        new TableScores(table, among),
        (own, other) ->
            TableScores.difference(own, other).filter(apart -> apart.getHigh() < 0).isEmpty());
  }

  private static Map<String, List<StudyScore>> where(
      TableScores scores, BiPredicate<StudyScore, StudyScore> wins) {
    Map<String, List<StudyScore>> optimal = new LinkedHashMap<>();
    for (String predictor : scores.predictors()) {
      List<StudyScore> own =
          scores.all().stream()
              .filter(candidate -> candidate.predictor().equals(predictor))
              .filter(candidate -> wins(candidate, scores, wins))
              .map(TableScores.Costed::score)
              .toList();
      if (!own.isEmpty()) {
        optimal.put(predictor, own);
      }
    }
    return optimal;
  }

  private static boolean wins(
      TableScores.Costed candidate, TableScores scores, BiPredicate<StudyScore, StudyScore> wins) {
    return scores.bestWithin(candidate.cost()).entrySet().stream()
        .filter(other -> !other.getKey().equals(candidate.predictor()))
        .allMatch(other -> wins.test(candidate.score(), other.getValue()));
  }
}
