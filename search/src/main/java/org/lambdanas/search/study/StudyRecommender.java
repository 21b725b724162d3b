package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.proto.v1.TrialScore;

/**
 * Which predictor a study recommends at a budget: the one with the highest Kendall's tau at or
 * below it, in the mean over the tables of a search space with test sets that are drawn uniformly.
 * Between train sizes tau is linear in the logarithm of the size, and never falls. Predictors are
 * compared trial by trial, as those of a table have the same draws.
 */
public final class StudyRecommender {

  private static final double TENTH_MORE = 1.1;

  private final List<StudyTable> tables;
  private final String space;
  private final int networks;
  private final int epochs;
  private final double querySeconds;

  /**
   * A question to a study.
   *
   * @param space id; where the study has none of its tables, it is asked about all tables
   * @param networks that are trained beforehand, at least 0
   * @param epochs that a query may be trained for; 0: none, unless seconds are given
   * @param querySeconds that a query may take, where a table knows how long trainings took; 0: no
   *     limit but that of the epochs
   * @throws ConfigException if the study has no table with uniform test sets
   */
  public StudyRecommender(
      PredictorStudyResult study, String space, int networks, int epochs, double querySeconds) {
    this.space = space;
    this.networks = networks;
    this.epochs = epochs;
    this.querySeconds = querySeconds;
    List<StudyTable> uniform =
        study.getTablesList().stream()
            .filter(table -> table.getTestSet() != TestSet.TEST_SET_MUTATED)
            .toList();
    if (uniform.isEmpty()) {
      throw new ConfigException("the study has no table with test sets drawn uniformly");
    }
    List<StudyTable> own =
        uniform.stream().filter(table -> table.getSpace().equals(space)).toList();
    List<StudyTable> known = own.isEmpty() ? uniform : own;
    List<StudyTable> curved =
        known.stream()
            .filter(
                table ->
                    table.getScoresList().stream().anyMatch(s -> s.getScore().getFidelity() > 0))
            .toList();
    // Who may train at a query is told by tables where that was tried.
    this.tables = (epochs > 0 || querySeconds > 0) && !curved.isEmpty() ? curved : known;
  }

  /** One predictor at the budget. */
  private record Rated(
      String name, int fidelity, double[] taus, double[] withMore, double fit, double query) {

    double mean() {
      return Arrays.stream(taus).filter(Double::isFinite).average().orElse(Double.NaN);
    }
  }

  /**
   * The answer.
   *
   * @throws ConfigException if no predictor of the study can do with so little
   */
  public Recommendation recommend() {
    Map<String, List<Rated>> byName = new LinkedHashMap<>();
    List<RecommendedPredictor> without = new ArrayList<>();
    for (StudyTable table : tables) {
      Map<String, List<StudyScore>> scores =
          table.getScoresList().stream()
              .collect(
                  Collectors.groupingBy(
                      score -> score.getScore().getPredictor(),
                      LinkedHashMap::new,
                      Collectors.toList()));
      scores.forEach(
          (name, all) ->
              rated(table, name, all)
                  .ifPresent(
                      rated -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(rated)));
    }
    List<Rated> rated = new ArrayList<>();
    byName.forEach(
        (name, all) -> {
          if (all.size() == tables.size()) {
            rated.add(mean(all));
          } else {
            without.add(
                RecommendedPredictor.newBuilder()
                    .setPredictor(name)
                    .setFailure(
                        "measured at such a budget on %d of %d tables"
                            .formatted(all.size(), tables.size()))
                    .build());
          }
        });
    rated.removeIf(one -> !Double.isFinite(one.mean()));
    rated.sort(Comparator.comparingDouble(Rated::mean).reversed());
    if (rated.isEmpty()) {
      throw new ConfigException(
          "no predictor of the study was measured with so little: give more --observations, or"
              + " --epochs for each query");
    }
    Rated best = rated.get(0);
    Recommendation.Builder result =
        Recommendation.newBuilder()
            .setTable(
                tables.stream()
                    .map(StudyTable::getTable)
                    .distinct()
                    .collect(Collectors.joining(", ")))
            .setSpace(space)
            .setObservations(networks)
            .setEpochs(epochs)
            .setQuerySeconds(querySeconds)
            .setTables(tables.size())
            .setBy("study")
            .setBest(predictor(best, Optional.empty()));
    for (Rated other : rated.subList(1, rated.size())) {
      result.addOthers(predictor(other, Optional.of(best)));
    }
    if (best.withMore().length > 0) {
      result.setGainOfATenth(score(difference(best.withMore(), best.taus())));
    }
    return result.addAllOthers(without).build();
  }

  private static RecommendedPredictor predictor(Rated rated, Optional<Rated> best) {
    RecommendedPredictor.Builder result =
        RecommendedPredictor.newBuilder()
            .setPredictor(rated.name())
            .setTau(score(rated.taus()))
            .setFidelity(rated.fidelity())
            .setFitSeconds(rated.fit())
            .setQuerySeconds(rated.query());
    best.ifPresent(
        named -> {
          TrialScore above = score(difference(named.taus(), rated.taus()));
          // A single trial tells nothing apart.
          result.setNotDistinguishable(!(above.getLow() > 0));
        });
    return result.build();
  }

  private static double[] difference(double[] one, double[] other) {
    return IntStream.range(0, Math.min(one.length, other.length))
        .mapToDouble(i -> one[i] - other[i])
        .toArray();
  }

  /** Over the trials that did not fail. */
  private static TrialScore score(double[] trials) {
    return EvaluationSummary.score(Arrays.stream(trials).filter(Double::isFinite).toArray());
  }

  /** A predictor over several tables. */
  private static Rated mean(List<Rated> tables) {
    boolean more = tables.stream().allMatch(table -> table.withMore().length > 0);
    return new Rated(
        tables.get(0).name(),
        tables.stream().mapToInt(Rated::fidelity).max().orElse(0),
        mean(tables, Rated::taus),
        more ? mean(tables, Rated::withMore) : new double[0],
        average(tables, Rated::fit),
        average(tables, Rated::query));
  }

  private static double average(List<Rated> tables, ToDoubleFunction<Rated> value) {
    return tables.stream().mapToDouble(value).average().orElse(0);
  }

  private static double[] mean(List<Rated> tables, Function<Rated, double[]> values) {
    int trials = tables.stream().mapToInt(table -> values.apply(table).length).min().orElse(0);
    return IntStream.range(0, trials)
        .mapToDouble(
            trial ->
                tables.stream()
                    .mapToDouble(table -> values.apply(table)[trial])
                    .average()
                    .orElse(Double.NaN))
        .toArray();
  }

  /** A predictor on one table, at the best of the fidelities that are allowed. */
  private Optional<Rated> rated(StudyTable table, String name, List<StudyScore> scores) {
    Map<Integer, NavigableMap<Integer, StudyScore>> byFidelity = new TreeMap<>();
    for (StudyScore score : scores) {
      if (score.getScore().getTrainSize() == 0 || networks > 0) {
        byFidelity
            .computeIfAbsent(score.getScore().getFidelity(), f -> new TreeMap<>())
            .put(score.getScore().getTrainSize(), score);
      }
    }
    return byFidelity.entrySet().stream()
        .filter(at -> isAllowed(table, at.getKey(), at.getValue()))
        .flatMap(at -> at(table, name, at.getKey(), at.getValue()).stream())
        .max(Comparator.comparingDouble(Rated::mean));
  }

  private boolean isAllowed(
      StudyTable table, int fidelity, NavigableMap<Integer, StudyScore> bySize) {
    if (querySeconds > 0 && table.getKnowsSeconds()) {
      return StudyCost.of(table, bySize.lastEntry().getValue()).query() <= querySeconds;
    }
    return fidelity <= epochs;
  }

  private Optional<Rated> at(
      StudyTable table, String name, int fidelity, NavigableMap<Integer, StudyScore> bySize) {
    Map.Entry<Integer, StudyScore> below = bySize.floorEntry(networks);
    if (below == null) {
      return Optional.empty();
    }
    StudyScore score = below.getValue();
    Optional<double[]> taus = taus(bySize, networks);
    return taus.map(
        known ->
            new Rated(
                name,
                fidelity,
                known,
                below.getKey() == 0
                    ? new double[0]
                    : bySize.lastKey() < TENTH_MORE * networks
                        ? new double[0]
                        : taus(bySize, TENTH_MORE * networks).orElse(new double[0]),
                score.getScore().getFitSeconds(),
                table.getKnowsSeconds()
                    ? StudyCost.of(table, score).query()
                    : score.getScore().getPredictSeconds()));
  }

  /** Tau of each trial with so many networks; empty if there is no trial. */
  private static Optional<double[]> taus(
      NavigableMap<Integer, StudyScore> bySize, double networks) {
    List<double[]> curves = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>(bySize.keySet());
    for (StudyScore score : bySize.values()) {
      curves.add(score.getTrialTausList().stream().mapToDouble(tau -> tau).toArray());
    }
    raise(curves);
    int after = 0;
    while (after < sizes.size() && sizes.get(after) <= networks) {
      after++;
    }
    double[] low = curves.get(after - 1);
    if (low.length == 0) {
      return Optional.empty();
    }
    if (after == sizes.size()) {
      return Optional.of(low);
    }
    double[] high = curves.get(after);
    double share =
        Math.log(networks / sizes.get(after - 1))
            / Math.log((double) sizes.get(after) / sizes.get(after - 1));
    return Optional.of(
        IntStream.range(0, Math.min(low.length, high.length))
            .mapToDouble(trial -> low[trial] + share * (high[trial] - low[trial]))
            .toArray());
  }

  /** Shifts trials so that their means never fall with the size: by pooling adjacent violators. */
  private static void raise(List<double[]> curves) {
    double[] means =
        curves.stream()
            .mapToDouble(
                trials -> Arrays.stream(trials).filter(Double::isFinite).average().orElse(0))
            .toArray();
    double[] pooled = means.clone();
    for (int from = 0; from < means.length; ) {
      // The pool from here on with the least mean; of several the longest.
      int end = from + 1;
      double least = Double.POSITIVE_INFINITY;
      double sum = 0;
      for (int to = from; to < means.length; to++) {
        sum += means[to];
        double mean = sum / (to - from + 1);
        if (mean <= least) {
          least = mean;
          end = to + 1;
        }
      }
      Arrays.fill(pooled, from, end, least);
      from = end;
    }
    for (int i = 0; i < means.length; i++) {
      double shift = pooled[i] - means[i];
      double[] trials = curves.get(i);
      Arrays.setAll(trials, trial -> trials[trial] + shift);
    }
  }
}
