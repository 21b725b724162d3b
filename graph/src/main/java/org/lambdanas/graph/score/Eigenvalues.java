package org.lambdanas.graph.score;

import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;

/** Eigenvalues of symmetric matrices. */
final class Eigenvalues {

  private Eigenvalues() {}

  /**
   * Those of a matrix that is symmetric up to rounding.
   *
   * @param matrix square, row-major
   * @return the largest first
   */
  static double[] of(double[] matrix) {
    int n = (int) Math.round(Math.sqrt(matrix.length));
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = (matrix[i * n + j] + matrix[j * n + i]) / 2;
      }
    }
    return new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(rows)).getEigenvalues();
  }
}
