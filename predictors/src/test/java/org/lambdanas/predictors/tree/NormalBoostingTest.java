package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.testing.NasBench201Sample;

class NormalBoostingTest {

  private static final NasBench201Sample ALL = NasBench201Sample.all();

  private static List<Double> scores(NasBench201Sample sample, double minibatch, long seed) {
    NasBench201Sample standard = sample.standardised();
    List<Double> scores = new ArrayList<>();
    new NormalBoosting(
            FeatureBlock.whole(standard.inputs()),
            standard.labels(),
            new NormalBoosting.Plan(200, 0.0812705, minibatch, new TreeGrower.Shape(6, 1, 2, 23)),
            new Seed(seed))
        .run(scores::add);
    return scores;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 24, 121, 500})
  void onTheFullBatchTheLikelihoodNeverFalls(int size) {
    for (long seed = 0; seed < 3; seed++) {
      List<Double> scores = scores(ALL.draw(size, new Seed(seed)), 1, seed);
      assertThat(scores.get(0)).isCloseTo(0.5, within(1e-9));
      assertThat(scores).hasSizeGreaterThan(20);
      for (int i = 1; i < scores.size(); i++) {
        assertThat(scores.get(i)).as("size %d, step %d", size, i).isLessThan(scores.get(i - 1));
      }
    }
  }

  @Test
  void onMinibatchesItRisesInTheLongRun() {
    List<Double> scores = scores(ALL.draw(500, new Seed(1)), 0.5, 1);
    assertThat(scores.get(scores.size() - 1)).isLessThan(scores.get(0) - 0.5);
  }

  @Test
  void findsTheMeanAndTheDeviationOfEachGroup() {
    // Two groups, told apart by one feature: labels about 3 with deviation 0.2, about 7 with 2.
    SplittableRandom random = new Seed(2).random();
    List<Features> inputs = new ArrayList<>();
    double[] labels = new double[2000];
    for (int row = 0; row < labels.length; row++) {
      int group = row % 2;
      inputs.add(NasBench201Sample.vector(group));
      labels[row] = group == 0 ? 3 + 0.2 * random.nextGaussian() : 7 + 2 * random.nextGaussian();
    }
    NgBoost learner = new NgBoost();
    Settings settings = Settings.of(learner.description().settings(), List.of());
    try (Learned learned =
        learner.fit(new LearningTask(inputs, labels, settings, new Seed(1), count -> List.of()))) {
      Estimates estimates = learned.predict(inputs.subList(0, 2));
      assertThat(estimates.means()).containsExactly(new double[] {3, 7}, within(0.15));
      double[] deviations = estimates.deviations().orElseThrow();
      assertThat(deviations[0]).isBetween(0.17, 0.25);
      assertThat(deviations[1]).isBetween(1.8, 2.2);
    }
  }

  @Test
  void unitsOfTheLabelsAreThoseOfThePredictions() {
    NasBench201Sample train = ALL.draw(60, new Seed(3));
    NgBoost learner = new NgBoost();
    double[] moved = Arrays.stream(train.labels()).map(y -> 1024 * y).toArray();
    try (Learned first = learner.fit(train.task(learner, 1));
        Learned second = learner.fit(train.labelled(moved).task(learner, 1))) {
      Estimates expected = first.predict(train.inputs());
      Estimates actual = second.predict(train.inputs());
      assertThat(Arrays.stream(actual.means()).map(y -> y / 1024).toArray())
          .containsExactly(expected.means(), within(1e-9));
      assertThat(Arrays.stream(actual.deviations().orElseThrow()).map(y -> y / 1024).toArray())
          .containsExactly(expected.deviations().orElseThrow(), within(1e-9));
    }
  }
}
