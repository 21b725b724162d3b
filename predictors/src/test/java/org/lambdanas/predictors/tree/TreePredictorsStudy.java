package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.testing.NasBench201Sample;

/**
 * Rank correlation on NAS-Bench-201: 200 test cells, 20 trials, training sets of 24, 121 and 1000
 * cells, against the figures of the specification (mean Kendall tau-b).
 */
@Tag("study")
class TreePredictorsStudy {

  private static final int TRIALS = 20;
  private static final int TEST = 200;
  private static final int[] SIZES = {24, 121, 1000};
  private static final double TOLERANCE = 0.04;

  private static final NasBench201Sample ALL = NasBench201Sample.all();

  private static double[] means(Learner learner, UnaryOperator<NasBench201Sample> transform) {
    double[] means = new double[SIZES.length];
    for (int trial = 0; trial < TRIALS; trial++) {
      NasBench201Sample drawn = ALL.draw(TEST + 1000, new Seed(100 + trial));
      NasBench201Sample test = drawn.part(0, TEST);
      for (int size = 0; size < SIZES.length; size++) {
        NasBench201Sample train = transform.apply(drawn.part(TEST, TEST + SIZES[size]));
        try (Learned learned = learner.fit(train.task(learner, trial))) {
          means[size] +=
              NasBench201Sample.kendall(learned.predict(test.inputs()).means(), test.labels())
                  / TRIALS;
        }
      }
    }
    return means;
  }

  private static void compare(
      TestReporter reporter,
      UnaryOperator<NasBench201Sample> transform,
      Map<Learner, double[]> expected) {
    expected.forEach(
        (learner, figures) -> {
          double[] means = means(learner, transform);
          reporter.publishEntry(learner.description().id(), Arrays.toString(means));
          for (int size = 0; size < figures.length; size++) {
            assertThat(means[size])
                .as("%s at %d", learner.description().id(), SIZES[size])
                .isBetween(figures[size] - TOLERANCE, figures[size] + TOLERANCE);
          }
        });
  }

  @Test
  void standardisedLabels(TestReporter reporter) {
    Map<Learner, double[]> expected = new LinkedHashMap<>();
    expected.put(new XgBoost(), new double[] {.251, .484, .722});
    expected.put(new LightGbm(), new double[] {.232, .430, .710});
    expected.put(new RandomForest(), new double[] {.304, .521, .724});
    compare(reporter, NasBench201Sample::standardised, expected);
  }

  @Test
  void normalQuantilesOfRanks(TestReporter reporter) {
    Map<Learner, double[]> expected = new LinkedHashMap<>();
    expected.put(new XgBoost(), new double[] {.322, .547, .771});
    expected.put(new LightGbm(), new double[] {.326, .615, .798});
    expected.put(new RandomForest(), new double[] {.378, .579, .742});
    compare(reporter, NasBench201Sample::rankGauss, expected);
  }

  @Test
  void naturalGradientBoostingIsNoWorseThanTheForestMinusATenth(TestReporter reporter) {
    for (UnaryOperator<NasBench201Sample> transform :
        List.<UnaryOperator<NasBench201Sample>>of(
            NasBench201Sample::standardised, NasBench201Sample::rankGauss)) {
      double[] boosted = means(new NgBoost(), transform);
      double[] forest = means(new RandomForest(), transform);
      reporter.publishEntry("ngb", Arrays.toString(boosted));
      reporter.publishEntry("rf", Arrays.toString(forest));
      assertThat(boosted[1]).isGreaterThan(forest[1] - 0.10);
    }
  }
}
