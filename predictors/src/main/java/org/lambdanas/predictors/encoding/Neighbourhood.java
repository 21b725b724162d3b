package org.lambdanas.predictors.encoding;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * Which of listed architectures are near one another: those one change away, or, where the list is
 * a sample of its space and hardly any such are in it, the nearest by features. Safe for use by
 * several threads.
 */
public final class Neighbourhood {

  /** Neighbours that a member has where the list is a sample of its space. */
  public static final int NEAREST = 24;

  /** Members by which it is told whether it is one. */
  private static final int LOOKED_AT = 32;

  private final SearchSpace space;
  private final List<Architecture> members;
  private final ToIntFunction<Architecture> find;
  private final IntFunction<double[]> places;
  private @Nullable Boolean isSample;

  /**
   * The neighbourhood of listed members.
   *
   * @param find the number of a member, or of the duplicate of one; -1 if it is not listed
   * @param places where a member lies, by its number, as {@link GraphPlaces} has it
   */
  public Neighbourhood(
      SearchSpace space,
      List<Architecture> members,
      ToIntFunction<Architecture> find,
      IntFunction<double[]> places) {
    this.space = space;
    this.members = List.copyOf(members);
    this.find = find;
    this.places = places;
  }

  /** Numbers of members that are spread evenly over so many. */
  public static IntStream spread(int count, int size) {
    int places = Math.min(count, size);
    return IntStream.range(0, places).map(i -> (int) ((long) i * size / places));
  }

  /** Whether most of what is one change away from the members is not listed. */
  public synchronized boolean isSample() {
    if (isSample == null) {
      int[] changes = new int[2];
      spread(LOOKED_AT, members.size())
          .forEach(
              member -> {
                for (Architecture neighbour : space.neighbours(members.get(member))) {
                  changes[find.applyAsInt(neighbour) < 0 ? 0 : 1]++;
                }
              });
      isSample = changes[1] < changes[0];
    }
    return isSample;
  }

  /** Numbers of the members near one, without itself, each once. */
  public int[] of(int member) {
    return isSample() ? nearest(member, NEAREST) : oneChangeAway(member);
  }

  private int[] oneChangeAway(int member) {
    Set<Integer> found = new LinkedHashSet<>();
    for (Architecture neighbour : space.neighbours(members.get(member))) {
      int number = find.applyAsInt(neighbour);
      if (number >= 0 && number != member) {
        found.add(number);
      }
    }
    return found.stream().mapToInt(number -> number).toArray();
  }

  /**
   * Numbers of other members, the nearest by features first, of equally near ones the first.
   *
   * @param count how many; all others if there are fewer
   */
  public int[] nearest(int member, int count) {
    double[] own = places.apply(member);
    double[] distances = new double[members.size()];
    // The farthest of those that are kept stands first.
    Comparator<Integer> nearestFirst =
        Comparator.<Integer>comparingDouble(i -> distances[i]).thenComparing(i -> i);
    PriorityQueue<Integer> kept = new PriorityQueue<>(nearestFirst.reversed());
    for (int i = 0; i < distances.length; i++) {
      distances[i] = GraphPlaces.squaredDistance(own, places.apply(i));
      if (i == member) {
        continue;
      }
      if (kept.size() < count) {
        kept.add(i);
      } else if (distances[i] < distances[kept.element()]) {
        kept.remove();
        kept.add(i);
      }
    }
    return kept.stream().sorted(nearestFirst).mapToInt(i -> i).toArray();
  }
}
