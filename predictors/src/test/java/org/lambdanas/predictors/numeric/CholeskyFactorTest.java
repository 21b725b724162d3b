package org.lambdanas.predictors.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.random.Seed;

class CholeskyFactorTest {

  private static double[][] positive(int size) {
    RandomGenerator random = new Seed(size).random();
    double[][] root = new double[size + 3][size];
    for (double[] row : root) {
      for (int i = 0; i < size; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return Rows.gram(root, size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 255, 256, 300})
  void theFactorTimesItselfIsTheMatrix(int size) {
    double[][] matrix = positive(size);
    CholeskyFactor factor = CholeskyFactor.of(matrix);
    assertThat(factor.jitter()).isZero();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int k = 0; k <= j; k++) {
          product += factor.at(i, k) * factor.at(j, k);
        }
        assertThat(product).isCloseTo(matrix[i][j], within(1e-9 * size));
      }
    }
  }

  @Test
  void itSolvesInvertsAndGivesTheDeterminant() {
    double[][] matrix = positive(20);
    DMatrixRMaj dense = new DMatrixRMaj(matrix);
    CholeskyFactor factor = CholeskyFactor.of(matrix);
    assertThat(factor.logDeterminant())
        .isCloseTo(Math.log(CommonOps_DDRM.det(dense)), within(1e-9));
    DMatrixRMaj expected = new DMatrixRMaj(20, 20);
    CommonOps_DDRM.invert(dense, expected);
    double[][] inverse = factor.inverse();
    double[] b = matrix[3].clone();
    double[] x = factor.solve(b);
    double[][] columns = Rows.transpose(new double[][] {b, matrix[5].clone()}, 20);
    factor.solveLower(columns, 2);
    factor.solveUpper(columns, 2);
    for (int i = 0; i < 20; i++) {
      assertThat(x[i]).isCloseTo(i == 3 ? 1 : 0, within(1e-9));
      assertThat(columns[i][0]).isCloseTo(i == 3 ? 1 : 0, within(1e-9));
      assertThat(columns[i][1]).isCloseTo(i == 5 ? 1 : 0, within(1e-9));
      for (int j = 0; j < 20; j++) {
        assertThat(inverse[i][j]).isCloseTo(expected.get(i, j), within(1e-8));
      }
    }
  }

  @Test
  void aSingularMatrixGetsTheLeastJitterThatSuffices() {
    double[][] ones = new double[30][30];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 4);
    }
    CholeskyFactor factor = CholeskyFactor.of(ones);
    assertThat(factor.jitter()).isPositive().isLessThan(1e-9);
    assertThat(factor.logDeterminant()).isFinite();
  }

  @Test
  void whatIsNotPositiveDefiniteIsRefused() {
    assertThatThrownBy(() -> CholeskyFactor.of(new double[][] {{1}, {2, 1}}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> CholeskyFactor.of(new double[][] {{1}, {Double.NaN, 1}}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> CholeskyFactor.of(new double[][] {{Double.POSITIVE_INFINITY}}))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void adamGoesDown() {
    double[] place = {3, -2};
    Adam adam = new Adam(2, 0.05);
    for (int step = 0; step < 500; step++) {
      adam.step(place, new double[] {2 * (place[0] - 1), 200 * place[1]});
    }
    assertThat(place[0]).isCloseTo(1, within(1e-2));
    assertThat(place[1]).isCloseTo(0, within(1e-2));
  }

  @Test
  void theFirstStepOfAdamIsTheLearningRate() {
    double[] place = {1, 1, 1};
    new Adam(3, 0.1).step(place, new double[] {1e-3, -50, 0});
    assertThat(place[0]).isCloseTo(0.9, within(1e-5));
    assertThat(place[1]).isCloseTo(1.1, within(1e-5));
    assertThat(place[2]).isEqualTo(1);
  }
}
