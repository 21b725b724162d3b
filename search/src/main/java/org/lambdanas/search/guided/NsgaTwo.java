package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Ranking;
import org.lambdanas.search.budget.Standing;

/**
 * Evolution of a population towards the front of all objectives within the limits (Deb et al., A
 * fast and elitist multiobjective genetic algorithm: NSGA-II, 2002): parents are the better of two,
 * children their mutations, every second one joined from two where the space can, and of parents
 * and children together the best so many stay. One child is evaluated at a time, so that trials can
 * run side by side.
 */
final class NsgaTwo extends Explorer {

  /** Children in a row that are known, before a random candidate is proposed. */
  private static final int MOST_KNOWN = 100;

  private record Member(Candidate candidate, Standing standing) {}

  private final Budget budget;
  private final int size;

  /** Best first. */
  private List<Member> population = List.of();

  NsgaTwo(Domain domain, Seed seed, int size, Budget budget) {
    super(domain, seed);
    this.size = size;
    this.budget = budget;
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    if (proposals() >= size && !population.isEmpty()) {
      for (int i = 0; i < MOST_KNOWN; i++) {
        Candidate child = child(random);
        if (!isKnown(child)) {
          return Optional.of(child);
        }
      }
    }
    return anyNew(random);
  }

  /** Every second one has two parents, where the space joins architectures. */
  private Candidate child(RandomGenerator random) {
    Candidate parent = parent(random);
    return (random.nextBoolean()
            ? domain().cross(parent, parent(random), random)
            : Optional.<Candidate>empty())
        .orElseGet(() -> domain().mutate(parent, random));
  }

  /** The better of two. */
  private Candidate parent(RandomGenerator random) {
    int place = Math.min(random.nextInt(population.size()), random.nextInt(population.size()));
    return population.get(place).candidate();
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    List<Member> all = new ArrayList<>(population);
    all.add(
        new Member(
            candidate,
            budget.standing(-outcome.utility(), budget.amounts(candidate.architecture()))));
    population =
        Ranking.order(all.stream().map(Member::standing).toList()).stream()
            .limit(size)
            .map(all::get)
            .toList();
  }
}
