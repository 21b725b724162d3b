package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.testing.NasBench201Sample;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;

/** What every learner of the package promises. */
class TreeLearnersTest {

  private static final NasBench201Sample ALL = NasBench201Sample.all();
  private static final NasBench201Sample DRAWN = ALL.draw(400, new Seed(5));
  private static final NasBench201Sample TEST = DRAWN.part(0, 200);
  private static final NasBench201Sample TRAIN = DRAWN.part(200, 321).standardised();

  static Stream<Named<Learner>> learners() {
    return Stream.of(new XgBoost(), new LightGbm(), new RandomForest(), new NgBoost())
        .map(learner -> Named.of(learner.description().id(), learner));
  }

  private static Estimates estimate(Learner learner, LearningTask task, List<Features> queries) {
    try (Learned learned = learner.fit(task)) {
      return learned.predict(queries);
    }
  }

  private static void assertSame(Estimates actual, Estimates expected) {
    assertThat(actual.means()).containsExactly(expected.means());
    assertThat(actual.deviations().isPresent()).isEqualTo(expected.deviations().isPresent());
    expected
        .deviations()
        .ifPresent(
            deviations ->
                assertThat(actual.deviations().orElseThrow()).containsExactly(deviations));
  }

  private static void assertFinite(Estimates estimates) {
    assertThat(DoubleStream.of(estimates.means())).allMatch(Double::isFinite);
    assertThat(DoubleStream.of(estimates.deviations().orElse(new double[0])))
        .allMatch(deviation -> deviation >= 0 && deviation < Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("learners")
  void learnsTheOrderOfCells(Learner learner) {
    Estimates estimates = estimate(learner, TRAIN.task(learner, 1), TEST.inputs());
    assertThat(NasBench201Sample.kendall(estimates.means(), TEST.labels())).isGreaterThan(0.3);
    assertThat(estimates.deviations().isPresent())
        .isEqualTo(learner.description().givesDeviation());
  }

  @ParameterizedTest
  @MethodSource("learners")
  void sameSeedSameBits(Learner learner) {
    assertSame(
        estimate(learner, TRAIN.task(learner, 9), TEST.inputs()),
        estimate(learner, TRAIN.task(learner, 9), TEST.inputs()));
  }

  @ParameterizedTest
  @MethodSource("learners")
  void theSeedMattersWhereSomethingIsDrawn(Learner learner) {
    // XGBoost draws nothing unless it samples columns.
    Feature[] settings =
        learner instanceof XgBoost
            ? new Feature[] {NasBench201Sample.setting("colsample_bytree", 0.5)}
            : new Feature[0];
    assertThat(estimate(learner, TRAIN.task(learner, 1, settings), TEST.inputs()).means())
        .isNotEqualTo(estimate(learner, TRAIN.task(learner, 2, settings), TEST.inputs()).means());
  }

  @ParameterizedTest
  @MethodSource("learners")
  void aQueryByItselfIsAnsweredAsAmongOthers(Learner learner) {
    // More rows than one block has, and not a multiple of anything.
    List<Features> queries = ALL.inputs().subList(0, 9001);
    try (Learned learned = learner.fit(TRAIN.task(learner, 3))) {
      Estimates together = learned.predict(queries);
      for (int row : new int[] {0, 1, 2, 3, 4, 63, 64, 4095, 8191, 8192, 8999, 9000}) {
        Estimates alone = learned.predict(List.of(queries.get(row)));
        assertThat(alone.means()).containsExactly(together.means()[row]);
        alone
            .deviations()
            .ifPresent(
                deviations ->
                    assertThat(deviations)
                        .containsExactly(together.deviations().orElseThrow()[row]));
      }
      assertThat(learned.predict(List.of()).means()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void aStoredModelPredictsTheSame(Learner learner) {
    LearningTask task = TRAIN.task(learner, 4);
    try (Learned learned = learner.fit(task);
        Learned loaded = learner.load(learned.store(), task.settings())) {
      assertSame(loaded.predict(TEST.inputs()), learned.predict(TEST.inputs()));
      assertThat(loaded.store()).isEqualTo(learned.store());
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void oneOrTwoObservationsAndEqualLabelsGiveFiniteAnswers(Learner learner) {
    assertFinite(estimate(learner, TRAIN.part(0, 1).task(learner, 1), TEST.inputs()));
    assertFinite(estimate(learner, TRAIN.part(0, 2).task(learner, 1), TEST.inputs()));
    assertFinite(estimate(learner, TRAIN.part(0, 3).task(learner, 1), TEST.inputs()));
    double[] equal = new double[TRAIN.labels().length];
    Arrays.fill(equal, 0.1);
    Estimates constant = estimate(learner, TRAIN.labelled(equal).task(learner, 1), TEST.inputs());
    assertFinite(constant);
    assertThat(DoubleStream.of(constant.means())).allMatch(mean -> Math.abs(mean - 0.1) < 1e-6);
  }

  @ParameterizedTest
  @MethodSource("learners")
  void labelsOfAnySizeGiveFiniteAnswers(Learner learner) {
    for (double scale : new double[] {1e-12, 1e12}) {
      double[] labels = Arrays.stream(TRAIN.labels()).map(y -> scale * (y + 3)).toArray();
      assertFinite(estimate(learner, TRAIN.labelled(labels).task(learner, 1), TEST.inputs()));
    }
    // The same architecture twice, once good and once bad.
    NasBench201Sample twice = ALL.draw(1, new Seed(1));
    List<Features> inputs = List.of(twice.inputs().get(0), twice.inputs().get(0));
    LearningTask task = TRAIN.part(0, 2).task(learner, 1);
    assertFinite(
        estimate(
            learner,
            new LearningTask(
                inputs, new double[] {-1, 1}, task.settings(), task.seed(), task.unlabelled()),
            TEST.inputs()));
  }

  @ParameterizedTest
  @MethodSource("learners")
  void everySettingWorksAtItsEnds(Learner learner) {
    // The numbers of trees stay small, and nothing is asked of time.
    List<String> counts = List.of("rounds", "trees", "estimators");
    NasBench201Sample few = TRAIN.part(0, 40);
    for (SettingDescription setting : learner.description().settings()) {
      List<Double> values = new ArrayList<>(List.of(setting.least()));
      if (!counts.contains(setting.name())) {
        values.add(setting.most());
      }
      setting
          .search()
          .ifPresent(
              range -> {
                assertThat(range.least()).isGreaterThanOrEqualTo(setting.least());
                assertThat(range.most()).isLessThanOrEqualTo(setting.most());
              });
      for (double value : values) {
        List<Feature> given = new ArrayList<>();
        given.add(NasBench201Sample.setting(setting.name(), value));
        learner.description().settings().stream()
            .map(SettingDescription::name)
            .filter(name -> counts.contains(name) && !name.equals(setting.name()))
            .forEach(name -> given.add(NasBench201Sample.setting(name, 20)));
        assertFinite(
            estimate(learner, few.task(learner, 1, given.toArray(Feature[]::new)), TEST.inputs()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void thePublishedSettingsAreThoseOfTheSpecification(Learner learner) {
    List<String> values =
        Settings.of(
                learner.description().settings(),
                PredictorSpec.newBuilder().setAsPublished(true).build())
            .values()
            .entrySet()
            .stream()
            .map(Object::toString)
            .toList();
    assertThat(values)
        .containsExactlyElementsOf(
            switch (learner.description().id()) {
              case "xgb" ->
                  List.of(
                      "rounds=500.0",
                      "max_depth=6.0",
                      "min_child_weight=1.0",
                      "colsample_bytree=1.0",
                      "colsample_bylevel=1.0",
                      "colsample_bynode=1.0",
                      "subsample=1.0",
                      "eta=0.3");
              case "lgb" ->
                  List.of(
                      "rounds=500.0",
                      "num_leaves=31.0",
                      "min_data_in_leaf=5.0",
                      "learning_rate=0.05",
                      "feature_fraction=0.9",
                      "bagging_fraction=0.8",
                      "bagging_freq=5.0");
              case "rf" ->
                  List.of(
                      "trees=116.0",
                      "max_features=0.17056",
                      "min_samples_leaf=2.0",
                      "min_samples_split=2.0");
              default ->
                  List.of(
                      "estimators=505.0",
                      "learning_rate=0.0812705",
                      "max_depth=6.0",
                      "max_features=0.79205",
                      "min_samples_leaf=1.0",
                      "min_samples_split=2.0",
                      "minibatch=0.5");
            });
    assertThat(learner.description().published().encodings()).containsExactly("adjacency_one_hot");
  }

  @ParameterizedTest
  @MethodSource("learners")
  void featuresThatAreNumbersAreSplitBetweenThem(Learner learner) {
    // y = x1^2 - x2 over random points; a third feature says nothing.
    var random = new Seed(8).random();
    List<Features> inputs = new ArrayList<>();
    double[] labels = new double[600];
    for (int row = 0; row < labels.length; row++) {
      float first = (float) (2 * random.nextDouble() - 1);
      float second = (float) random.nextDouble();
      inputs.add(NasBench201Sample.vector(first, second, (float) random.nextDouble()));
      labels[row] = first * first - second;
    }
    LearningTask task =
        new LearningTask(
            inputs.subList(0, 400),
            Arrays.copyOf(labels, 400),
            TRAIN.task(learner, 1).settings(),
            new Seed(1),
            count -> List.of());
    assertThat(
            NasBench201Sample.kendall(
                estimate(learner, task, inputs.subList(400, 600)).means(),
                Arrays.copyOfRange(labels, 400, 600)))
        .isGreaterThan(0.75);
  }

  @ParameterizedTest
  @MethodSource("learners")
  void inputsOfAnotherFormAreRefused(Learner learner) {
    try (Learned learned = learner.fit(TRAIN.part(0, 20).task(learner, 1))) {
      Features good = TRAIN.inputs().get(0);
      assertThatThrownBy(() -> learned.predict(List.of(good, NasBench201Sample.vector(1, 2))))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "an encoding is a vector of 2 features: the predictor reads a vector of 30 features");
      assertThatThrownBy(() -> learned.predict(List.of(new Features.Sequence(3, new int[] {1, 2}))))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "an encoding is a sequence of 2 tokens out of 3: the predictor reads a vector of 30"
                  + " features");
      assertThatThrownBy(
              () ->
                  learner.fit(
                      new NasBench201Sample(
                              List.of(new Features.Sequence(3, new int[] {1, 2})), new double[1])
                          .task(learner, 1)))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "an encoding is a sequence of 2 tokens out of 3: the predictor reads a vector");
    }
  }

  @Test
  void fitsInSeveralThreadsAreThoseOfOne() throws Exception {
    List<Callable<Estimates>> calls = new ArrayList<>();
    List<Estimates> expected = new ArrayList<>();
    for (int trial = 0; trial < 3; trial++) {
      for (Learner learner : learners().map(Named::getPayload).toList()) {
        LearningTask task = TRAIN.part(trial, trial + 40).task(learner, trial);
        calls.add(() -> estimate(learner, task, TEST.inputs()));
        expected.add(estimate(learner, task, TEST.inputs()));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Estimates>> answers = threads.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertSame(answers.get(i).get(), expected.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void fewerThanTenObservationsWithLeavesOfFiveGiveOneAnswerForAll(Learner learner) {
    Estimates estimates = estimate(learner, TRAIN.part(0, 9).task(learner, 1), TEST.inputs());
    long distinct = Arrays.stream(estimates.means()).distinct().count();
    if (learner instanceof LightGbm) {
      assertThat(distinct).isEqualTo(1);
      Estimates finer =
          estimate(
              learner,
              TRAIN.part(0, 9).task(learner, 1, NasBench201Sample.setting("min_data_in_leaf", 1)),
              TEST.inputs());
      assertThat(Arrays.stream(finer.means()).distinct().count()).isGreaterThan(1);
    } else {
      assertThat(distinct).isGreaterThan(1);
    }
  }
}
