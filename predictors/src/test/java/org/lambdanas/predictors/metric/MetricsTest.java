package org.lambdanas.predictors.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;

class MetricsTest {

  private static final double[] ORDINAL = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final double[] WITH_TIE = {2, 1, 4, 4, 5, 3, 8, 7};
  private static final double[] ACCURACIES = {91.2, 90.1, 88.7, 93.4, 70.2, 89.9, 92.2, 85.5};
  private static final double[] PREDICTED = {90.96, 90.04, 90.02, 92.01, 80.0, 90.03, 91.96, 86.31};

  private static double value(Metric metric, double[] truth, double[] predicted) {
    return metric.compute(truth, predicted).value();
  }

  @Test
  void publishedValues() {
    assertThat(value(Correlation.KENDALL, ORDINAL, WITH_TIE)).isEqualTo(.6182840223353118);
    assertThat(value(Correlation.SPEARMAN, ORDINAL, WITH_TIE))
        .isCloseTo(.8024095954818835, within(1e-15));
    assertThat(value(Correlation.PEARSON, ORDINAL, WITH_TIE))
        .isCloseTo(.8347486474384018, within(1e-15));
    assertThat(value(Correlation.KENDALL, ACCURACIES, PREDICTED)).isEqualTo(1.0);
    assertThat(value(new SparseKendall(2), ACCURACIES, PREDICTED)).isEqualTo(1.0);
    assertThat(value(new SparseKendall(1), ACCURACIES, PREDICTED)).isEqualTo(.9258200997725515);
  }

  @Test
  void kendallEqualsItsDefinition() {
    SplittableRandom random = new Seed(4).child("pairs").random();
    for (int trial = 0; trial < 300; trial++) {
      int n = 2 + random.nextInt(40);
      int levels = 1 + random.nextInt(12);
      double[] x = random.doubles(n).map(u -> Math.floor(u * levels) - 2).toArray();
      double[] y = random.doubles(n).map(u -> Math.rint(u * levels) * -0.5 + .5).toArray();
      int score = 0;
      int untiedX = 0;
      int untiedY = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          int sx = x[i] > x[j] ? 1 : x[i] < x[j] ? -1 : 0;
          int sy = y[i] > y[j] ? 1 : y[i] < y[j] ? -1 : 0;
          score += sx * sy;
          untiedX += sx * sx;
          untiedY += sy * sy;
        }
      }
      MetricValue tau = Correlation.KENDALL.compute(x, y);
      if (untiedX == 0 || untiedY == 0) {
        assertThat(tau.constant()).isTrue();
      } else {
        assertThat(tau.value())
            .isCloseTo(score / Math.sqrt((double) untiedX * untiedY), within(1e-14));
      }
    }
  }

  @Test
  void intervalsCoverWhatLiesWithinThem() {
    double[] truth = {0, 1.6, 1.7, -1.6, -1.7, 10};
    double[] zeros = new double[6];
    double[] ones = {1, 1, 1, 1, 1, 7};
    assertThat(new IntervalCover(90).compute(truth, zeros, ones).value()).isEqualTo(4.0 / 6);
    assertThat(new IntervalCover(50).compute(truth, zeros, ones).value()).isEqualTo(1.0 / 6);
    // Without deviations only what is exact.
    assertThat(value(new IntervalCover(90), truth, zeros)).isEqualTo(1.0 / 6);
    assertThatThrownBy(() -> new IntervalCover(90).compute(zeros, zeros, truth))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("deviation 3 is -1.6");
  }

  @Test
  void zerosOfEitherSignAreTies() {
    double[] x = {0.0, -0.0, 1, 2};
    double[] y = {1, 2, 3, 4};
    double[] plain = {0, 0, 1, 2};
    for (Metric metric : Correlation.values()) {
      assertThat(value(metric, x, y)).isEqualTo(value(metric, plain, y));
    }
    assertThat(Correlation.KENDALL.compute(new double[] {0.0, -0.0}, new double[] {1, 2}))
        .isEqualTo(MetricValue.ofConstant());
    assertThat(value(new RegretAt(1), new double[] {2, 1}, new double[] {0.0, -0.0})).isOne();
  }

  @Test
  void kendallOfManyPairs() {
    // More pairs than an int can count, and (n choose 2)^2 beyond a long.
    int n = 200_000;
    double[] ascending = IntStream.range(0, n).asDoubleStream().toArray();
    double[] descending = IntStream.range(0, n).mapToDouble(i -> -i).toArray();
    assertThat(value(Correlation.KENDALL, ascending, ascending)).isEqualTo(1.0);
    assertThat(value(Correlation.KENDALL, ascending, descending)).isEqualTo(-1.0);
  }

  @Test
  void pearsonKeepsDigitsOfSmallAndExtremeValues() {
    // Orthogonal but for one value, and 2^-30 loses nothing in sums with 1: r = 2^-32.
    double[] x = {1, 1, -1, -1};
    double[] y = {1 + 0x1p-30, -1, 1, -1};
    assertThat(value(Correlation.PEARSON, x, y)).isCloseTo(0x1p-32, within(1e-18));
    double[] huge = {1e308, -1e308, 5e307, 0};
    assertThat(value(Correlation.PEARSON, huge, huge)).isCloseTo(1, within(1e-15));
    double[] tiny = {1e-310, 2e-310, 3e-310, 5e-310};
    assertThat(value(Correlation.PEARSON, tiny, new double[] {1, 2, 3, 5}))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void constantSidesAreFlagged() {
    double[] constant = {.1, .1, .1, .1, .1, .1, .1, .1};
    for (Metric metric :
        new Metric[] {
          Correlation.KENDALL, Correlation.SPEARMAN, Correlation.PEARSON, new SparseKendall(1)
        }) {
      for (MetricValue flagged :
          new MetricValue[] {
            metric.compute(ORDINAL, constant), metric.compute(constant, ORDINAL)
          }) {
        assertThat(flagged.constant()).isTrue();
        assertThat(flagged.value()).isNaN();
        assertThat(flagged.reported()).isZero();
      }
    }
    // Only rounding makes them equal.
    double[] close = {50.01, 50.02, 50.03, 50.04, 50.01, 50.02, 50.03, 50.04};
    assertThat(new SparseKendall(1).compute(ORDINAL, close).constant()).isTrue();
    assertThat(new SparseKendall(2).compute(ORDINAL, close).constant()).isFalse();
    assertThat(value(new PrecisionAt(3), ORDINAL, constant)).isZero();
  }

  @Test
  void precisionCountsWhatIsStrictlyAboveTheBorder() {
    double[] predicted = {8, 1, 2, 3, 4, 5, 6, 7};
    assertThat(value(new PrecisionAt(2), ORDINAL, predicted)).isEqualTo(.5);
    assertThat(value(new PrecisionAt(7), ORDINAL, predicted)).isEqualTo(6 / 7.0);
    assertThat(value(new PrecisionAt(3), ORDINAL, ORDINAL)).isOne();
    // The third and fourth best are equal: neither is among the best three.
    double[] tied = {1, 2, 3, 4, 6, 6, 7, 8};
    assertThat(value(new PrecisionAt(3), ORDINAL, tied)).isEqualTo(2 / 3.0);
    assertThatThrownBy(() -> new PrecisionAt(8).compute(ORDINAL, ORDINAL))
        .isInstanceOf(DataException.class)
        .hasMessage("precision_at_8: 8 pairs are too few, it needs 9 or more");
  }

  @Test
  void regretLooksAtThePredictedBest() {
    double[] predicted = {8, 1, 2, 3, 4, 5, 7, 6};
    assertThat(value(new RegretAt(1), ORDINAL, predicted)).isEqualTo(7);
    assertThat(value(new RegretAt(2), ORDINAL, predicted)).isEqualTo(1);
    assertThat(value(new RegretAt(3), ORDINAL, predicted)).isZero();
    assertThat(value(new RegretAt(50), ORDINAL, predicted)).isZero();
    // A tie is never broken by luck.
    double[] constant = new double[8];
    assertThat(value(new RegretAt(1), ORDINAL, constant)).isEqualTo(7);
    assertThat(value(new RegretAt(3), ORDINAL, constant)).isEqualTo(5);
  }

  @Test
  void errors() {
    double[] truth = {1, 2, 3, 4};
    double[] predicted = {1, 4, 2, 8};
    assertThat(value(PredictionError.MEAN_ABSOLUTE, truth, predicted)).isEqualTo(7 / 4.0);
    assertThat(value(PredictionError.MEAN_SQUARED, truth, predicted)).isEqualTo(21 / 4.0);
    assertThat(value(PredictionError.ROOT_MEAN_SQUARED, truth, predicted))
        .isEqualTo(Math.sqrt(21 / 4.0));
  }

  @Test
  void orderOfPairsDoesNotMatter() {
    int[] order = {5, 2, 7, 0, 3, 6, 1, 4};
    double[] truth = IntStream.of(order).mapToDouble(i -> ACCURACIES[i]).toArray();
    double[] predicted = IntStream.of(order).mapToDouble(i -> WITH_TIE[i]).toArray();
    for (Metric metric : Metrics.all()) {
      if (metric.leastSize() <= 8) {
        assertThat(value(metric, truth, predicted))
            .as(metric.id())
            .isCloseTo(value(metric, ACCURACIES, WITH_TIE), withinPercentage(1e-10));
      }
    }
  }

  @Test
  void unfitPairsAreRefused() {
    double[] broken = ORDINAL.clone();
    broken[3] = Double.NaN;
    double[] infinite = ORDINAL.clone();
    infinite[0] = Double.NEGATIVE_INFINITY;
    for (Metric metric :
        new Metric[] {Correlation.KENDALL, new RegretAt(2), PredictionError.MEAN_ABSOLUTE}) {
      assertThatThrownBy(() -> metric.compute(ORDINAL, new double[7]))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("7 predictions for 8 true values");
      assertThatThrownBy(() -> metric.compute(ORDINAL, broken))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("prediction 3 is NaN");
      assertThatThrownBy(() -> metric.compute(infinite, ORDINAL))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("true value 0 is -Infinity");
      assertThatThrownBy(() -> metric.compute(new double[0], new double[0]))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("0 pairs are too few");
    }
  }

  @Test
  void metricsAreFoundByName() {
    assertThat(Metrics.all().stream().map(Metric::id)).doesNotHaveDuplicates();
    for (Metric metric : Metrics.all()) {
      assertThat(Metrics.byId(metric.id())).isEqualTo(metric);
    }
    assertThatThrownBy(() -> Metrics.byId("tau"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown metric 'tau': known are kendall_tau");
  }
}
