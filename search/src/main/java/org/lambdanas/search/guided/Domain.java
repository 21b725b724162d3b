package org.lambdanas.search.guided;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.GraphPlaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Limit;

/**
 * What a search may propose: a search space, or the architectures of a table that have a metric.
 * Duplicates up to {@link SearchSpace#canonical} are one candidate: the form without operations
 * that lead nowhere, which costs no more, where it is there and keeps what limits can be told
 * beforehand. A table may know a better or a cheaper duplicate, by chance. What it works out about
 * candidates it keeps, so searches of one domain share it. Safe for use by several threads.
 */
public abstract sealed class Domain permits FiniteDomain, OpenDomain {

  /** Spaces that number so many architectures are looked at as a whole. */
  private static final long MOST_MEMBERS = 200_000;

  /** How many candidates settle the scale of features. */
  private static final int SCALED_BY = 2000;

  private final SearchSpace space;
  private final GraphPlaces places;

  Domain(SearchSpace space) {
    this.space = space;
    this.places =
        new GraphPlaces(
            space, () -> spread(SCALED_BY).stream().map(Candidate::architecture).toList());
  }

  /** A whole space. Drawn as {@link SearchSpace#sample} draws, unless its members are numbered. */
  public static Domain of(SearchSpace space) {
    return of(space, Budget.NONE);
  }

  /**
   * The part of a space that may keep the limits of a budget, as far as that can be told before an
   * evaluation.
   *
   * @throws ConfigException if there is none
   */
  public static Domain of(SearchSpace space, Budget budget) {
    return space.enumeration().filter(members -> members.size() <= MOST_MEMBERS).isPresent()
        ? finite(space, space.members(), budget)
        : new OpenDomain(space, budget);
  }

  /**
   * Listed architectures, as far as they may keep the limits of a budget.
   *
   * @param listed valid members of the space, at least one
   * @throws ConfigException if none may
   */
  public static Domain of(SearchSpace space, List<Architecture> listed, Budget budget) {
    return finite(space, listed, budget);
  }

  private static Domain finite(SearchSpace space, List<Architecture> members, Budget budget) {
    List<Architecture> allowed = members.stream().filter(budget::mayBeFeasible).toList();
    if (allowed.isEmpty()) {
      throw tooTight(budget);
    }
    return new FiniteDomain(space, allowed);
  }

  /** Nothing keeps the limits. */
  static ConfigException tooTight(Budget budget) {
    return new ConfigException(
        "--limit: no architecture was found that keeps %s"
            .formatted(
                budget.limits().stream().map(Limit::toString).collect(Collectors.joining(", "))));
  }

  /**
   * The architectures of a table that have a metric. Of duplicates it has the one that is written
   * in canonical form, or else the first.
   *
   * @throws ConfigException if the table has no such metric, or this program does not know its
   *     space
   * @throws DataException if no architecture has it
   */
  public static Domain of(BenchmarkTableFile table, String metric) {
    return of(table, metric, Budget.NONE);
  }

  /** The same, of those that may keep the limits of a budget. */
  public static Domain of(BenchmarkTableFile table, String metric, Budget budget) {
    return of(table, metric, budget, List.of());
  }

  /**
   * The same, of those that are listed, or are duplicates of one that is.
   *
   * @param listed empty: all
   */
  public static Domain of(
      BenchmarkTableFile table, String metric, Budget budget, List<Architecture> listed) {
    SearchSpace space = SearchSpaces.byId(table.header().getSpace());
    Set<Architecture> forms =
        listed.stream().map(space::canonical).collect(Collectors.toUnmodifiableSet());
    float[] column = table.column(metric);
    List<Architecture> members =
        IntStream.range(0, column.length)
            .filter(row -> Float.isFinite(column[row]))
            .mapToObj(table::architecture)
            .filter(member -> forms.isEmpty() || forms.contains(space.canonical(member)))
            .toList();
    if (members.isEmpty()) {
      throw new DataException(
          "table %s has no architecture with metric '%s'%s"
              .formatted(
                  Excerpt.of(table.name()),
                  Excerpt.of(metric),
                  forms.isEmpty() ? "" : " among those that may be proposed (--from)"));
    }
    return finite(space, members, budget);
  }

  /** The space of all architectures. */
  public final SearchSpace space() {
    return space;
  }

  /** How many candidates there are, where that is known. */
  public abstract OptionalInt size();

  /** Draws a candidate. Each is as likely as the others where their number is known. */
  public abstract Candidate draw(RandomGenerator random);

  /**
   * Draws one of those that are not known yet.
   *
   * @return empty if there is none left; in a domain without a known size, if many draws in a row
   *     gave known ones only
   */
  public abstract Optional<Candidate> draw(RandomGenerator random, Predicate<Candidate> known);

  /**
   * Those one change away, without itself, each once. Where a table holds only few of them, as it
   * is a sample of its space, they are its nearest by features instead.
   */
  public final List<Candidate> neighbours(Candidate candidate) {
    List<Candidate> neighbours = candidate.neighbours();
    if (neighbours == null) {
      neighbours = findNeighbours(candidate);
      candidate.setNeighbours(neighbours);
    }
    return neighbours;
  }

  abstract List<Candidate> findNeighbours(Candidate candidate);

  /** Changes a candidate a little; gives another one, unless there is none. */
  public abstract Candidate mutate(Candidate candidate, RandomGenerator random);

  /**
   * Joins two candidates place by place; empty if the space has no such thing, or the child is not
   * in this domain, or is one of the two.
   */
  public final Optional<Candidate> cross(
      Candidate first, Candidate second, RandomGenerator random) {
    return space
        .cross(first.architecture(), second.architecture(), random)
        .flatMap(this::find)
        .filter(child -> !child.equals(first) && !child.equals(second));
  }

  /** The candidate that an architecture is, or is a duplicate of; empty if it is not here. */
  abstract Optional<Candidate> find(Architecture architecture);

  /**
   * The candidate that an architecture is, or is a duplicate of.
   *
   * @throws DataException if it is not in this domain
   */
  public abstract Candidate candidate(Architecture architecture);

  /** Some candidates that show how features spread: always the same. */
  abstract List<Candidate> spread(int count);

  /**
   * What distances are measured by: features of the live graph where the space has them, else its
   * first encoding as a vector, each with unit deviation over the domain. Not to be changed.
   *
   * @throws ConfigException if the space has no such encoding
   */
  public final double[] features(Candidate candidate) {
    double[] known = candidate.features();
    if (known != null) {
      return known;
    }
    double[] features = places.of(candidate.architecture());
    candidate.setFeatures(features);
    return features;
  }
}
