package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import org.lambdanas.predictors.features.SparseRows;

/** Squared Euclidean distances between rows. */
final class Distances {

  private Distances() {}

  /** Distances between the rows of one matrix: row i has the i distances to those before it. */
  static double[][] within(SparseRows rows) {
    double[] scratch = new double[rows.features()];
    double[][] distances = new double[rows.size()][];
    double[] norms = norms(rows);
    for (int i = 0; i < distances.length; i++) {
      distances[i] = new double[i];
      rows.addTo(i, 1, scratch);
      for (int j = 0; j < i; j++) {
        distances[i][j] = squared(norms[i], norms[j], rows.dot(j, scratch));
      }
      rows.clear(i, scratch);
    }
    return distances;
  }

  /** Squared lengths of all rows. */
  static double[] norms(SparseRows rows) {
    double[] norms = new double[rows.size()];
    Arrays.setAll(norms, i -> rows.squaredNorm(i));
    return norms;
  }

  /** The squared distance of two rows, from their squared lengths and their scalar product. */
  static double squared(double normA, double normB, double product) {
    return Math.max(0, normA + normB - 2 * product);
  }
}
