package org.lambdanas.predictors.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.lambdanas.predictors.gaussian.GaussianProcess;
import org.lambdanas.predictors.gaussian.SparseGaussianProcess;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.testing.NasBench201Sample;

/**
 * Kendall's tau on 200 architectures of the complete NAS-Bench-201 (section 5.4 of the
 * specification) after training on 24, 121 and 1000, and processor seconds of a fit.
 */
@Tag("study")
class TauStudyTest {

  private static final int[] SIZES = {24, 121, 1000};

  /** Section 5.4, random forest with rank-Gauss labels at 121. */
  private static final double FOREST = 0.579;

  private static double[] taus(
      TestReporter reporter,
      Learner learner,
      Map<String, Double> settings,
      int trials,
      boolean rankGauss) {
    double[] taus = new double[SIZES.length];
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < SIZES.length; i++) {
      double[] result = NasBench201Sample.study(learner, settings, SIZES[i], trials, rankGauss);
      taus[i] = result[0];
      line.append(
          String.format(Locale.ROOT, "n=%d %.3f (%.3f s) ", SIZES[i], result[0], result[1]));
    }
    reporter.publishEntry(
        learner.description().id()
            + " "
            + settings
            + (rankGauss ? " rank-Gauss" : " z-score")
            + ", "
            + trials
            + " trials",
        line.toString());
    return taus;
  }

  private static void both(
      TestReporter reporter, Learner learner, Map<String, Double> settings, int trials) {
    taus(reporter, learner, settings, trials, false);
    taus(reporter, learner, settings, trials, true);
  }

  @Test
  void gaussianProcess(TestReporter reporter) {
    GaussianProcess gp = new GaussianProcess();
    double[] zScore = taus(reporter, gp, Map.of(), 100, false);
    assertThat(zScore).containsExactly(new double[] {0.309, 0.477, 0.584}, within(0.04));
    double[] rankGauss = taus(reporter, gp, Map.of(), 100, true);
    assertThat(rankGauss[0]).isGreaterThanOrEqualTo(0.40);
    assertThat(rankGauss[1]).isGreaterThanOrEqualTo(0.62);
    assertThat(rankGauss[2]).isGreaterThanOrEqualTo(0.77);
    both(reporter, gp, Map.of("optimise", 1.0), 40);
  }

  @Test
  void bayesianLinearRegression(TestReporter reporter) {
    BayesianLinearRegression regression = new BayesianLinearRegression();
    Map<String, Double> fixed = Map.of("optimise", 0.0);
    double[] zScore = taus(reporter, regression, fixed, 100, false);
    assertThat(zScore).containsExactly(new double[] {0.137, 0.433, 0.513}, within(0.04));
    taus(reporter, regression, fixed, 100, true);
    both(reporter, regression, Map.of(), 100);
  }

  @Test
  void sparseGaussianProcesses(TestReporter reporter) {
    both(reporter, SparseGaussianProcess.collapsed(), Map.of(), 20);
    both(reporter, SparseGaussianProcess.variational(), Map.of(), 20);
  }

  @Test
  void networks(TestReporter reporter) {
    Dngo dngo = new Dngo();
    taus(reporter, dngo, Map.of(), 20, false);
    assertThat(taus(reporter, dngo, Map.of(), 20, true)[1]).isGreaterThan(FOREST - 0.1);
    both(reporter, new Bohamiann(), Map.of(), 20);
  }
}
