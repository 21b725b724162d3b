package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.NamedTensor;

class AlphaHessianTest {

  private static final TinySearch.Pool POOL = new TinySearch.Pool();

  @AfterAll
  static void close() {
    POOL.close();
  }

  /** Column by column, as RobustDARTS has it. */
  private static RealMatrix dense(AlphaHessian hessian, FedBatch batch) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(hessian.size(), hessian.size());
    for (int j = 0; j < hessian.size(); j++) {
      double[] unit = new double[hessian.size()];
      unit[j] = 1;
      matrix.setColumn(j, hessian.times(batch, unit));
    }
    return matrix;
  }

  @Test
  void theLargestEigenvalueIsThatOfTheWholeMatrix() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 6, 3);
      AlphaHessian hessian = new AlphaHessian(search.network);
      assertThat(hessian.size()).isEqualTo(30);
      RealMatrix matrix = dense(hessian, batch);
      // A softmax does not feel a constant: each edge adds a zero direction, and symmetry holds.
      for (int edge = 0; edge < 6; edge++) {
        double[] ones = new double[30];
        Arrays.fill(ones, 5 * edge, 5 * edge + 5, 1);
        assertThat(MatrixUtils.createRealVector(matrix.operate(ones)).getNorm()).isLessThan(1e-7);
      }
      RealMatrix skewed = matrix.subtract(matrix.transpose());
      assertThat(skewed.getFrobeniusNorm()).isLessThan(1e-6 * matrix.getFrobeniusNorm() + 1e-8);
      double expected =
          Arrays.stream(
                  new EigenDecompositionSymmetric(matrix.add(matrix.transpose()).scalarMultiply(.5))
                      .getEigenvalues())
              .max()
              .orElseThrow();
      assertThat(expected).isPositive();
      assertThat(hessian.largestEigenvalue(batch, .25) - .25)
          .isCloseTo(expected, within(1e-6 * expected + 1e-9));
    }
  }

  @Test
  void singlePrecisionComesCloseAndNothingChanges() {
    TinySearch wide = POOL.fresh(TinySearch.Setup.SMALL);
    TinySearch narrow = POOL.fresh(TinySearch.Setup.SMALL.precision(Precision.FLOAT32));
    List<NamedTensor> before = narrow.state();
    try (StepScope scope = new StepScope()) {
      double exact = new AlphaHessian(wide.network).largestEigenvalue(wide.batch(scope, 6, 3), 0);
      AlphaHessian hessian = new AlphaHessian(narrow.network);
      FedBatch batch = narrow.batch(scope, 6, 3);
      double value = hessian.largestEigenvalue(batch, 0);
      assertThat(value).isCloseTo(exact, within(.05 * exact));
      assertThat(hessian.largestEigenvalue(batch, 0)).isEqualTo(value);
    }
    assertThat(narrow.state()).isEqualTo(before);
  }
}
