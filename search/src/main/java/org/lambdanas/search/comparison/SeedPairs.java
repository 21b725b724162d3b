package org.lambdanas.search.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.TrialScore;

/** Methods two by two, and what both of them have done with the same seed. */
final class SeedPairs {

  private SeedPairs() {}

  /** What two methods have done with a seed. */
  record Both<T>(T first, T second) {}

  /** Each two, in order. */
  static <T, R> List<R> eachTwo(List<T> all, BiFunction<T, T, R> pair) {
    List<R> pairs = new ArrayList<>();
    for (int first = 0; first < all.size(); first++) {
      for (int second = first + 1; second < all.size(); second++) {
        pairs.add(pair.apply(all.get(first), all.get(second)));
      }
    }
    return pairs;
  }

  /** Of the seeds that both have, in the order of the first. */
  static <T> List<Both<T>> bySeed(List<T> first, List<T> second, ToLongFunction<T> seed) {
    return first.stream().flatMap(one -> with(one, second, seed)).toList();
  }

  private static <T> Stream<Both<T>> with(T one, List<T> others, ToLongFunction<T> seed) {
    return others.stream()
        .filter(other -> seed.applyAsLong(other) == seed.applyAsLong(one))
        .map(other -> new Both<>(one, other));
  }

  /** The one that the interval of the first one's lead leaves ahead; empty if it has 0 in it. */
  static String better(String first, String second, TrialScore lead) {
    return lead.getLow() > 0 ? first : lead.getHigh() < 0 ? second : "";
  }

  /**
   * What is known of two methods, in words.
   *
   * @param better the better one; empty if they cannot be told apart
   * @param lead of the first, in points, over at least one seed
   */
  static String words(String first, String second, String better, TrialScore lead) {
    String verdict =
        better.isEmpty()
            ? first + " and " + second + " are not distinguishable"
            : first + (better.equals(first) ? " is better than " : " is worse than ") + second;
    return lead.getTrials() == 1
        ? String.format(Locale.ROOT, "%s: %+.1f points with the one seed", verdict, lead.getMean())
        : String.format(
            Locale.ROOT,
            "%s over %d seeds: %+.1f points [%+.1f, %+.1f]",
            verdict,
            lead.getTrials(),
            lead.getMean(),
            lead.getLow(),
            lead.getHigh());
  }
}
