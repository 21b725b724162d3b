package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.encoding.GraphPlaces;
import org.lambdanas.predictors.encoding.Neighbourhood;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EvaluationConfig;

/**
 * Draws that are what a search meets late in its course (White et al., section 5): of ten
 * architectures the best five, and mutations of these, one to three in a row, are tested; mutations
 * of those that are tested are trained on.
 *
 * <p>A table may be a sample of its space, so that mutations are hardly ever in it: a mutation is
 * one of the nearest rows by features then, in the end of those that are not drawn yet. Immutable
 * but for what it has worked out; safe for use by several threads.
 */
final class MutatedDraws {

  private static final int FIRST = 10;
  private static final int BEST = 5;
  private static final int MOST_IN_A_ROW = 3;

  /** Mutations in a row that lead to nothing new before it is said that there are no more. */
  private static final int MOST_TRIES = 50_000;

  /** Members that show how features spread. */
  private static final int SCALED_BY = 2000;

  private final EvaluatedTable table;
  private final EvaluationConfig config;

  /** Rows that may be drawn, one of those that count as the same. */
  private final int[] rows;

  private final List<Architecture> members = new ArrayList<>();
  private final Map<Architecture, Integer> numbers = new HashMap<>();
  private final Neighbourhood neighbourhood;

  /**
   * Draws from some rows.
   *
   * @param eligible rows that have what is needed; of those that count as the same the one that is
   *     written in canonical form is drawn, or else the first
   */
  MutatedDraws(EvaluatedTable table, EvaluationConfig config, int[] eligible) {
    this.table = table;
    this.config = config;
    List<Integer> kept = new ArrayList<>();
    for (int row : eligible) {
      Architecture architecture = table.architecture(row);
      Architecture identity = Draws.identity(table, config, architecture);
      Integer number = numbers.putIfAbsent(identity, kept.size());
      if (number == null) {
        kept.add(row);
        members.add(architecture);
      } else if (architecture.equals(identity)) {
        kept.set(number, row);
        members.set(number, architecture);
      }
    }
    this.rows = kept.stream().mapToInt(row -> row).toArray();
    GraphPlaces places =
        new GraphPlaces(
            table.space(),
            () -> Neighbourhood.spread(SCALED_BY, members.size()).mapToObj(members::get).toList());
    Map<Integer, double[]> known = new ConcurrentHashMap<>();
    IntFunction<double[]> place =
        member -> known.computeIfAbsent(member, m -> places.of(members.get(m)));
    this.neighbourhood = new Neighbourhood(table.space(), members, this::number, place);
  }

  private int number(Architecture architecture) {
    return numbers.getOrDefault(Draws.identity(table, config, architecture), -1);
  }

  Draws.Draw of(RandomGenerator random) {
    int trained = Draws.mostTrained(config);
    if (rows.length < Math.max(FIRST, config.getTestSize() + trained)) {
      throw Draws.tooFew(config, rows.length);
    }
    OneDraw draw = new OneDraw(random);
    int[] best = best(random);
    int[] test = new int[config.getTestSize()];
    for (int i = 0; i < test.length; i++) {
      test[i] = i < BEST ? draw.take(best[i]) : draw.mutated(best, MOST_IN_A_ROW);
    }
    int[] pool = new int[trained];
    for (int i = 0; i < trained; i++) {
      pool[i] = draw.mutated(test, 1);
    }
    return new Draws.Draw(rows(test), rows(pool));
  }

  private int[] rows(int[] drawn) {
    return Arrays.stream(drawn).map(member -> rows[member]).toArray();
  }

  /** The best of some that are drawn uniformly, best first. */
  private int[] best(RandomGenerator random) {
    return Arrays.stream(RandomIndices.shuffled(rows.length, random))
        .limit(FIRST)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer member) -> table.target(rows[member])).reversed())
        .limit(BEST)
        .mapToInt(member -> member)
        .toArray();
  }

  /** What one trial has drawn so far. */
  private final class OneDraw {

    private final RandomGenerator random;
    private final BitSet drawn = new BitSet();

    /** As many of the nearest members as were wanted of a member so far. */
    private final Map<Integer, int[]> nearest = new HashMap<>();

    OneDraw(RandomGenerator random) {
      this.random = random;
    }

    int take(int member) {
      drawn.set(member);
      return member;
    }

    /** Takes a new one by mutations in a row of a random one of some members. */
    int mutated(int[] parents, int mostInARow) {
      for (int i = 0; i < MOST_TRIES; i++) {
        int member = parents[random.nextInt(parents.length)];
        for (int left = 1 + random.nextInt(mostInARow); left > 0 && member >= 0; left--) {
          member = neighbourhood.isSample() ? near(member, left == 1) : changed(member);
        }
        if (member >= 0 && !drawn.get(member)) {
          return take(member);
        }
      }
      throw new ConfigException(
          ("table %s: mutations lead to %s architectures only: too few for a test set of %s and a "
                  + "training set of %s: take smaller ones, or --test-set uniform")
              .formatted(
                  config.getTable(),
                  drawn.cardinality(),
                  config.getTestSize(),
                  Draws.mostTrained(config)));
    }

    /** A mutation of the space's own; -1 if the table does not have it. */
    private int changed(int member) {
      return number(table.space().mutate(members.get(member), random));
    }

    /** One of the nearest; if it is to be new, of those that are not drawn; -1 if there is none. */
    private int near(int member, boolean isNew) {
      int[] known =
          nearest.computeIfAbsent(member, m -> neighbourhood.nearest(m, Neighbourhood.NEAREST));
      if (!isNew) {
        return known[random.nextInt(Math.min(Neighbourhood.NEAREST, known.length))];
      }
      int wanted = known.length;
      int[] free = free(known);
      while (free.length < Neighbourhood.NEAREST && wanted < rows.length) {
        wanted = Math.min(rows.length, 2 * wanted + drawn.cardinality() / 4);
        nearest.put(member, neighbourhood.nearest(member, wanted));
        free = free(nearest.get(member));
      }
      return free.length == 0 ? -1 : free[random.nextInt(free.length)];
    }

    private int[] free(int[] members) {
      return IntStream.of(members)
          .filter(member -> !drawn.get(member))
          .limit(Neighbourhood.NEAREST)
          .toArray();
    }
  }
}
