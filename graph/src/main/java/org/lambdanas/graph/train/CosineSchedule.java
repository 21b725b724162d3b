package org.lambdanas.graph.train;

import org.lambdanas.graph.error.ConfigException;

/**
 * A learning rate that falls along half a cosine, constant within an epoch.
 *
 * @param initial rate of epoch 0, greater than 0
 * @param last rate approached at the end, 0 to {@code initial}
 * @param epochs number of epochs, at least 1
 */
public record CosineSchedule(double initial, double last, int epochs) {

  /** Checks the ranges. */
  public CosineSchedule {
    if (!(initial > 0) || !(last >= 0) || last > initial || !Double.isFinite(initial)) {
      throw new ConfigException(
          "learning rate goes from " + initial + " to " + last + ": must fall and be positive");
    }
    if (epochs < 1) {
      throw new ConfigException("number of epochs is " + epochs + ": must be at least 1");
    }
  }

  /**
   * The rate of an epoch.
   *
   * @param epoch from 0
   * @return {@code last + (initial - last)(1 + cos(pi * epoch / epochs)) / 2}
   */
  public double at(int epoch) {
    return last + (initial - last) * (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
  }
}
