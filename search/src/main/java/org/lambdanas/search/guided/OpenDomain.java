package org.lambdanas.search.guided;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.search.budget.Budget;

/** The canonical architectures of a space that is too large to be listed. */
final class OpenDomain extends Domain {

  private static final int MOST_DRAWS = 10_000;
  private static final int MOST_MUTATIONS = 1000;

  /** Draws of which one should keep the limits; else what is drawn is brought within them. */
  private static final int FREE_DRAWS = 100;

  private final Budget budget;

  OpenDomain(SearchSpace space, Budget budget) {
    super(space);
    this.budget = budget;
  }

  @Override
  public OptionalInt size() {
    return OptionalInt.empty();
  }

  @Override
  public Candidate draw(RandomGenerator random) {
    Candidate nearest = candidate(space().sample(random));
    double violation = violation(nearest);
    for (int i = 1; i < FREE_DRAWS && violation > 0; i++) {
      nearest = candidate(space().sample(random));
      violation = violation(nearest);
    }
    for (int i = 0; violation > 0; i++) {
      Candidate changed = candidate(space().mutate(nearest.architecture(), random));
      double less = violation(changed);
      if (less < violation) {
        nearest = changed;
        violation = less;
      }
      if (i == MOST_DRAWS) {
        throw tooTight(budget);
      }
    }
    return nearest;
  }

  private double violation(Candidate candidate) {
    return budget.foreseenViolation(candidate.architecture());
  }

  @Override
  public Optional<Candidate> draw(RandomGenerator random, Predicate<Candidate> known) {
    return Stream.generate(() -> draw(random)).limit(MOST_DRAWS).filter(known.negate()).findFirst();
  }

  @Override
  public Candidate mutate(Candidate candidate, RandomGenerator random) {
    return Stream.generate(() -> candidate(space().mutate(candidate.architecture(), random)))
        .limit(MOST_MUTATIONS)
        .filter(child -> !child.equals(candidate) && violation(child) == 0)
        .findFirst()
        .orElse(candidate);
  }

  @Override
  List<Candidate> findNeighbours(Candidate candidate) {
    return space().neighbours(candidate.architecture()).stream()
        .map(this::candidate)
        .distinct()
        .filter(neighbour -> !neighbour.equals(candidate) && violation(neighbour) == 0)
        .toList();
  }

  @Override
  Optional<Candidate> find(Architecture architecture) {
    return Optional.of(candidate(architecture)).filter(found -> violation(found) == 0);
  }

  @Override
  public Candidate candidate(Architecture architecture) {
    return new Candidate(space().canonical(architecture), -1);
  }

  @Override
  List<Candidate> spread(int count) {
    RandomGenerator random = new Seed(0).child("spread").random();
    return Stream.generate(() -> draw(random)).limit(count).toList();
  }
}
