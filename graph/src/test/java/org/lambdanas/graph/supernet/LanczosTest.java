package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanczosTest {

  /** Symmetric, of a spectrum that is dense at its upper end as well. */
  private static RealMatrix symmetric(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RealMatrix matrix = MatrixUtils.createRealMatrix(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double value = random.nextGaussian();
        matrix.setEntry(i, j, value);
        matrix.setEntry(j, i, value);
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 13, 30, 84, 196})
  void theLargestEigenvalueOfAnySize(int size) {
    for (long seed = 0; seed < 10; seed++) {
      RealMatrix matrix = symmetric(size, seed);
      double expected =
          Arrays.stream(new EigenDecompositionSymmetric(matrix).getEigenvalues())
              .max()
              .orElseThrow();
      double value = Lanczos.largest(size, matrix::operate, new SplittableRandom(3));
      assertThat(value).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
    }
  }

  @Test
  void ofTheSpectrumsTwoEndsTheUpperOne() {
    double[] diagonal = new double[50];
    Arrays.setAll(diagonal, i -> i == 0 ? -100 : -i / 10.0);
    assertThat(
            Lanczos.largest(
                50,
                MatrixUtils.createRealDiagonalMatrix(diagonal)::operate,
                new SplittableRandom(1)))
        .isCloseTo(-.1, within(1e-3));
  }

  @Test
  void nothingAndNoNumber() {
    assertThat(Lanczos.largest(7, vector -> new double[7], new SplittableRandom(1))).isZero();
    assertThat(
            Lanczos.largest(
                7,
                vector -> {
                  double[] product = vector.clone();
                  product[3] = Double.NaN;
                  return product;
                },
                new SplittableRandom(1)))
        .isNaN();
  }
}
