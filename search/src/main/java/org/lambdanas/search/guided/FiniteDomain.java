package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/** Candidates that are listed. */
final class FiniteDomain extends Domain {

  /** Neighbours that a candidate has where the domain is a sample of its space. */
  private static final int NEAREST = 24;

  /** Candidates by which it is told whether it is one. */
  private static final int LOOKED_AT = 32;

  /** Draws before those that are left are counted off. */
  private static final int MOST_DRAWS = 64;

  private final Map<Architecture, Candidate> byForm = new HashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private @Nullable Boolean isSample;

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
    return isSample() ? nearest(candidate) : oneChangeAway(candidate);
  }

  private List<Candidate> oneChangeAway(Candidate candidate) {
    Set<Candidate> found = new LinkedHashSet<>();
    for (Architecture neighbour : space().neighbours(candidate.architecture())) {
      Candidate member = byForm.get(space().canonical(neighbour));
      if (member != null && !member.equals(candidate)) {
        found.add(member);
      }
    }
    return List.copyOf(found);
  }

  private List<Candidate> nearest(Candidate candidate) {
    double[] own = features(candidate);
    double[] distances = new double[candidates.size()];
    for (int i = 0; i < distances.length; i++) {
      double[] other = features(candidates.get(i));
      for (int k = 0; k < own.length; k++) {
        distances[i] += (own[k] - other[k]) * (own[k] - other[k]);
      }
    }
    return IntStream.range(0, distances.length)
        .filter(i -> i != candidate.number())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distances[i]))
        .limit(NEAREST)
        .map(candidates::get)
        .toList();
  }

  /** Whether most of what is one change away from its candidates is not there. */
  private synchronized boolean isSample() {
    if (isSample == null) {
      long changes = 0;
      long there = 0;
      for (Candidate candidate : spread(LOOKED_AT)) {
        for (Architecture neighbour : space().neighbours(candidate.architecture())) {
          changes++;
          there += byForm.containsKey(space().canonical(neighbour)) ? 1 : 0;
        }
      }
      isSample = 2 * there < changes;
    }
    return isSample;
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
    int size = candidates.size();
    int[] places = new int[Math.min(count, size)];
    Arrays.setAll(places, i -> (int) ((long) i * size / places.length));
    return Arrays.stream(places).mapToObj(candidates::get).toList();
  }
}
