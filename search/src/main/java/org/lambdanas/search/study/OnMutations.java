package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lambdanas.proto.v1.StudyScore;

/**
 * Judgements of how far predictors fall from uniform test sets to mutated ones: by the mean of all
 * train sizes that were measured on both, trial by trial.
 */
final class OnMutations {

  private OnMutations() {}

  static Finding modelsFall(TableScores uniform, Optional<TableScores> mutated) {
    Map<String, List<Double>> falls = falls(uniform, mutated);
    if (falls.isEmpty()) {
      return notMeasured();
    }
    // What few trials of costly ones say would be all that counts.
    int[] counts = falls.values().stream().mapToInt(List::size).sorted().toArray();
    int trials = counts[counts.length / 2];
    falls.values().removeIf(fall -> fall.size() < trials);
    List<Double> all =
        IntStream.range(0, trials)
            .mapToObj(
                trial ->
                    falls.values().stream()
                        .mapToDouble(fall -> fall.get(trial))
                        .average()
                        .orElse(Double.NaN))
            .toList();
    return above0(
        all,
        "mean fall of %d model-based predictors, those with %d trials or more"
            .formatted(falls.size(), trials));
  }

  static Finding seminasFallsMost(TableScores uniform, Optional<TableScores> mutated) {
    Map<String, List<Double>> falls = falls(uniform, mutated);
    List<Double> own = falls.remove("seminas");
    if (own == null || falls.isEmpty()) {
      return Finding.notMeasured("seminas and other models on mutated test sets");
    }
    String next = falls.keySet().stream().max(byFall(falls)).orElseThrow();
    return more("seminas", own, next, falls.getOrDefault(next, List.of()));
  }

  /** The boosted trees that fall most count: all of them fall less than the others. */
  static Finding boostedTreesFallLeast(TableScores uniform, Optional<TableScores> mutated) {
    Map<String, List<Double>> falls = falls(uniform, mutated);
    Map<String, List<Double>> trees = new LinkedHashMap<>(falls);
    trees.keySet().retainAll(PaperPredictors.BOOSTED_TREES);
    falls.keySet().removeAll(PaperPredictors.BOOSTED_TREES);
    if (trees.isEmpty() || falls.isEmpty()) {
      return Finding.notMeasured("boosted trees and other models on mutated test sets");
    }
    String tree = trees.keySet().stream().max(byFall(trees)).orElseThrow();
    String next = falls.keySet().stream().min(byFall(falls)).orElseThrow();
    return more(
        next, falls.getOrDefault(next, List.of()), tree, trees.getOrDefault(tree, List.of()));
  }

  private static Comparator<String> byFall(Map<String, List<Double>> falls) {
    return Comparator.comparingDouble(name -> mean(falls.getOrDefault(name, List.of())));
  }

  private static double mean(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .average()
        .orElse(0);
  }

  private static Finding more(String one, List<Double> fall, String other, List<Double> less) {
    return Finding.difference(
        TableScores.difference(fall, less),
        "%s falls by %.3f, %s by %.3f".formatted(one, mean(fall), other, mean(less)));
  }

  private static Finding above0(List<Double> falls, String of) {
    return Finding.difference(
        TableScores.difference(falls, falls.stream().map(fall -> 0.0).toList()), of);
  }

  private static Finding notMeasured() {
    return Finding.notMeasured("model-based predictors on mutated test sets");
  }

  /** How much lower each trial of the models is on mutated test sets, by predictor. */
  private static Map<String, List<Double>> falls(
      TableScores uniform, Optional<TableScores> mutated) {
    Map<String, List<Double>> falls = new LinkedHashMap<>();
    for (String model : PaperPredictors.MODEL_BASED) {
      List<StudyScore> before = new ArrayList<>();
      List<StudyScore> after = new ArrayList<>();
      for (int size : uniform.trainSizes()) {
        Optional<StudyScore> there = mutated.flatMap(scores -> scores.at(model, size, 0));
        Optional<StudyScore> here = uniform.at(model, size, 0);
        if (here.isPresent() && there.isPresent()) {
          before.add(here.get());
          after.add(there.get());
        }
      }
      List<Double> one = TableScores.meanByTrial(before);
      List<Double> other = TableScores.meanByTrial(after);
      int trials = Math.min(one.size(), other.size());
      if (trials > 0) {
        falls.put(
            model, IntStream.range(0, trials).mapToObj(t -> one.get(t) - other.get(t)).toList());
      }
    }
    return falls;
  }
}
