package org.lambdanas.search.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Does what a run is to do again and again a few times, and takes the time. */
final class Rehearsal {

  /** A part is done for a share of its times to come at most, the first not counted. */
  private static final int SHARE = 20;

  /** So many times are enough once they have taken {@link #ENOUGH_SECONDS}. */
  private static final int ENOUGH = 5;

  private static final double ENOUGH_SECONDS = 2;

  private Rehearsal() {}

  /**
   * A part of a run.
   *
   * @param name in words
   * @param left how often it is to be done
   * @param once does it one time
   */
  record Repeated(String name, double left, Runnable once) {}

  /**
   * Measures.
   *
   * @param before seconds of preparing that have gone by
   * @param stopRequested asked before each time; true ends it
   * @return empty if it was ended
   */
  static Optional<Pace> of(List<Repeated> parts, double before, BooleanSupplier stopRequested) {
    List<Pace.Part> measured = new ArrayList<>();
    double preparation = before;
    for (Repeated part : parts) {
      if (stopRequested.getAsBoolean()) {
        return Optional.empty();
      }
      double first = seconds(part);
      List<Double> later = new ArrayList<>();
      double most = Math.max(1, part.left() / SHARE);
      double spent = 0;
      while (later.size() < most && (later.size() < ENOUGH || spent < ENOUGH_SECONDS)) {
        if (stopRequested.getAsBoolean()) {
          return Optional.empty();
        }
        double seconds = seconds(part);
        later.add(seconds);
        spent += seconds;
      }
      double usual = usual(later);
      measured.add(new Pace.Part(part.name(), part.left(), usual));
      preparation += Math.max(0, first - usual);
    }
    return Optional.of(new Pace(preparation, List.copyOf(measured)));
  }

  /** In the first seconds Java's compiler works beside: the later half tells more. */
  private static double usual(List<Double> seconds) {
    List<Double> half = seconds.stream().skip(seconds.size() / 2).sorted().toList();
    return half.get((half.size() - 1) / 2);
  }

  private static double seconds(Repeated part) {
    long start = System.nanoTime();
    part.once().run();
    return (System.nanoTime() - start) / 1e9;
  }
}
