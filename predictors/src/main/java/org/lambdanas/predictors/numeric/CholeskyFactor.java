package org.lambdanas.predictors.numeric;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecomposition_DDRB_to_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.lambdanas.graph.work.Cancellation;

/**
 * The lower factor L of a symmetric positive definite matrix A = L L<sup>T</sup>. A matrix that is
 * positive definite but for rounding gets a multiple of the identity added, as small as suffices.
 * Immutable.
 */
public final class CholeskyFactor {

  /** From this size on the blocked algorithm is faster. */
  private static final int BLOCKED = 256;

  /** Rows that are solved for together; a multiple of 4. */
  private static final int GROUP = 8;

  private static final double LEAST_JITTER = 1e-12;
  private static final double MOST_JITTER = 1e-2;

  /** Row i has i + 1 elements. */
  private final double[][] lower;

  private final double jitter;

  private CholeskyFactor(double[][] lower, double jitter) {
    this.lower = lower;
    this.jitter = jitter;
  }

  /**
   * Factors a matrix.
   *
   * @param matrix {@code [size][size]}, symmetric; only the part on and below the diagonal is read
   * @throws ArithmeticException if an element is not finite, or the matrix is far from positive
   *     definite: adding a hundredth of its mean diagonal does not help
   */
  public static CholeskyFactor of(double[][] matrix) {
    int size = matrix.length;
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += matrix[i][i];
    }
    double scale = trace / size;
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new ArithmeticException("mean diagonal " + scale);
    }
    for (double share = 0; share <= MOST_JITTER; share = Math.max(LEAST_JITTER, 10 * share)) {
      Cancellation.check();
      DMatrixRMaj copy = symmetric(matrix, share * scale);
      CholeskyDecomposition_F64<DMatrixRMaj> algorithm =
          size < BLOCKED
              ? new CholeskyDecompositionInner_DDRM(true)
              : new CholeskyDecomposition_DDRB_to_DDRM(true);
      if (algorithm.decompose(copy)) {
        double[][] lower = rows(algorithm.getT(null));
        if (isFactor(lower)) {
          return new CholeskyFactor(lower, share * scale);
        }
      }
    }
    throw new ArithmeticException("matrix of " + size + " rows is not positive definite");
  }

  private static DMatrixRMaj symmetric(double[][] matrix, double jitter) {
    int size = matrix.length;
    DMatrixRMaj copy = new DMatrixRMaj(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        copy.data[i * size + j] = matrix[i][j];
        copy.data[j * size + i] = matrix[i][j];
      }
      copy.data[i * size + i] = matrix[i][i] + jitter;
    }
    return copy;
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    int size = matrix.numRows;
    double[][] rows = new double[size][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(matrix.data, i * size, i * size + i + 1));
    return rows;
  }

  private static boolean isFactor(double[][] lower) {
    for (int i = 0; i < lower.length; i++) {
      for (double element : lower[i]) {
        if (!Double.isFinite(element)) {
          return false;
        }
      }
      if (!(lower[i][i] > 0)) {
        return false;
      }
    }
    return true;
  }

  /** What was added to each element of the diagonal, 0 or more. */
  public double jitter() {
    return jitter;
  }

  /** An element of the factor, on or below the diagonal. */
  public double at(int row, int column) {
    return lower[row][column];
  }

  /** The logarithm of the determinant of A. */
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < lower.length; i++) {
      sum += Math.log(lower[i][i]);
    }
    return 2 * sum;
  }

  /** Solves L x = b; b becomes x. */
  public void solveLower(double[] b) {
    for (int i = 0; i < lower.length; i++) {
      double[] row = lower[i];
      double sum = b[i];
      for (int j = 0; j < i; j++) {
        sum -= row[j] * b[j];
      }
      b[i] = sum / row[i];
    }
  }

  /** Solves L<sup>T</sup> x = b; b becomes x. */
  public void solveUpper(double[] b) {
    for (int i = lower.length - 1; i >= 0; i--) {
      b[i] /= lower[i][i];
      Rows.add(b, -b[i], lower[i], i);
    }
  }

  /** Solves A x = b. */
  public double[] solve(double[] b) {
    double[] x = b.clone();
    solveLower(x);
    solveUpper(x);
    return x;
  }

  /**
   * Solves L X = B for many columns at once; B becomes X. What becomes of one column does not
   * depend on the others, to the bit.
   */
  public void solveLower(double[][] b, int columns) {
    for (int from = 0; from < lower.length; from += GROUP) {
      int to = Math.min(lower.length, from + GROUP);
      // What is known already goes into all rows of the group while it is near the processor.
      for (int j = 0; j < from; j += 4) {
        for (int i = from; i < to; i++) {
          double[] row = lower[i];
          Rows.add(
              b[i],
              -row[j],
              b[j],
              -row[j + 1],
              b[j + 1],
              -row[j + 2],
              b[j + 2],
              -row[j + 3],
              b[j + 3],
              columns);
        }
      }
      for (int i = from; i < to; i++) {
        double[] row = lower[i];
        for (int j = from; j < i; j++) {
          Rows.add(b[i], -row[j], b[j], columns);
        }
        Rows.scale(b[i], 1 / row[i], columns);
      }
    }
  }

  /** Solves L<sup>T</sup> X = B for many columns at once; B becomes X. */
  public void solveUpper(double[][] b, int columns) {
    for (int i = lower.length - 1; i >= 0; i--) {
      double[] row = lower[i];
      Rows.scale(b[i], 1 / row[i], columns);
      for (int j = 0; j < i; j++) {
        Rows.add(b[j], -row[j], b[i], columns);
      }
    }
  }

  /** The inverse of A, {@code [size][size]}. */
  public double[][] inverse() {
    int size = lower.length;
    double[][] lowerInverse = new double[size][];
    for (int i = 0; i < size; i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j < i; j++) {
        Rows.add(row, -lower[i][j], lowerInverse[j], j + 1);
      }
      row[i] = 1;
      Rows.scale(row, 1 / lower[i][i], i + 1);
      lowerInverse[i] = row;
    }
    double[][] inverse = new double[size][size];
    for (int k = 0; k < size; k++) {
      double[] row = lowerInverse[k];
      for (int i = 0; i <= k; i++) {
        Rows.add(inverse[i], row[i], row, i + 1);
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        inverse[j][i] = inverse[i][j];
      }
    }
    return inverse;
  }
}
