package org.lambdanas.search.guided;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * Rounds of a search by a predictor: it is fitted on what is known, some candidates are judged, and
 * the best are evaluated. What failed counts as no better than the worst, unless whoever evaluated
 * it was lost, which says nothing. What is still out is not known to the fit.
 */
abstract class PredictorSearch extends Explorer {

  private final StrategyConfig config;
  private final Surrogate surrogate;

  /** Not a number where it failed. */
  private final List<Surrogate.Known> known = new ArrayList<>();

  private final Deque<Candidate> chosen = new ArrayDeque<>();
  private int succeeded;

  PredictorSearch(StrategyConfig config, Domain domain, Seed seed, Surrogate surrogate) {
    super(domain, seed);
    this.config = config;
    this.surrogate = surrogate;
  }

  /** What a round chooses from; those that are known already are left out. */
  abstract List<Candidate> candidates(RandomGenerator random);

  /** Whether what is out has to come first. */
  boolean waits() {
    return false;
  }

  /** One of those that are evaluated before the predictor is asked. */
  Optional<Candidate> begin(RandomGenerator random) {
    return anyNew(random);
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    if (waits()) {
      return Optional.empty();
    }
    if (proposals() < config.getInitial() || succeeded < surrogate.least()) {
      return begin(random);
    }
    if (chosen.isEmpty()) {
      chosen.addAll(judge(random));
    }
    return Optional.ofNullable(chosen.poll()).or(() -> anyNew(random));
  }

  private List<Candidate> judge(RandomGenerator random) {
    List<Candidate> fresh =
        candidates(random).stream().filter(candidate -> !isKnown(candidate)).distinct().toList();
    if (fresh.isEmpty()) {
      return List.of();
    }
    double worst =
        known.stream()
            .mapToDouble(Surrogate.Known::utility)
            .filter(utility -> !Double.isNaN(utility))
            .min()
            .orElseThrow();
    surrogate.learn(
        known.stream()
            .map(
                one ->
                    Double.isNaN(one.utility()) ? new Surrogate.Known(one.candidate(), worst) : one)
            .toList());
    return Judgement.best(fresh, config.getRound(), surrogate, config.getAcquisition(), random);
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    boolean failed = Double.isNaN(outcome.utility());
    if (!failed || outcome.result().getFailure().getKind() != FailureKind.FAILURE_KIND_LOST) {
      known.add(new Surrogate.Known(candidate, outcome.utility()));
      succeeded += failed ? 0 : 1;
    }
  }

  /** The best evaluated ones, best first; of equal ones the earlier. */
  final List<Candidate> best(int count) {
    return known.stream()
        .filter(one -> !Double.isNaN(one.utility()))
        .sorted(Comparator.comparingDouble(one -> -one.utility()))
        .limit(count)
        .map(Surrogate.Known::candidate)
        .toList();
  }

  final StrategyConfig config() {
    return config;
  }
}
