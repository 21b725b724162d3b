package org.lambdanas.graph.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;

/**
 * Two cells with the loss {@code |A1 p1 + A2 p2 - t|^2 / 2}, quadratic in the mixing weights: the
 * central difference of the weight gradient is then exact for any step.
 */
class QuadraticLossTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final double[] P = {.6, .4};
  private static final double[] WEIGHTS = {.5, -1, 2};

  private static final MeasuredInAGraph GRAPH = new MeasuredInAGraph();

  @AfterAll
  static void close() {
    GRAPH.close();
  }

  private static double[] residual(double[] w, double[][] p) {
    return new double[] {
      w[0] * p[0][0] + p[0][1] + p[1][0] + w[1] * p[1][1] - 1, w[1] * p[0][1] + w[2] * p[1][0] + 1
    };
  }

  private static double loss(double[] w, double[][] p) {
    double[] r = residual(w, p);
    return (r[0] * r[0] + r[1] * r[1]) / 2;
  }

  private static double[][] cellGradients(double[] w) {
    double[] r = residual(w, new double[][] {P, P});
    return new double[][] {
      {w[0] * r[0], r[0] + w[1] * r[1]},
      {r[0] + w[2] * r[1], w[1] * r[0]}
    };
  }

  private static double[] weightGradient(double[] w, double[][] p) {
    double[] r = residual(w, p);
    return new double[] {r[0] * p[0][0], r[0] * p[1][1] + r[1] * p[0][1], r[1] * p[1][0]};
  }

  private static double[] gradientMoved(Agreement agreement, double step) {
    double[][] p = new double[2][2];
    for (int l = 0; l < 2; l++) {
      for (int k = 0; k < 2; k++) {
        p[l][k] = P[k] + step * agreement.directions()[l][k];
      }
    }
    return weightGradient(WEIGHTS, p);
  }

  private static Agreement correlation() {
    return GRAPH.of(Alignment.CORRELATION, cellGradients(WEIGHTS)).orElseThrow();
  }

  private static double[] derivativeOfTheCorrelation() {
    return new double[] {0.272657507713707, 0.232454954034794, 0.0327249880371946};
  }

  @Test
  void theCaseIsTheOneMeant() {
    double[][] p = {P, P};
    assertThat(loss(WEIGHTS, p)).isCloseTo(1.625, EXACT);
    assertThat(cellGradients(WEIGHTS)[0]).containsExactly(new double[] {-.05, -1.9}, EXACT);
    assertThat(cellGradients(WEIGHTS)[1]).containsExactly(new double[] {3.5, .1}, EXACT);
    assertThat(weightGradient(WEIGHTS, p)).containsExactly(new double[] {-.06, .68, 1.08}, EXACT);
    assertThat(correlation().value()).isCloseTo(-0.0548458411502784, EXACT);
    assertThat(correlation().directionNorm()).isCloseTo(0.597749645470712, EXACT);
  }

  @Test
  void theDerivativeIsThatOfTheValue() {
    for (int i = 0; i < 3; i++) {
      double h = 1e-3;
      double[] at = new double[4];
      double[] steps = {-2, -1, 1, 2};
      for (int s = 0; s < 4; s++) {
        double[] w = WEIGHTS.clone();
        w[i] += steps[s] * h;
        at[s] = GRAPH.of(Alignment.CORRELATION, cellGradients(w)).orElseThrow().value();
      }
      assertThat((at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * h))
          .isCloseTo(derivativeOfTheCorrelation()[i], within(1e-10));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1})
  void centralDifferenceIsExact(double epsilon0) {
    double epsilon = epsilon0 / correlation().directionNorm();
    double[] forth = gradientMoved(correlation(), epsilon);
    double[] back = gradientMoved(correlation(), -epsilon);
    double[] difference = new double[3];
    for (int i = 0; i < 3; i++) {
      difference[i] = (forth[i] - back[i]) / (2 * epsilon);
    }
    assertThat(difference).containsExactly(derivativeOfTheCorrelation(), EXACT);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.476", "0.1, 0.0476"})
  void oneSidedDifferenceErrsInProportionToTheStep(double epsilon0, double error) {
    double epsilon = epsilon0 / correlation().directionNorm();
    double[] forth = gradientMoved(correlation(), epsilon);
    double[] still = gradientMoved(correlation(), 0);
    double largest = 0;
    for (int i = 0; i < 3; i++) {
      double difference = (forth[i] - still[i]) / epsilon;
      largest = Math.max(largest, Math.abs(difference - derivativeOfTheCorrelation()[i]));
    }
    assertThat(largest).isCloseTo(error, within(2e-3 * error));
  }

  @Test
  void signsThatAllDisagreeLeaveNoDirection() {
    Agreement agreement =
        GRAPH.of(Alignment.SIGN_CORRELATION, cellGradients(WEIGHTS)).orElseThrow();
    assertThat(agreement.value()).isEqualTo(-1);
    assertThat(agreement.directionNorm()).isZero();
  }
}
