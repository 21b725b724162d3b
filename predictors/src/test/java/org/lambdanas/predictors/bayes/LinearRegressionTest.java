package org.lambdanas.predictors.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.bayes.LinearRegression.Moments;
import org.lambdanas.predictors.bayes.LinearRegression.Precisions;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;

class LinearRegressionTest {

  private final RandomGenerator random = new Seed(11).random();

  private double[][] normal(int n, int features) {
    double[][] rows = new double[n][features];
    for (double[] row : rows) {
      Arrays.setAll(row, d -> random.nextGaussian());
    }
    return rows;
  }

  /** Section 1.1.d of the specification, literally. */
  private record Literal(CholeskyFactor a, double[] m, double evidence) {

    static Literal of(double[][] phi, double[] y, double alpha, double beta) {
      int features = phi[0].length;
      double[][] a = Rows.gram(phi, features);
      double[] right = new double[features];
      for (int d = 0; d < features; d++) {
        Rows.scale(a[d], beta, features);
        a[d][d] += alpha;
        for (int i = 0; i < y.length; i++) {
          right[d] += beta * phi[i][d] * y[i];
        }
      }
      CholeskyFactor factor = CholeskyFactor.of(a);
      double[] m = factor.solve(right);
      double misfit = 0;
      for (int i = 0; i < y.length; i++) {
        double error = y[i] - Rows.dot(phi[i], m);
        misfit += error * error;
      }
      double evidence =
          0.5 * features * Math.log(alpha)
              + 0.5 * y.length * Math.log(beta)
              - 0.5 * y.length * Math.log(2 * Math.PI)
              - 0.5 * beta * misfit
              - 0.5 * alpha * Rows.dot(m, m)
              - 0.5 * factor.logDeterminant();
      return new Literal(factor, m, evidence);
    }
  }

  /** The density of the labels, N(0, Phi Phi^T / alpha + I / beta). */
  private static double density(double[][] phi, double[] y, double alpha, double beta) {
    int n = y.length;
    DMatrixRMaj covariance = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariance.set(i, j, Rows.dot(phi[i], phi[j]) / alpha + (i == j ? 1 / beta : 0));
      }
    }
    DMatrixRMaj labels = new DMatrixRMaj(n, 1, true, y);
    DMatrixRMaj solved = new DMatrixRMaj(n, 1);
    assertThat(CommonOps_DDRM.solve(covariance, labels, solved)).isTrue();
    return -0.5
        * (CommonOps_DDRM.dot(labels, solved)
            + Math.log(CommonOps_DDRM.det(covariance))
            + n * Math.log(2 * Math.PI));
  }

  @ParameterizedTest
  @CsvSource({"20, 4", "4, 9", "6, 6", "1, 3", "1, 1"})
  void evidenceMeanAndVarianceAreThoseOfTheBook(int n, int features) {
    double[][] phi = normal(n, features);
    if (features > 3) {
      for (double[] row : phi) {
        // One feature that says nothing new.
        row[3] = 2 * row[0] - row[1];
      }
    }
    double[] y = normal(1, n)[0];
    LinearRegression regression = new LinearRegression(SparseRows.of(phi, features), y);
    double[][] queries = normal(5, features);
    SparseRows queryRows = SparseRows.of(queries, features);
    for (double[] precisions : new double[][] {{1, 100}, {0.3, 2}, {40, 0.5}}) {
      double alpha = precisions[0];
      double beta = precisions[1];
      Literal literal = Literal.of(phi, y, alpha, beta);
      double evidence = regression.evidence(Math.log(alpha), Math.log(beta));
      assertThat(evidence).isCloseTo(literal.evidence(), within(1e-8));
      assertThat(evidence).isCloseTo(density(phi, y, alpha, beta), within(1e-6));
      for (int q = 0; q < queries.length; q++) {
        double[] back = literal.a().solve(queries[q]);
        Moments moments =
            regression.predict(queryRows, q, new Precisions[] {new Precisions(alpha, beta)});
        assertThat(moments.mean()).isCloseTo(Rows.dot(queries[q], literal.m()), within(1e-8));
        assertThat(moments.variance())
            .isCloseTo(1 / beta + Rows.dot(queries[q], back), within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3"})
  void severalPrecisionsAreAMixture(int row) {
    SparseRows phi = SparseRows.of(normal(10, 3), 3);
    LinearRegression regression = new LinearRegression(phi, normal(1, 10)[0]);
    Precisions a = new Precisions(1, 10);
    Precisions b = new Precisions(20, 0.4);
    Moments first = regression.predict(phi, row, new Precisions[] {a});
    Moments second = regression.predict(phi, row, new Precisions[] {b});
    Moments both = regression.predict(phi, row, new Precisions[] {a, b});
    double gap = first.mean() - second.mean();
    assertThat(both.mean()).isCloseTo((first.mean() + second.mean()) / 2, within(1e-12));
    assertThat(both.variance())
        .isCloseTo((first.variance() + second.variance()) / 2 + gap * gap / 4, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 30", "4, 5"})
  void thePeakIsWhereTheLabelsCameFrom(double alpha, double beta) {
    double[][] phi = normal(400, 20);
    double[] weights = normal(1, 20)[0];
    double[] y = new double[400];
    for (int i = 0; i < y.length; i++) {
      y[i] = Rows.dot(phi[i], weights) / Math.sqrt(alpha) + random.nextGaussian() / Math.sqrt(beta);
    }
    LinearRegression regression = new LinearRegression(SparseRows.of(phi, 20), y);
    Precisions peak = EvidencePeak.of(regression);
    assertThat(peak.beta()).isCloseTo(beta, within(0.25 * beta));
    assertThat(peak.alpha()).isBetween(alpha / 2.5, 2.5 * alpha);
    double logAlpha = Math.log(peak.alpha());
    double logBeta = Math.log(peak.beta());
    double top = regression.evidence(logAlpha, logBeta);
    for (double step : new double[] {-0.01, 0.01}) {
      assertThat(regression.evidence(logAlpha + step, logBeta)).isLessThan(top);
      assertThat(regression.evidence(logAlpha, logBeta + step)).isLessThan(top);
    }
  }
}
