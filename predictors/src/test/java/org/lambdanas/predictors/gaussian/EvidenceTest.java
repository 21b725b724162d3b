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
import org.lambdanas.predictors.testing.NasBench201Sample;

class EvidenceTest {

  private static final KernelParameters PARAMETERS = new KernelParameters(1.4, 0.8, 0.3);

  private static TrainingSet data(int n, double noise) {
    RandomGenerator random = new Seed(n).random();
    double[][] rows = new double[n][2];
    double[] labels = new double[n];
    for (int i = 0; i < n; i++) {
      Arrays.setAll(rows[i], d -> 3 * random.nextGaussian());
      labels[i] = Math.sin(rows[i][0]) + 0.5 * rows[i][1] + noise * random.nextGaussian();
    }
    return TrainingSet.of(SparseRows.of(rows, 2), labels);
  }

  @Test
  void itIsTheDensityOfTheLabels() {
    TrainingSet data = data(12, 0.1);
    DMatrixRMaj covariance = new DMatrixRMaj(12, 12);
    double[][] distances = Distances.within(data.rows());
    for (int i = 0; i < 12; i++) {
      covariance.set(i, i, 0.8 + 0.3);
      for (int j = 0; j < i; j++) {
        double value = 0.8 * Math.exp(-distances[i][j] / (2 * 1.4 * 1.4));
        covariance.set(i, j, value);
        covariance.set(j, i, value);
      }
    }
    DMatrixRMaj y = new DMatrixRMaj(12, 1, true, data.targets());
    DMatrixRMaj solved = new DMatrixRMaj(12, 1);
    assertThat(CommonOps_DDRM.solve(covariance, y, solved)).isTrue();
    double square = CommonOps_DDRM.dot(y, solved);
    double expected =
        -0.5 * (square + Math.log(CommonOps_DDRM.det(covariance)) + 12 * Math.log(2 * Math.PI));
    assertThat(new Evidence(data).value(PARAMETERS)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void theGradientIsThatOfTheValue() {
    Evidence evidence = new Evidence(data(40, 0.1));
    double[] gradient = new double[3];
    assertThat(evidence.value(PARAMETERS, gradient))
        .isCloseTo(evidence.value(PARAMETERS), within(1e-9));
    HyperPrior prior = new HyperPrior(new KernelParameters(1, 1, 0.1));
    prior.addGradient(PARAMETERS.logs(), gradient);
    for (int i = 0; i < 3; i++) {
      double[] up = PARAMETERS.logs();
      double[] down = PARAMETERS.logs();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference =
          (evidence.value(KernelParameters.ofLogs(up))
                  + prior.logDensity(up)
                  - evidence.value(KernelParameters.ofLogs(down))
                  - prior.logDensity(down))
              / 2e-5;
      assertThat(gradient[i]).isCloseTo(difference, within(1e-5 * Math.max(1, difference)));
    }
  }

  @Test
  void theMaximumIsHigherThanAllAroundIt() {
    Evidence evidence = new Evidence(data(60, 0.2));
    HyperPrior prior = new HyperPrior(new KernelParameters(3, 1, 0.1));
    KernelParameters best = EvidenceMaximum.of(evidence, prior);
    double[] logs = best.logs();
    double top = evidence.value(best) + prior.logDensity(logs);
    for (int i = 0; i < 3; i++) {
      for (double step : new double[] {-0.2, 0.2}) {
        double[] moved = logs.clone();
        moved[i] += step;
        assertThat(evidence.value(KernelParameters.ofLogs(moved)) + prior.logDensity(moved))
            .isLessThan(top);
      }
    }
    double[] gradient = new double[3];
    evidence.value(best, gradient);
    prior.addGradient(logs, gradient);
    assertThat(gradient)
        .satisfies(
            g -> assertThat(Arrays.stream(g).map(Math::abs).max().orElseThrow()).isLessThan(0.3));
  }

  @Test
  void thePriorKeepsTheKernelSaneWhereLabelsSayNothing() {
    TrainingSet constant = TrainingSet.of(data(5, 0).rows(), new double[] {90, 90, 90, 90, 90});
    KernelParameters best =
        EvidenceMaximum.of(new Evidence(constant), new HyperPrior(new KernelParameters(2, 1, 0.1)));
    assertThat(best.lengthScale()).isBetween(0.5, 10.0);
    assertThat(best.variance()).isBetween(0.01, 2.0);
    assertThat(best.noise()).isBetween(0.005, 0.2);
  }

  @Test
  void theLengthScaleFollowsTheDistances() {
    double[][] rows = {{0, 0}, {3, 0}, {0, 4}};
    // Squared distances 9, 16 and 25.
    assertThat(KernelParameters.suitingLengthScale(SparseRows.of(rows, 2)))
        .isCloseTo(Math.sqrt(50.0 / 3 * 4 / 9.6), within(1e-12));
    assertThat(
            KernelParameters.suitingLengthScale(SparseRows.of(new double[][] {{1, 2}, {1, 2}}, 2)))
        .isEqualTo(1);
    assertThat(KernelParameters.suitingLengthScale(SparseRows.of(new double[][] {{1, 2}}, 2)))
        .isEqualTo(1);
    NasBench201Sample sample = NasBench201Sample.all().draw(1000, new Seed(1));
    assertThat(KernelParameters.suitingLengthScale(SparseRows.of(sample.part(0, 1000).inputs())))
        .isCloseTo(2, within(0.02));
  }
}
