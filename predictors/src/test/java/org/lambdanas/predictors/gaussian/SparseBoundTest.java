package org.lambdanas.predictors.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;

class SparseBoundTest {

  private static final int ROWS = 23;
  private static final int POINTS = 5;
  private static final int WIDTH = 4;
  private static final KernelParameters PARAMETERS = new KernelParameters(1.7, 1.3, 0.2);

  private final RandomGenerator random = new Seed(5).random();
  private final double[][] places = normal(ROWS, WIDTH);
  private final double[][] points = normal(POINTS, WIDTH);
  private final double[] targets = normal(1, ROWS)[0];
  private final SparseRows rows = SparseRows.of(places, WIDTH);

  private double[][] normal(int n, int width) {
    double[][] values = new double[n][width];
    for (double[] row : values) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return values;
  }

  private static double covariance(KernelParameters p, double[] a, double[] b) {
    double distance = 0;
    for (int d = 0; d < a.length; d++) {
      distance += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return p.variance() * Math.exp(-distance / (2 * p.lengthScale() * p.lengthScale()));
  }

  private static double[][] covariances(KernelParameters p, double[][] a, double[][] b) {
    double[][] matrix = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        matrix[i][j] = covariance(p, a[i], b[j]);
      }
    }
    return matrix;
  }

  private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
    DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
    CommonOps_DDRM.mult(a, b, product);
    return product;
  }

  private static DMatrixRMaj inverse(DMatrixRMaj a) {
    DMatrixRMaj inverse = new DMatrixRMaj(a.numRows, a.numCols);
    assertThat(CommonOps_DDRM.invert(a, inverse)).isTrue();
    return inverse;
  }

  private static DMatrixRMaj transpose(DMatrixRMaj a) {
    return CommonOps_DDRM.transpose(a, null);
  }

  private static void addDiagonal(DMatrixRMaj a, double value) {
    for (int i = 0; i < a.numRows; i++) {
      a.add(i, i, value);
    }
  }

  @Test
  void withTheOptimumItIsTheBoundOfTitsias() {
    // log N(y; 0, Q + noise I) - tr(K - Q) / (2 noise), Q = Knm Kmm^-1 Kmn, in full.
    InducingFeatures inducing = new InducingFeatures(PARAMETERS, points, rows);
    WhitenedNormal optimum = WhitenedNormal.optimal(inducing, targets, PARAMETERS.noise());
    DMatrixRMaj cross = new DMatrixRMaj(covariances(PARAMETERS, places, points));
    DMatrixRMaj inner = new DMatrixRMaj(covariances(PARAMETERS, points, points));
    addDiagonal(inner, 1e-6 * PARAMETERS.variance());
    DMatrixRMaj explained = product(product(cross, inverse(inner)), transpose(cross));
    double trace = ROWS * PARAMETERS.variance() - CommonOps_DDRM.trace(explained);
    DMatrixRMaj covariance = explained.copy();
    addDiagonal(covariance, PARAMETERS.noise());
    DMatrixRMaj y = new DMatrixRMaj(ROWS, 1, true, targets);
    double logDensity =
        -0.5
            * (product(product(transpose(y), inverse(covariance)), y).get(0)
                + Math.log(CommonOps_DDRM.det(covariance))
                + ROWS * Math.log(2 * Math.PI));
    double expected = logDensity - trace / (2 * PARAMETERS.noise());
    double bound = new SparseBound(PARAMETERS, inducing, targets, optimum).value();
    assertThat(bound).isCloseTo(expected, within(1e-8));

    double evidence = new Evidence(new TrainingSet(rows, targets, 0, 1)).value(PARAMETERS);
    assertThat(bound).isLessThan(evidence);
    WhitenedNormal half = WhitenedNormal.standard(POINTS).towards(optimum, 0.5);
    assertThat(new SparseBound(PARAMETERS, inducing, targets, half).value())
        .isLessThan(bound)
        .isGreaterThan(
            new SparseBound(PARAMETERS, inducing, targets, WhitenedNormal.standard(POINTS))
                .value());
  }

  @Test
  void withAllRowsAsPointsItIsTheEvidence() {
    InducingFeatures inducing = new InducingFeatures(PARAMETERS, places, rows);
    WhitenedNormal optimum = WhitenedNormal.optimal(inducing, targets, PARAMETERS.noise());
    double evidence = new Evidence(new TrainingSet(rows, targets, 0, 1)).value(PARAMETERS);
    assertThat(new SparseBound(PARAMETERS, inducing, targets, optimum).value())
        .isCloseTo(evidence, within(1e-3));
  }

  private double bound(double[] state, WhitenedNormal q, boolean solved) {
    KernelParameters parameters = KernelParameters.ofLogs(state);
    double[][] moved = new double[POINTS][];
    for (int i = 0; i < POINTS; i++) {
      moved[i] = Arrays.copyOfRange(state, 3 + i * WIDTH, 3 + (i + 1) * WIDTH);
    }
    InducingFeatures inducing = new InducingFeatures(parameters, moved, rows);
    return new SparseBound(
            parameters,
            inducing,
            targets,
            solved ? WhitenedNormal.optimal(inducing, targets, parameters.noise()) : q)
        .value();
  }

  @Test
  void theGradientIsThatOfTheValue() {
    double[] state = Arrays.copyOf(PARAMETERS.logs(), 3 + POINTS * WIDTH);
    for (int i = 0; i < POINTS; i++) {
      System.arraycopy(points[i], 0, state, 3 + i * WIDTH, WIDTH);
    }
    InducingFeatures inducing = new InducingFeatures(PARAMETERS, points, rows);
    WhitenedNormal optimum = WhitenedNormal.optimal(inducing, targets, PARAMETERS.noise());
    WhitenedNormal half = WhitenedNormal.standard(POINTS).towards(optimum, 0.5);
    for (boolean solved : new boolean[] {false, true}) {
      WhitenedNormal q = solved ? optimum : half;
      double[] gradient = new double[state.length];
      new SparseBound(PARAMETERS, inducing, targets, q).addGradient(gradient);
      for (int i = 0; i < state.length; i++) {
        double[] up = state.clone();
        double[] down = state.clone();
        up[i] += 1e-5;
        down[i] -= 1e-5;
        double difference = (bound(up, q, solved) - bound(down, q, solved)) / 2e-5;
        assertThat(gradient[i])
            .as("coordinate %d, solved %s", i, solved)
            .isCloseTo(difference, within(1e-5 * Math.max(1, Math.abs(difference))));
      }
    }
  }
}
