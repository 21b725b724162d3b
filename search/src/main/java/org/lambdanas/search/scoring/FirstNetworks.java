package org.lambdanas.search.scoring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * Foresees by the first networks of a list what the others take, by a line through their seconds
 * over their multiply-accumulates. Networks that stand together cost alike, so these come from all
 * over the list.
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
  private final List<Measured> measured = new ArrayList<>();
  private double workLeft;
  private boolean foreseen;

  private record Measured(double work, double seconds) {}

  /**
   * None yet.
   *
   * @param work multiply-accumulates of an image in each network to be scored
   * @param threads networks at a time
   */
  FirstNetworks(Collection<Long> work, int threads) {
    this.open = work.size();
    this.threads = threads;
    this.workLeft = work.stream().mapToDouble(Long::doubleValue).sum();
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
   * @param work its multiply-accumulates
   * @param took seconds
   * @param elapsed seconds since the first network began
   * @return seconds that the others take, once enough is known to say so
   */
  OptionalDouble scored(long work, double took, double elapsed) {
    measured.add(new Measured(work, took));
    workLeft -= work;
    int done = measured.size();
    int enough = threads + Math.max(LEAST, Math.min(MOST, open / (4 * SHARE)));
    if (foreseen
        || done >= open
        || done < enough
        || (elapsed < WARM_SECONDS && done < open / SHARE)) {
      return OptionalDouble.empty();
    }
    foreseen = true;
    int left = open - done;
    return OptionalDouble.of(seconds(workLeft / left) * left / threads);
  }

  /**
   * Of a network of so much work, by the later ones: the earlier took longer than what is to come.
   */
  private double seconds(double work) {
    List<Measured> later = measured.subList(measured.size() / 2, measured.size());
    SimpleRegression line = new SimpleRegression();
    later.forEach(one -> line.addData(one.work(), one.seconds()));
    double mean = later.stream().mapToDouble(Measured::seconds).average().orElseThrow();
    // More work takes no less time; of networks that are all alike there is no slope.
    return line.getSlope() > 0 ? Math.max(0, line.predict(work)) : mean;
  }
}
