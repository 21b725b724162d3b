package org.lambdanas.search.measure;

import java.util.List;

/**
 * Wall-clock times of the same work, done several times.
 *
 * @param seconds each time, in the order in which they were measured; at least one
 */
public record Timings(List<Double> seconds) {

  /** Copies. */
  public Timings {
    seconds = List.copyOf(seconds);
    if (seconds.isEmpty()) {
      throw new IllegalArgumentException("nothing was timed");
    }
  }

  /**
   * The shortest time.
   *
   * @return seconds
   */
  public double min() {
    return sorted(0);
  }

  /**
   * The time in the middle; between the two in the middle if their number is even.
   *
   * @return seconds
   */
  public double median() {
    int size = seconds.size();
    return (sorted((size - 1) / 2) + sorted(size / 2)) / 2;
  }

  /**
   * The longest time.
   *
   * @return seconds
   */
  public double max() {
    return sorted(seconds.size() - 1);
  }

  /** The time that a share of them do not exceed, by the nearest rank. */
  double quantile(double share) {
    return sorted(Math.max(0, (int) Math.ceil(share * seconds.size()) - 1));
  }

  private double sorted(int index) {
    return seconds.stream().sorted().toList().get(index);
  }
}
