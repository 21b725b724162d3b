package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TrialScore;

/** The scores of a table with one kind of test sets, as questions are asked of them. Immutable. */
final class TableScores {

  private final StudyTable table;
  private final List<Costed> scores;

  /** A score and what it costs. */
  record Costed(StudyScore score, StudyCost cost) {

    String predictor() {
      return score.getScore().getPredictor();
    }

    double tau() {
      return TableScores.tau(score);
    }
  }

  /** All that were measured. */
  TableScores(StudyTable table) {
    this(table, name -> true);
  }

  /** Those of some predictors, by name. */
  TableScores(StudyTable table, Predicate<String> predictors) {
    this.table = table;
    this.scores =
        table.getScoresList().stream()
            .filter(score -> predictors.test(score.getScore().getPredictor()))
            .filter(score -> !Double.isNaN(tau(score)))
            .map(score -> new Costed(score, StudyCost.of(table, score)))
            .toList();
  }

  StudyTable table() {
    return table;
  }

  List<Costed> all() {
    return scores;
  }

  /** The names of the predictors that have scores, in the order of the table. */
  List<String> predictors() {
    return scores.stream().map(Costed::predictor).distinct().toList();
  }

  /** Kendall's tau-b over the trials; empty where all of them failed. */
  static Optional<TrialScore> statistics(StudyScore score) {
    return EvaluationSummary.of(score.getScore(), Correlation.KENDALL);
  }

  /** Its mean; NaN where all of them failed. */
  static double tau(StudyScore score) {
    return statistics(score).map(TrialScore::getMean).orElse(Double.NaN);
  }

  /** The best score of each predictor that costs no more than a budget; the first of equals. */
  Map<String, StudyScore> bestWithin(StudyCost budget) {
    Map<String, StudyScore> best = new LinkedHashMap<>();
    for (Costed candidate : scores) {
      if (candidate.cost().isWithin(budget)) {
        best.merge(candidate.predictor(), candidate.score(), TableScores::better);
      }
    }
    return best;
  }

  /** The better of two by their means; the first of equals. */
  static StudyScore better(StudyScore one, StudyScore other) {
    return tau(other) > tau(one) ? other : one;
  }

  /** The best score of some predictors, of so many architectures and epochs at most. */
  Optional<StudyScore> best(Collection<String> predictors, int trained, int epochs) {
    return scores.stream()
        .filter(candidate -> predictors.contains(candidate.predictor()))
        .map(Costed::score)
        .filter(score -> score.getScore().getTrainSize() <= trained)
        .filter(score -> score.getScore().getFidelity() <= epochs)
        .reduce(TableScores::better);
  }

  /** A predictor's score at a budget. */
  Optional<StudyScore> at(String predictor, int trained, int epochs) {
    return scores.stream()
        .filter(candidate -> candidate.predictor().equals(predictor))
        .map(Costed::score)
        .filter(score -> score.getScore().getTrainSize() == trained)
        .filter(score -> score.getScore().getFidelity() == epochs)
        .findFirst();
  }

  /** The train sizes, ascending; without 0. */
  List<Integer> trainSizes() {
    return budgets(PredictorScore::getTrainSize);
  }

  /** The fidelities, ascending; without 0. */
  List<Integer> fidelities() {
    return budgets(PredictorScore::getFidelity);
  }

  private List<Integer> budgets(ToIntFunction<PredictorScore> budget) {
    return scores.stream()
        .map(candidate -> budget.applyAsInt(candidate.score().getScore()))
        .filter(value -> value > 0)
        .distinct()
        .sorted()
        .toList();
  }

  /** The difference of two scores, trial by trial; empty if they have no trial in common. */
  static Optional<TrialScore> difference(StudyScore one, StudyScore other) {
    return difference(one.getTrialTausList(), other.getTrialTausList());
  }

  /**
   * The mean of what one has more than the other in each trial, with its 95 % interval by Student's
   * t; trials that failed in one of them are left out.
   *
   * @return empty if they have no trial in common
   */
  static Optional<TrialScore> difference(List<? extends Number> one, List<? extends Number> other) {
    double[] differences =
        IntStream.range(0, Math.min(one.size(), other.size()))
            .mapToDouble(t -> one.get(t).doubleValue() - other.get(t).doubleValue())
            .filter(Double::isFinite)
            .toArray();
    return differences.length == 0
        ? Optional.empty()
        : Optional.of(EvaluationSummary.score(differences));
  }

  /** Whether trials leave open which of two is the better one. */
  static boolean cannotBeTold(StudyScore one, StudyScore other) {
    return difference(one, other)
        .map(apart -> !(apart.getLow() > 0) && !(apart.getHigh() < 0))
        .orElse(true);
  }

  /**
   * The mean over some budgets of each trial's tau of a predictor.
   *
   * @param at its scores
   * @return one for each trial that all of them have
   */
  static List<Double> meanByTrial(List<StudyScore> at) {
    int trials = at.stream().mapToInt(StudyScore::getTrialTausCount).min().orElse(0);
    List<Double> means = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      int t = trial;
      means.add(
          at.stream().mapToDouble(score -> score.getTrialTaus(t)).average().orElse(Double.NaN));
    }
    return means;
  }
}
