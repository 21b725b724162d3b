package org.lambdanas.search.scoring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Foresees by the first networks of a list what the others take. Networks that stand together cost
 * alike, so these come from all over the list.
 */
final class FirstNetworks {

  /** In this many seconds Java has compiled what takes longest, and scores come as they will. */
  private static final double WARM_SECONDS = 10;

  /** Where all take little longer than that, this share of the list is enough. */
  private static final int SHARE = 4;

  /** Beside those that begin at once, at least and at most so many are waited for. */
  private static final int LEAST = 4;

  private static final int MOST = 12;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final int open;
  private final int threads;
  private final List<Double> seconds = new ArrayList<>();
  private boolean foreseen;

  /**
   * None yet.
   *
   * @param open networks to be scored
   * @param threads networks at a time
   */
  FirstNetworks(int open, int threads) {
    this.open = open;
    this.threads = threads;
  }

  /** A list in an order in which any part of it is from all over. */
  static <T> List<T> spread(List<T> list) {
    int size = list.size();
    int step = Math.max(1, (int) (GOLDEN * size));
    while (BigInteger.valueOf(step).gcd(BigInteger.valueOf(size)).intValue() > 1) {
      step++;
    }
    long each = step;
    return IntStream.range(0, size).mapToObj(i -> list.get((int) (i * each % size))).toList();
  }

  /**
   * A network is scored.
   *
   * @param took seconds
   * @param elapsed seconds since the first network began
   * @return seconds that the others take, once enough is known to say so
   */
  OptionalDouble scored(double took, double elapsed) {
    seconds.add(took);
    int done = seconds.size();
    int enough = threads + Math.max(LEAST, Math.min(MOST, open / (4 * SHARE)));
    if (foreseen
        || done >= open
        || done < enough
        || (elapsed < WARM_SECONDS && done < open / SHARE)) {
      return OptionalDouble.empty();
    }
    foreseen = true;
    // The earlier ones took longer than what is to come.
    double each =
        seconds.subList(done / 2, done).stream().mapToDouble(one -> one).average().orElseThrow();
    return OptionalDouble.of(each * (open - done) / threads);
  }
}
