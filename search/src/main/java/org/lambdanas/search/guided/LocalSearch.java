package org.lambdanas.search.guided;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.RandomIndices;

/**
 * Local search: from the best of some random candidates to the best of its neighbours, as long as
 * that is better, and then from new random ones (White et al., Exploring the loss landscape in
 * neural architecture search, 2021). It waits for the results of a neighbourhood.
 */
final class LocalSearch extends Explorer {

  private final int initial;
  private final Map<Candidate, Double> utilities = new HashMap<>();

  /** What is looked at before the next step: random ones, or a neighbourhood. */
  private List<Candidate> around = List.of();

  private final Deque<Candidate> left = new ArrayDeque<>();
  private @Nullable Candidate at;

  LocalSearch(Domain domain, Seed seed, int initial) {
    super(domain, seed);
    this.initial = initial;
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    while (true) {
      while (!left.isEmpty()) {
        Candidate candidate = left.remove();
        if (!isKnown(candidate)) {
          return Optional.of(candidate);
        }
      }
      if (isWaiting()) {
        return Optional.empty();
      }
      Optional<Candidate> best = better();
      at = best.orElse(null);
      around =
          best.map(domain()::neighbours)
              .orElseGet(() -> anyNew(initial, random).stream().distinct().toList());
      if (around.isEmpty() && best.isEmpty()) {
        return Optional.empty();
      }
      for (int i : RandomIndices.shuffled(around.size(), random)) {
        left.add(around.get(i));
      }
    }
  }

  /** The best of what was looked at, if that is a step forward. */
  private Optional<Candidate> better() {
    double least = at == null ? Double.NEGATIVE_INFINITY : utility(at);
    return around.stream()
        .max(Comparator.comparingDouble(this::utility))
        .filter(candidate -> utility(candidate) > least);
  }

  private double utility(Candidate candidate) {
    return utilities.getOrDefault(candidate, Double.NEGATIVE_INFINITY);
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    if (!Double.isNaN(outcome.utility())) {
      utilities.put(candidate, outcome.utility());
    }
  }
}
