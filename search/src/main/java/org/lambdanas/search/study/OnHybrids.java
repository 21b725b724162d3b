package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.TrialScore;

/** Judgements of OMNI, the hybrid that was published, in the form that ranks best here. */
final class OnHybrids {

  /** Ours came later. */
  private static final List<String> PUBLISHED = List.of("omni", "omni_ngb", "omni_seminas");

  private OnHybrids() {}

  /** Means over all budgets that it and its ablations have in common, trial by trial. */
  static Finding partsAreComplementary(TableScores scores) {
    Optional<String> omni = best(scores);
    List<String> ablations =
        omni.stream()
            .flatMap(
                whole ->
                    scores.predictors().stream()
                        .filter(ParetoOptimal::isAblation)
                        .filter(name -> name.startsWith(whole + " ")))
            .toList();
    if (omni.isEmpty() || ablations.isEmpty()) {
      return Finding.notMeasured("OMNI, and OMNI without some of its parts");
    }
    List<StudyScore> whole = of(omni.get(), scores);
    Map<String, TrialScore> gains = new LinkedHashMap<>();
    for (String ablation : ablations) {
      List<StudyScore> with = new ArrayList<>();
      List<StudyScore> without = new ArrayList<>();
      for (StudyScore score : whole) {
        at(ablation, score, scores)
            .ifPresent(
                less -> {
                  with.add(score);
                  without.add(less);
                });
      }
      TableScores.difference(TableScores.meanByTrial(with), TableScores.meanByTrial(without))
          .ifPresent(gain -> gains.put(ablation, gain));
    }
    // The part that is missed least decides.
    Optional<Map.Entry<String, TrialScore>> least =
        gains.entrySet().stream()
            .reduce((a, b) -> b.getValue().getMean() < a.getValue().getMean() ? b : a);
    return Finding.difference(
        least.map(Map.Entry::getValue),
        omni.get()
            + " over "
            + String.join(
                ", ",
                gains.entrySet().stream()
                    .map(gain -> gain.getKey() + " " + Finding.text(gain.getValue()))
                    .toList())
            + ", mean of all budgets; the least");
  }

  /** At the budget where it gains most of the next best that costs no more. */
  static Finding beatsTheOthers(TableScores scores) {
    Optional<String> omni = best(scores);
    if (omni.isEmpty()) {
      return Finding.notMeasured(PUBLISHED);
    }
    Optional<StudyScore> most = Optional.empty();
    Optional<StudyScore> next = Optional.empty();
    double gain = Double.NEGATIVE_INFINITY;
    for (StudyScore score : of(omni.get(), scores)) {
      Optional<StudyScore> other =
          scores.bestWithin(StudyCost.of(scores.table(), score)).entrySet().stream()
              .filter(entry -> !Hybrids.isOne(entry.getKey().split("[ :\\[]")[0]))
              .map(Map.Entry::getValue)
              .reduce(TableScores::better);
      double own =
          other
              .filter(there -> TableScores.tau(there) > 0)
              .map(there -> TableScores.tau(score) / TableScores.tau(there) - 1)
              .orElse(Double.NEGATIVE_INFINITY);
      if (own > gain) {
        gain = own;
        most = Optional.of(score);
        next = other;
      }
    }
    if (most.isEmpty() || next.isEmpty()) {
      return Finding.notMeasured("others at the budgets of " + omni.get());
    }
    Finding finding = Finding.above(most.get(), next.get());
    return new Finding(
        finding.verdict(),
        String.format(Locale.ROOT, "%+.0f %% at most: %s", 100 * gain, finding.because()));
  }

  /** The published one with the highest mean over its budgets. */
  private static Optional<String> best(TableScores scores) {
    return PUBLISHED.stream()
        .filter(scores.predictors()::contains)
        .reduce((a, b) -> mean(b, scores) > mean(a, scores) ? b : a);
  }

  private static double mean(String predictor, TableScores scores) {
    return of(predictor, scores).stream().mapToDouble(TableScores::tau).average().orElse(0);
  }

  private static List<StudyScore> of(String predictor, TableScores scores) {
    return scores.all().stream()
        .filter(candidate -> candidate.predictor().equals(predictor))
        .map(TableScores.Costed::score)
        .toList();
  }

  private static Optional<StudyScore> at(String name, StudyScore score, TableScores scores) {
    int trained = score.getScore().getTrainSize();
    int epochs = score.getScore().getFidelity();
    Optional<StudyScore> same = scores.at(name, trained, epochs);
    // Without curves it is the same at every number of epochs.
    return same.isPresent() ? same : scores.at(name, trained, 0);
  }
}
