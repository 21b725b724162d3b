package org.lambdanas.predictors.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Bootstrap.Interval;

class BootstrapTest {

  private static double[][] pairs(int n, double noise, Seed seed) {
    SplittableRandom random = seed.random();
    double[][] pairs = new double[2][n];
    for (int i = 0; i < n; i++) {
      pairs[0][i] = random.nextGaussian();
      pairs[1][i] = pairs[0][i] + noise * random.nextGaussian();
    }
    return pairs;
  }

  @Test
  void theSeedDecides() {
    double[][] pairs = pairs(50, 1, new Seed(1));
    Interval first =
        new Bootstrap(200, .9, new Seed(2)).interval(Correlation.KENDALL, pairs[0], pairs[1]);
    assertThat(new Bootstrap(200, .9, new Seed(2)))
        .extracting(b -> b.interval(Correlation.KENDALL, pairs[0], pairs[1]))
        .isEqualTo(first);
    assertThat(new Bootstrap(200, .9, new Seed(3)))
        .extracting(b -> b.interval(Correlation.KENDALL, pairs[0], pairs[1]))
        .isNotEqualTo(first);
  }

  @Test
  void meanErrorHasTheWidthOfTheNormalTheory() {
    double[][] pairs = pairs(400, 1, new Seed(5));
    Interval interval =
        new Bootstrap(2000, .95, new Seed(6))
            .interval(PredictionError.MEAN_ABSOLUTE, pairs[0], pairs[1]);
    double mean = PredictionError.MEAN_ABSOLUTE.compute(pairs[0], pairs[1]).value();
    double square = PredictionError.MEAN_SQUARED.compute(pairs[0], pairs[1]).value();
    double halfWidth = 1.96 * Math.sqrt((square - mean * mean) / 400);
    assertThat(interval.low()).isCloseTo(mean - halfWidth, within(.1 * halfWidth));
    assertThat(interval.high()).isCloseTo(mean + halfWidth, within(.1 * halfWidth));
  }

  @Test
  void intervalsCoverTheTruthAsOftenAsTheySay() {
    // Kendall's tau of two normal variables with correlation 1 / sqrt 2 is 1 / 2.
    int covered = 0;
    for (int trial = 0; trial < 200; trial++) {
      double[][] pairs = pairs(60, 1, new Seed(7).child(trial));
      Interval interval =
          new Bootstrap(200, .9, new Seed(trial)).interval(Correlation.KENDALL, pairs[0], pairs[1]);
      if (interval.low() <= .5 && .5 <= interval.high()) {
        covered++;
      }
    }
    assertThat(covered).isBetween(165, 195);
  }

  @Test
  void constantResamplesCountAsZero() {
    double[] truth = {1, 2, 3, 4};
    Interval interval =
        new Bootstrap(500, .5, new Seed(1))
            .interval(Correlation.KENDALL, truth, new double[] {0, 0, 0, 1});
    // All four draws miss the odd one with probability (3/4)^4 = .316.
    assertThat(interval.constantResamples()).isBetween(120, 200);
    assertThat(interval.low()).isZero();
    assertThat(
            new Bootstrap(10, .9, new Seed(1)).interval(Correlation.KENDALL, truth, new double[4]))
        .isEqualTo(new Interval(0, 0, 10));
  }

  @Test
  void unfitPairsAreRefused() {
    assertThatThrownBy(
            () ->
                new Bootstrap(10, .9, new Seed(1))
                    .interval(new PrecisionAt(5), new double[5], new double[5]))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new Bootstrap(10, 1, new Seed(1)))
        .hasMessageContaining("confidence 1.0");
  }
}
