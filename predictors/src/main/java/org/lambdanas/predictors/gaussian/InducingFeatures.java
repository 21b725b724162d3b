package org.lambdanas.predictors.gaussian;

import java.util.Arrays;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;

/**
 * The training rows as the inducing points see them: with L the Cholesky factor of the covariance
 * of the function at the m inducing points and K its covariance between these and the n training
 * rows, the features are A = L<sup>-1</sup> K, {@code [m][n]}. And the way back, from derivatives
 * by A to derivatives by the kernel's parameters and the inducing points. Immutable.
 */
final class InducingFeatures {

  /** Share of the variance on the diagonal, which keeps L from breaking down. */
  private static final double JITTER = 1e-6;

  private final KernelParameters parameters;
  private final double[][] points;
  private final SparseRows rows;
  private final double[][] pointDistances;
  private final double[][] distances;
  private final double[][] cross;
  private final CholeskyFactor factor;
  private final double[][] features;
  private final double[][] gram;

  /** Computes the features of training rows at some points, {@code [m][features of a row]}. */
  InducingFeatures(KernelParameters parameters, double[][] points, SparseRows rows) {
    this.parameters = parameters;
    this.points = points;
    this.rows = rows;
    int m = points.length;
    int n = rows.size();
    pointDistances = new double[m][];
    distances = new double[m][n];
    cross = new double[m][n];
    double[] rowNorms = Distances.norms(rows);
    double[] norms = new double[m];
    for (int i = 0; i < m; i++) {
      Cancellation.check();
      double[] point = points[i];
      norms[i] = Rows.dot(point, point);
      pointDistances[i] = new double[i];
      for (int j = 0; j < i; j++) {
        pointDistances[i][j] = Distances.squared(norms[i], norms[j], Rows.dot(point, points[j]));
      }
      for (int r = 0; r < n; r++) {
        distances[i][r] = Distances.squared(norms[i], rowNorms[r], rows.dot(r, point));
        cross[i][r] = parameters.covariance(distances[i][r]);
      }
    }
    factor = factor(parameters, pointDistances);
    features = new double[m][];
    for (int i = 0; i < m; i++) {
      features[i] = cross[i].clone();
    }
    factor.solveLower(features, n);
    gram = Rows.gram(Rows.transpose(features, n), m);
  }

  /** The covariance of the function at the inducing points. */
  static CholeskyFactor factor(KernelParameters parameters, SparseRows points) {
    return factor(parameters, Distances.within(points));
  }

  private static CholeskyFactor factor(KernelParameters parameters, double[][] distances) {
    double[][] covariance = new double[distances.length][];
    for (int i = 0; i < distances.length; i++) {
      covariance[i] = new double[i + 1];
      for (int j = 0; j < i; j++) {
        covariance[i][j] = parameters.covariance(distances[i][j]);
      }
      covariance[i][i] = parameters.variance() * (1 + JITTER);
    }
    return CholeskyFactor.of(covariance);
  }

  /** Factor of the covariance of the inducing points. */
  CholeskyFactor factor() {
    return factor;
  }

  /** A, {@code [m][n]}. */
  double[][] features() {
    return features;
  }

  /** A A<sup>T</sup>, {@code [m][m]}. */
  double[][] gram() {
    return gram;
  }

  /** Variance that the inducing points leave unexplained, summed over the training rows. */
  double unexplained() {
    double sum = rows.size() * parameters.variance();
    for (int i = 0; i < gram.length; i++) {
      sum -= gram[i][i];
    }
    return Math.max(0, sum);
  }

  /**
   * Adds the derivatives that reach the kernel and the points through A, where the derivative by A
   * has the form {@code (mean residuals^T + mixing A) / noise}: by the logarithms of length scale
   * and variance, and from {@code KernelParameters.COUNT} on, if the gradient is long enough, by
   * the points.
   */
  void addGradient(double[] mean, double[] residuals, double[][] mixing, double[] gradient) {
    int m = points.length;
    int n = rows.size();
    // By A A^T times the noise, as far as the Cholesky factor needs it: its symmetric half.
    double[][] product = multiply(mixing, gram, m);
    for (int i = 0; i < m; i++) {
      double residual = Rows.dot(features[i], residuals);
      for (int j = 0; j < m; j++) {
        product[j][i] += mean[j] * residual;
      }
    }
    double[][] byCovariance = byCovariance(product);
    // By K: L^-T times that by A.
    double[][] lifted = new double[m][];
    Arrays.setAll(lifted, i -> mixing[i].clone());
    factor.solveUpper(lifted, m);
    double[] liftedMean = mean.clone();
    factor.solveUpper(liftedMean);
    double[][] byCross = multiply(lifted, features, n);
    for (int i = 0; i < m; i++) {
      Rows.add(byCross[i], liftedMean[i], residuals, n);
    }
    addChain(byCovariance, byCross, gradient);
  }

  private static double[][] multiply(double[][] a, double[][] b, int columns) {
    double[][] product = new double[a.length][columns];
    for (int i = 0; i < a.length; i++) {
      Cancellation.check();
      for (int k = 0; k < b.length; k++) {
        Rows.add(product[i], a[i][k], b[k], columns);
      }
    }
    return product;
  }

  /**
   * The derivative by the covariance of the points: {@code -L^-T P L^-1} with P the symmetric half
   * of the lower triangle of the product (Murray, Differentiation of the Cholesky decomposition,
   * 2016, with what the triangular solve contributes put in).
   */
  private double[][] byCovariance(double[][] product) {
    int m = product.length;
    double[][] half = new double[m][m];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j <= i; j++) {
        half[i][j] = -0.5 * product[i][j];
        half[j][i] = half[i][j];
      }
    }
    factor.solveUpper(half, m);
    double[][] turned = Rows.transpose(half, m);
    factor.solveUpper(turned, m);
    return turned;
  }

  private void addChain(double[][] byCovariance, double[][] byCross, double[] gradient) {
    double noise = parameters.noise();
    double squaredLength = parameters.lengthScale() * parameters.lengthScale();
    boolean moving = gradient.length > KernelParameters.COUNT;
    int width = rows.features();
    double[] slope = new double[width];
    for (int i = 0; i < points.length; i++) {
      Arrays.fill(slope, 0);
      double pull = 0;
      for (int r = 0; r < rows.size(); r++) {
        double change = byCross[i][r] * cross[i][r] / noise;
        gradient[0] += change * distances[i][r] / squaredLength;
        gradient[1] += change;
        pull += change;
        if (moving) {
          rows.addTo(r, change, slope);
        }
      }
      for (int j = 0; j < points.length; j++) {
        if (j == i) {
          gradient[1] += byCovariance[i][i] * parameters.variance() * (1 + JITTER) / noise;
          continue;
        }
        double distance = j < i ? pointDistances[i][j] : pointDistances[j][i];
        double change = byCovariance[i][j] * parameters.covariance(distance) / noise;
        gradient[0] += change * distance / squaredLength;
        gradient[1] += change;
        if (moving) {
          // Row i and column i of the symmetric matrix.
          pull += 2 * change;
          Rows.add(slope, 2 * change, points[j], width);
        }
      }
      if (moving) {
        int offset = KernelParameters.COUNT + i * width;
        for (int d = 0; d < width; d++) {
          gradient[offset + d] += (slope[d] - pull * points[i][d]) / squaredLength;
        }
      }
    }
  }
}
