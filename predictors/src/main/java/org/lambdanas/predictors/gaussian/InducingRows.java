package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;

/**
 * Chooses training rows that stand for all of them, far apart: the seeding of k-means++ (Arthur and
 * Vassilvitskii, 2007). No row is chosen twice, nor two equal rows.
 */
final class InducingRows {

  private InducingRows() {}

  /**
   * Chooses at most so many rows, all distinct ones if there are no more: their positions,
   * ascending.
   */
  static int[] choose(SparseRows rows, int most, RandomGenerator random) {
    int n = rows.size();
    double[] nearest = new double[n];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    double[] norms = Distances.norms(rows);
    double[] scratch = new double[rows.features()];
    int[] chosen = new int[Math.min(n, most)];
    int count = 0;
    int next = random.nextInt(n);
    while (next >= 0 && count < chosen.length) {
      Cancellation.check();
      chosen[count++] = next;
      rows.addTo(next, 1, scratch);
      for (int i = 0; i < n; i++) {
        double distance = Distances.squared(norms[i], norms[next], rows.dot(i, scratch));
        boolean same = rows.compare(i, next) == 0;
        nearest[i] = same ? 0 : Math.min(nearest[i], distance);
      }
      rows.clear(next, scratch);
      next = draw(nearest, random);
    }
    return IntStream.of(chosen).limit(count).sorted().toArray();
  }

  /** A position, with a probability in proportion to its weight; -1 if all weights are 0. */
  private static int draw(double[] weights, RandomGenerator random) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double rest = random.nextDouble() * total;
    int last = -1;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        rest -= weights[i];
        if (rest < 0) {
          break;
        }
      }
    }
    return last;
  }
}
