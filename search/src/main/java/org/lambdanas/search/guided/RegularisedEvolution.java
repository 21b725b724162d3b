package org.lambdanas.search.guided;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.RandomIndices;

/**
 * Evolution in which the oldest of the population dies (Real et al., Regularized evolution for
 * image classifier architecture search, 2019). A child that was evaluated before joins the
 * population with what is known of it and costs nothing. What failed never joins.
 */
final class RegularisedEvolution extends Explorer {

  /** Children in a row that are known, before a random candidate is proposed. */
  private static final int MOST_KNOWN = 500;

  private record Member(Candidate candidate, double utility) {}

  private final int size;
  private final int tournament;
  private final Deque<Member> population = new ArrayDeque<>();
  private final Map<Candidate, Member> evaluated = new HashMap<>();

  RegularisedEvolution(Domain domain, Seed seed, int size, int tournament) {
    super(domain, seed);
    this.size = size;
    this.tournament = tournament;
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    if (proposals() >= size && !population.isEmpty()) {
      for (int i = 0; i < MOST_KNOWN; i++) {
        Candidate child = domain().mutate(parent(random), random);
        if (!isKnown(child)) {
          return Optional.of(child);
        }
        Member known = evaluated.get(child);
        if (known != null) {
          join(known);
        }
      }
    }
    return anyNew(random);
  }

  private Candidate parent(RandomGenerator random) {
    List<Member> members = new ArrayList<>(population);
    int[] drawn =
        RandomIndices.sample(members.size(), Math.min(tournament, members.size()), random);
    return Arrays.stream(drawn)
        .mapToObj(members::get)
        .max(Comparator.comparingDouble(Member::utility))
        .orElseThrow()
        .candidate();
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    if (!Double.isNaN(outcome.utility())) {
      Member member = new Member(candidate, outcome.utility());
      evaluated.put(candidate, member);
      join(member);
    }
  }

  private void join(Member member) {
    population.addLast(member);
    if (population.size() > size) {
      population.removeFirst();
    }
  }
}
