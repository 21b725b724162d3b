package org.lambdanas.predictors.numeric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Random orders and choices of the numbers from 0 to below another. */
public final class RandomIndices {

  private RandomIndices() {}

  /** 0 to n - 1 in a random order: Fisher and Yates' shuffle, from the inside out. */
  public static int[] shuffled(int n, RandomGenerator random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Some of 0 to n - 1, without replacement, in ascending order, so that what is summed over them
   * does not depend on the order in which they are drawn. Draws once for each, but not at all if
   * all are chosen.
   */
  public static int[] sample(int n, int count, RandomGenerator random) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    if (count == n) {
      return order;
    }
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(n - i);
      int chosen = order[j];
      order[j] = order[i];
      order[i] = chosen;
    }
    int[] sample = Arrays.copyOf(order, count);
    Arrays.sort(sample);
    return sample;
  }
}
