package org.lambdanas.graph.alignment;

import java.util.Arrays;
import java.util.Optional;

/**
 * The alignments in plain double arithmetic, pair by pair and cell by cell: what the nodes of
 * {@link CellAlignment} are held against.
 */
public enum HostAlignment {

  /** Mean pairwise cosine, -1/(N-1) to 1. */
  CORRELATION {
    @Override
    Agreement measure(double[][] g) {
      int n = g.length;
      double[] norms = new double[n];
      double[][] units = new double[n][];
      double[] sum = new double[g[0].length];
      int zeros = 0;
      for (int l = 0; l < n; l++) {
        norms[l] = length(g[l]);
        units[l] = new double[sum.length];
        if (norms[l] == 0) {
          zeros++;
          continue;
        }
        for (int k = 0; k < sum.length; k++) {
          units[l][k] = g[l][k] / norms[l];
          sum[k] += units[l][k];
        }
      }
      double scale = 2.0 / ((double) n * (n - 1));
      double value = 0;
      double[][] directions = new double[n][sum.length];
      for (int l = 0; l < n; l++) {
        if (norms[l] == 0) {
          continue;
        }
        // The term of the cell itself stays in the sum: the projection removes it.
        double along = dot(units[l], sum);
        value += along - dot(units[l], units[l]);
        for (int k = 0; k < sum.length; k++) {
          directions[l][k] = scale / norms[l] * (sum[k] - units[l][k] * along);
        }
      }
      return new Agreement(scale / 2 * value, directions, zeros);
    }
  },

  /** Mean pairwise sign agreement weighted by magnitude, -1 to 1. */
  SIGN_CORRELATION {
    @Override
    Agreement measure(double[][] g) {
      int n = g.length;
      int size = g[0].length;
      double scale = 2.0 / ((double) n * (n - 1));
      double value = 0;
      double[][] directions = new double[n][size];
      // Each gradient at unit norm: pairs of tiny gradients must not underflow.
      double[] norms = new double[n];
      double[][] units = new double[n][size];
      int zeros = 0;
      for (int l = 0; l < n; l++) {
        norms[l] = length(g[l]);
        zeros += norms[l] == 0 ? 1 : 0;
        for (int k = 0; k < size && norms[l] > 0; k++) {
          units[l][k] = g[l][k] / norms[l];
        }
      }
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          double signed = 0;
          double absolute = 0;
          for (int k = 0; k < size; k++) {
            double product = units[i][k] * units[j][k];
            signed += product;
            absolute += Math.abs(product);
          }
          if (absolute == 0) {
            continue;
          }
          double agreement = signed / absolute;
          value += agreement;
          for (int k = 0; k < size; k++) {
            double disagreement =
                1 - agreement * Math.signum(units[i][k]) * Math.signum(units[j][k]);
            directions[i][k] += scale / absolute * disagreement * units[j][k] / norms[i];
            directions[j][k] += scale / absolute * disagreement * units[i][k] / norms[j];
          }
        }
      }
      return new Agreement(scale * value, directions, zeros);
    }
  };

  /**
   * What was measured.
   *
   * @param value the alignment
   * @param directions its derivative in each cell's gradient; zero for cells without gradient
   * @param zeroGradients number of cells whose gradient is zero
   */
  public record Agreement(double value, double[][] directions, int zeroGradients) {

    /**
     * Length of all directions together.
     *
     * @return the Frobenius norm
     */
    public double directionNorm() {
      return norm(Arrays.stream(directions).mapToDouble(HostAlignment::norm).toArray());
    }
  }

  abstract Agreement measure(double[][] gradients);

  /** The arithmetic of an alignment. */
  public static HostAlignment of(Alignment alignment) {
    return valueOf(alignment.name());
  }

  /**
   * Measures the alignment of some cells.
   *
   * @param gradients for each cell the gradient of the loss in its mixing weights, flattened; all
   *     of one length
   * @return the alignment, or empty with fewer than two cells or a gradient that is not finite
   */
  public Optional<Agreement> of(double[][] gradients) {
    boolean finite =
        Arrays.stream(gradients).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    return gradients.length < 2 || !finite ? Optional.empty() : Optional.of(measure(gradients));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** The norm; zero below the normal numbers, whose reciprocal is not finite. */
  private static double length(double[] gradient) {
    double norm = norm(gradient);
    return norm < Double.MIN_NORMAL ? 0 : norm;
  }

  /** Euclidean norm without overflow or underflow of the squares. */
  static double norm(double[] v) {
    double largest = 0;
    for (double x : v) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0) {
      return 0;
    }
    double sum = 0;
    for (double x : v) {
      sum += (x / largest) * (x / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /**
   * Who decides the architecture: lengths, their shares of the sum, and cosines with the sum of
   * all.
   */
  public record Cells(double[] norms, double[] shares, double[] cosines) {

    /** Of the gradients of some cells. */
    public static Cells of(double[][] gradients) {
      int n = gradients.length;
      double[] norms = new double[n];
      double[] total = new double[gradients[0].length];
      double sumOfNorms = 0;
      for (int l = 0; l < n; l++) {
        norms[l] = norm(gradients[l]);
        sumOfNorms += norms[l];
        for (int k = 0; k < total.length; k++) {
          total[k] += gradients[l][k];
        }
      }
      double totalNorm = norm(total);
      double[] shares = new double[n];
      double[] cosines = new double[n];
      for (int l = 0; l < n; l++) {
        shares[l] = sumOfNorms > 0 ? norms[l] / sumOfNorms : 0;
        for (int k = 0; k < total.length && norms[l] > 0 && totalNorm > 0; k++) {
          cosines[l] += gradients[l][k] / norms[l] * (total[k] / totalNorm);
        }
      }
      return new Cells(norms, shares, cosines);
    }
  }
}
