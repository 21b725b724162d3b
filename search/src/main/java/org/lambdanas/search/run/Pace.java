package org.lambdanas.search.run;

import java.util.List;

/**
 * How fast a run goes on the machine that it is on, as a rehearsal of its parts told.
 *
 * @param preparationSeconds that were needed before and are not needed again in this process: of
 *     building, and by how much the first of each part took longer than those after it
 * @param parts what the run does until its end
 */
public record Pace(double preparationSeconds, List<Part> parts) {

  /** The name of what is done to judge an epoch. */
  public static final String JUDGING = "judging";

  /**
   * What a run does again and again.
   *
   * @param name in words
   * @param left how often until its end; not whole where it is not done after each epoch
   * @param seconds that one takes
   */
  public record Part(String name, double left, double seconds) {

    /** Seconds until the run's end. */
    public double secondsLeft() {
      return left * seconds;
    }
  }

  /** Seconds from now to the end of the run. */
  public double secondsLeft() {
    return parts.stream().mapToDouble(Part::secondsLeft).sum();
  }

  /** Seconds of a whole run, of which this is the beginning. */
  public double wholeSeconds() {
    return preparationSeconds + secondsLeft();
  }

  /** Share of the time to come that a part takes; 0 if the run has no such part. */
  public double share(String name) {
    return parts.stream()
            .filter(part -> part.name().equals(name))
            .mapToDouble(Part::secondsLeft)
            .sum()
        / Math.max(Double.MIN_NORMAL, secondsLeft());
  }
}
