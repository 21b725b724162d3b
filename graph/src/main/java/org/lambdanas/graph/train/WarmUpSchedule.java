package org.lambdanas.graph.train;

import org.lambdanas.graph.error.ConfigException;

/**
 * A learning rate that rises linearly for some epochs and falls in the rest.
 *
 * @param warmUpEpochs epochs that rise, at least 0
 * @param decay the rest
 */
public record WarmUpSchedule(int warmUpEpochs, Decay decay) {

  /** Makes the falling part of a schedule from its first and last rate and its epochs. */
  @FunctionalInterface
  public interface Fall {

    /** The part, which may refuse its numbers. */
    Decay of(double initial, double last, int epochs);
  }

  /** Checks the range. */
  public WarmUpSchedule {
    if (warmUpEpochs < 0) {
      throw new ConfigException(
          "number of warm-up epochs is " + warmUpEpochs + ": must be at least 0");
    }
  }

  /**
   * The schedule of a whole training.
   *
   * @param fall form of the falling part
   * @param initial rate at which it starts, greater than 0
   * @param last rate approached at the end, 0 to {@code initial}
   * @param epochs all epochs
   * @param warmUpEpochs those that rise, fewer than {@code epochs}
   * @throws ConfigException if a number is out of range
   */
  public static WarmUpSchedule of(
      Fall fall, double initial, double last, int epochs, int warmUpEpochs) {
    if (warmUpEpochs >= epochs) {
      throw new ConfigException(
          "number of warm-up epochs is " + warmUpEpochs + ": must be below the epochs, " + epochs);
    }
    return new WarmUpSchedule(warmUpEpochs, fall.of(initial, last, epochs - warmUpEpochs));
  }

  /**
   * The rate of an epoch.
   *
   * @param epoch from 0
   * @return {@code initial * (epoch + 1) / warmUpEpochs} while it rises, then the decay from its
   *     start
   */
  public double at(int epoch) {
    return epoch < warmUpEpochs
        ? decay.initial() * (epoch + 1) / warmUpEpochs
        : decay.at(epoch - warmUpEpochs);
  }
}
