package org.lambdanas.predictors.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.testing.NasBench201Sample;

class GaussianProcessTest {

  private static final Map<String, Double> FIXED =
      Map.of("length_scale", 2.0, "variance", 1.0, "noise", 0.1, "optimise", 0.0);

  private static final NasBench201Sample SAMPLE = NasBench201Sample.all().draw(1000, new Seed(7));

  private static Estimates predictions(Learner learner, Map<String, Double> settings, int n) {
    double[] labels = SAMPLE.part(200, 200 + n).standardised().labels();
    List<Features> inputs = SAMPLE.part(200, 200 + n).inputs();
    try (Learned learned =
        learner.fit(new NasBench201Sample(inputs, labels).task(learner, 1, settings))) {
      return learned.predict(SAMPLE.part(0, 200).inputs());
    }
  }

  /** Squared distance of one-hot rows: twice the number of edges that differ. */
  private static double kernel(Features a, Features b) {
    float[] one = ((Features.Vector) a).dense();
    float[] other = ((Features.Vector) b).dense();
    int distance = 0;
    for (int i = 0; i < 30; i++) {
      if (one[i] != other[i]) {
        distance++;
      }
    }
    return Math.exp(-distance / 8.0);
  }

  @Test
  void itIsThePosteriorInClosedForm() {
    int n = 60;
    List<Features> inputs = SAMPLE.part(200, 200 + n).inputs();
    DMatrixRMaj covariance = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariance.set(i, j, kernel(inputs.get(i), inputs.get(j)) + (i == j ? 0.1 : 0));
      }
    }
    DMatrixRMaj inverse = new DMatrixRMaj(n, n);
    assertThat(CommonOps_DDRM.invert(covariance, inverse)).isTrue();
    double[] labels = SAMPLE.part(200, 200 + n).standardised().labels();
    Estimates estimates = predictions(new GaussianProcess(), FIXED, n);
    double[] deviations = estimates.deviations().orElseThrow();
    for (int t = 0; t < 200; t++) {
      Features query = SAMPLE.part(t, t + 1).inputs().get(0);
      double mean = 0;
      double variance = 1.1;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double left = kernel(query, inputs.get(i)) * inverse.get(i, j);
          mean += left * labels[j];
          variance -= left * kernel(query, inputs.get(j));
        }
      }
      assertThat(estimates.means()[t]).isCloseTo(mean, within(1e-9));
      assertThat(deviations[t]).isCloseTo(Math.sqrt(variance), within(1e-9));
    }
  }

  @Test
  void withAllRowsAsInducingPointsTheSparseOnesAreExact() {
    for (Learner sparse :
        List.of(SparseGaussianProcess.collapsed(), SparseGaussianProcess.variational())) {
      Estimates exact = predictions(new GaussianProcess(), FIXED, 80);
      Estimates estimates = predictions(sparse, FIXED, 80);
      for (int t = 0; t < 200; t++) {
        assertThat(estimates.means()[t]).isCloseTo(exact.means()[t], within(1e-4));
        assertThat(estimates.deviations().orElseThrow()[t])
            .isCloseTo(exact.deviations().orElseThrow()[t], within(1e-4));
      }
    }
  }

  @Test
  void fewerInducingPointsAreWorseAndFittingThemHelps() {
    Map<String, Double> few = Map.of("inducing", 10.0, "optimise", 0.0);
    Map<String, Double> fitted = Map.of("inducing", 10.0, "steps", 100.0);
    double[] real = SAMPLE.part(0, 200).labels();
    for (Learner sparse :
        List.of(SparseGaussianProcess.collapsed(), SparseGaussianProcess.variational())) {
      double exact =
          NasBench201Sample.kendall(predictions(new GaussianProcess(), FIXED, 150).means(), real);
      double start = NasBench201Sample.kendall(predictions(sparse, few, 150).means(), real);
      double end = NasBench201Sample.kendall(predictions(sparse, fitted, 150).means(), real);
      assertThat(start).isPositive().isLessThan(exact);
      assertThat(end).isGreaterThan(start);
    }
  }

  @Test
  void theSettingsCount() {
    Estimates standard = predictions(new GaussianProcess(), Map.of(), 60);
    for (Map<String, Double> other :
        List.of(
            Map.of("length_scale", 3.0),
            Map.of("variance", 2.0),
            Map.of("noise", 0.5),
            Map.of("optimise", 0.0),
            Map.of("optimise", 1.0, "optimised_rows", 20.0))) {
      assertThat(predictions(new GaussianProcess(), other, 60).means())
          .isNotEqualTo(standard.means());
    }
    Estimates sparse = predictions(SparseGaussianProcess.variational(), Map.of("steps", 5.0), 60);
    for (Map<String, Double> other :
        List.of(
            Map.of("steps", 6.0),
            Map.of("steps", 5.0, "learning_rate", 0.02),
            Map.of("steps", 5.0, "move_inducing", 0.0),
            Map.of("steps", 5.0, "inducing", 59.0),
            Map.of("steps", 5.0, "natural_step", 0.1),
            Map.of("steps", 5.0, "optimise", 0.0))) {
      assertThat(predictions(SparseGaussianProcess.variational(), other, 60).means())
          .isNotEqualTo(sparse.means());
    }
  }

  @Test
  void tooManyObservationsAreRefusedWithAWayOut() {
    List<Features> inputs = Collections.nCopies(5001, NasBench201Sample.encoding(0));
    GaussianProcess learner = new GaussianProcess();
    assertThatThrownBy(
            () ->
                learner.fit(
                    new NasBench201Sample(inputs, new double[5001]).task(learner, 0, Map.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessage("gp takes at most 5000 observations, got 5001: use sparse_gp");
  }

  @Test
  void onTheRealTableItIsAsGoodAsPublished() {
    // Section 5.4 of the specification, row gp v1 l2 s.1; a standard error is 0.015 at most.
    Learner gp = new GaussianProcess();
    for (Map<String, Double> settings : List.of(FIXED, Map.<String, Double>of())) {
      assertThat(NasBench201Sample.study(gp, settings, 24, 60, false)[0])
          .isCloseTo(0.309, within(0.04));
      assertThat(NasBench201Sample.study(gp, settings, 24, 60, true)[0])
          .isCloseTo(0.418, within(0.04));
      double zScored = NasBench201Sample.study(gp, settings, 121, 30, false)[0];
      double rankGauss = NasBench201Sample.study(gp, settings, 121, 30, true)[0];
      assertThat(zScored).isCloseTo(0.477, within(0.03));
      assertThat(rankGauss).isCloseTo(0.634, within(0.03)).isGreaterThan(zScored + 0.1);
    }
  }
}
