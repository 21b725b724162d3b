package org.lambdanas.graph.train;

import org.lambdanas.graph.error.ConfigException;

/**
 * A learning rate that falls along half a cosine, constant within an epoch.
 *
 * @param initial rate of epoch 0, greater than 0
 * @param last rate approached at the end, 0 to {@code initial}
 * @param epochs number of epochs, at least 1
 */
public record CosineDecay(double initial, double last, int epochs) implements Decay {

  /** Checks the ranges. */
  public CosineDecay {
    checkRanges(initial, last, epochs);
  }

  /**
   * The rate of an epoch.
   *
   * @param epoch from 0
   * @return {@code last + (initial - last)(1 + cos(pi * epoch / epochs)) / 2}
   */
  @Override
  public double at(int epoch) {
    return last + (initial - last) * (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
  }

  /** What holds for every decay. */
  static void checkRanges(double initial, double last, int epochs) {
    if (!(initial > 0) || !(last >= 0) || last > initial || !Double.isFinite(initial)) {
      throw new ConfigException(
          "learning rate goes from " + initial + " to " + last + ": must fall and be positive");
    }
    if (epochs < 1) {
      throw new ConfigException("number of epochs is " + epochs + ": must be at least 1");
    }
  }
}
