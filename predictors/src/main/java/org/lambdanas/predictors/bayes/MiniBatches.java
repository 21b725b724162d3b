package org.lambdanas.predictors.bayes;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;

/**
 * Shuffled batches without end. In each epoch every row comes once; the sizes of batches differ by
 * one at most, so none is a small rest with a noisy gradient.
 */
final class MiniBatches {

  private final Seed seed;
  private final int batches;
  private final int[] order;
  private long epoch;
  private int next;

  /** Batches of so many rows, of all if there are fewer. */
  MiniBatches(int rows, int size, Seed seed) {
    this.seed = seed;
    this.batches = Math.max(1, rows / size);
    this.order = IntStream.range(0, rows).toArray();
  }

  /** Number of batches in which every row comes once. */
  int perEpoch() {
    return batches;
  }

  /** The rows of the next batch. */
  int[] next() {
    if (next == 0) {
      shuffle();
    }
    int from = (int) ((long) order.length * next / batches);
    int to = (int) ((long) order.length * (next + 1) / batches);
    next = (next + 1) % batches;
    return Arrays.copyOfRange(order, from, to);
  }

  private void shuffle() {
    RandomGenerator random = seed.child(epoch++).random();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }
}
