package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * Asynchronous successive halving (Li et al., A system for massively parallel hyperparameter
 * tuning, 2020): random candidates are trained for a few epochs, and whoever is among the best of
 * those that were trained as long is trained for more, at once. Every training counts as an
 * evaluation. It never waits.
 */
final class SuccessiveHalving extends Explorer {

  private final int eta;
  private final Optional<CurveJudge> judge;
  private final List<Rung> rungs = new ArrayList<>();

  /** The rung that each candidate was proposed for last. */
  private final Map<Candidate, Integer> reached = new HashMap<>();

  /** Trainings of the same length. */
  private static final class Rung {
    final int epochs;
    final Map<Candidate, Observation> results = new LinkedHashMap<>();
    final Set<Candidate> promoted = new HashSet<>();

    Rung(int epochs) {
      this.epochs = epochs;
    }
  }

  /**
   * A search.
   *
   * @param config with the epochs of a whole training
   * @param judge says what becomes of trainings that have begun; empty: the value so far counts
   */
  SuccessiveHalving(StrategyConfig config, Domain domain, Seed seed, Optional<CurveJudge> judge) {
    super(domain, seed);
    this.eta = config.getEta();
    this.judge = judge;
    for (long epochs = config.getLeastEpochs(); epochs < config.getMostEpochs(); epochs *= eta) {
      rungs.add(new Rung((int) epochs));
    }
    rungs.add(new Rung(0));
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    for (int rung = rungs.size() - 2; rung >= 0; rung--) {
      Optional<Candidate> promoted = promotable(rungs.get(rung));
      if (promoted.isPresent()) {
        rungs.get(rung).promoted.add(promoted.get());
        reached.put(promoted.get(), rung + 1);
        return promoted;
      }
    }
    Optional<Candidate> fresh = anyNew(random);
    fresh.ifPresent(candidate -> reached.put(candidate, 0));
    return fresh;
  }

  /** One of the best share of a rung that has not gone on yet. */
  private Optional<Candidate> promotable(Rung rung) {
    int places = rung.results.size() / eta;
    return places == 0
        ? Optional.empty()
        : values(rung).entrySet().stream()
            .sorted(Comparator.comparingDouble(entry -> -entry.getValue()))
            .limit(places)
            .map(Map.Entry::getKey)
            .filter(candidate -> !rung.promoted.contains(candidate))
            .findFirst();
  }

  private Map<Candidate, Double> values(Rung rung) {
    Map<Candidate, Double> values = new LinkedHashMap<>();
    rung.results.forEach(
        (candidate, result) ->
            values.put(
                candidate, judge.map(known -> known.value(result)).orElse(result.getTarget())));
    return values;
  }

  @Override
  int fidelity(Candidate candidate) {
    return rungs.get(reached.getOrDefault(candidate, 0)).epochs;
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    if (Double.isNaN(outcome.utility())) {
      return;
    }
    Observation result =
        Observation.newBuilder()
            .setArchitecture(candidate.architecture())
            .setTarget(outcome.utility())
            .addAllCurves(outcome.result().getMeasurement().getCurvesList())
            .build();
    Rung rung = rungs.get(reached.getOrDefault(candidate, 0));
    rung.results.put(candidate, result);
    if (rung.epochs == 0) {
      judge.ifPresent(known -> known.learn(result));
    }
  }
}
