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

/** The canonical architectures of a space that is too large to be listed. */
final class OpenDomain extends Domain {

  private static final int MOST_DRAWS = 10_000;
  private static final int MOST_MUTATIONS = 1000;

  OpenDomain(SearchSpace space) {
    super(space);
  }

  @Override
  public OptionalInt size() {
    return OptionalInt.empty();
  }

  @Override
  public Candidate draw(RandomGenerator random) {
    return candidate(space().sample(random));
  }

  @Override
  public Optional<Candidate> draw(RandomGenerator random, Predicate<Candidate> known) {
    return Stream.generate(() -> draw(random)).limit(MOST_DRAWS).filter(known.negate()).findFirst();
  }

  @Override
  public Candidate mutate(Candidate candidate, RandomGenerator random) {
    return Stream.generate(() -> candidate(space().mutate(candidate.architecture(), random)))
        .limit(MOST_MUTATIONS)
        .filter(child -> !child.equals(candidate))
        .findFirst()
        .orElse(candidate);
  }

  @Override
  List<Candidate> findNeighbours(Candidate candidate) {
    return space().neighbours(candidate.architecture()).stream()
        .map(this::candidate)
        .distinct()
        .filter(neighbour -> !neighbour.equals(candidate))
        .toList();
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
