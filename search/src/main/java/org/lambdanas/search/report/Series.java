package org.lambdanas.search.report;

import java.util.List;

/**
 * A line of a plot.
 *
 * @param name as the legend has it; empty: not in the legend
 * @param colour number of its colour, from 0
 * @param thin whether it stands back, like one of many seeds
 * @param values one for each epoch, from the first; one that is not finite leaves a gap
 */
public record Series(String name, int colour, boolean thin, List<Double> values) {

  /** Copies the values. */
  public Series {
    values = List.copyOf(values);
  }

  /**
   * A line that stands out.
   *
   * @param name as the legend has it
   * @param colour number of its colour, from 0
   * @param values one for each epoch
   * @return the line
   */
  public static Series of(String name, int colour, List<Double> values) {
    return new Series(name, colour, false, values);
  }
}
