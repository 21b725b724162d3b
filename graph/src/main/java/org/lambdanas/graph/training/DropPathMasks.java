package org.lambdanas.graph.training;

import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;

/**
 * Which operations' outputs are dropped for which images: each is kept with a probability of its
 * own and then divided by it, so that the expectation stays.
 */
final class DropPathMasks {

  private DropPathMasks() {}

  /**
   * The factors of one step, a function of seed and step alone.
   *
   * @param seed of the run's drop path
   * @param globalStep steps since the start of training
   * @param drop probability of dropping, 0 to 1 (exclusive)
   * @param paths number of outputs that can be dropped
   * @param images images of the batch
   * @return 0 or {@code 1 / (1 - drop)}, {@code [paths, images]}, flat
   */
  static double[] of(Seed seed, long globalStep, double drop, int paths, int images) {
    SplittableRandom random = seed.child(globalStep).random();
    double kept = 1 / (1 - drop);
    return random
        .doubles((long) paths * images)
        .map(uniform -> uniform < drop ? 0 : kept)
        .toArray();
  }
}
