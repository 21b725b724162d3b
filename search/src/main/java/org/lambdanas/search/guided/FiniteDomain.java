package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.encoding.Neighbourhood;
import org.lambdanas.proto.v1.Architecture;

/** Candidates that are listed. */
final class FiniteDomain extends Domain {

  /** Draws before those that are left are counted off. */
  private static final int MOST_DRAWS = 64;

  private final Map<Architecture, Candidate> byForm = new HashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private final Neighbourhood neighbourhood;

  /** Keeps one of each set of duplicates. */
  FiniteDomain(SearchSpace space, List<Architecture> members) {
    super(space);
    Map<Architecture, Integer> places = new HashMap<>();
    List<Architecture> kept = new ArrayList<>();
    for (Architecture member : members) {
      Architecture form = space.canonical(member);
      Integer place = places.putIfAbsent(form, kept.size());
      if (place == null) {
        kept.add(member);
      } else if (member.equals(form)) {
        kept.set(place, member);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      candidates.add(new Candidate(kept.get(i), i));
    }
    places.forEach((form, place) -> byForm.put(form, candidates.get(place)));
    neighbourhood =
        new Neighbourhood(
            space,
            kept,
            member -> find(member).map(Candidate::number).orElse(-1),
            place -> features(candidates.get(place)));
  }

  @Override
  public OptionalInt size() {
    return OptionalInt.of(candidates.size());
  }

  @Override
  public Candidate draw(RandomGenerator random) {
    return candidates.get(random.nextInt(candidates.size()));
  }

  @Override
  public Optional<Candidate> draw(RandomGenerator random, Predicate<Candidate> known) {
    for (int i = 0; i < MOST_DRAWS; i++) {
      Candidate drawn = draw(random);
      if (!known.test(drawn)) {
        return Optional.of(drawn);
      }
    }
    List<Candidate> left = candidates.stream().filter(known.negate()).toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(left.get(random.nextInt(left.size())));
  }

  @Override
  public Candidate mutate(Candidate candidate, RandomGenerator random) {
    List<Candidate> neighbours = neighbours(candidate);
    return neighbours.isEmpty()
        ? draw(random, candidate::equals).orElse(candidate)
        : neighbours.get(random.nextInt(neighbours.size()));
  }

  @Override
  List<Candidate> findNeighbours(Candidate candidate) {
    return Arrays.stream(neighbourhood.of(candidate.number())).mapToObj(candidates::get).toList();
  }

  @Override
  Optional<Candidate> find(Architecture architecture) {
    return Optional.ofNullable(byForm.get(space().canonical(architecture)));
  }

  @Override
  public Candidate candidate(Architecture architecture) {
    return find(architecture)
        .orElseThrow(
            () ->
                new DataException(
                    "architecture %s is not among the %d that are searched"
                        .formatted(space().format(architecture), candidates.size())));
  }

  @Override
  List<Candidate> spread(int count) {
    return Neighbourhood.spread(count, candidates.size()).mapToObj(candidates::get).toList();
  }
}
