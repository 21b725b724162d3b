package org.lambdanas.predictors.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.IntervalCover;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

class EnsembleTest {

  private static final Predictor ENSEMBLE = Predictors.byId("ensemble");
  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();
  private static final String METRIC = "cifar10valid_test_200ep_seed888";

  private static PredictorSpec.Builder spec() {
    return PredictorSpec.newBuilder().setPredictor("ensemble").setSpace("nasbench201").setSeed(3);
  }

  private static List<Observation> observations(int from, int count) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // 15 625 is no multiple of 1 237: every row once.
      int row = (int) ((from + i) * 1237L % TABLE.rows());
      observations.add(
          Observation.newBuilder()
              .setArchitecture(TABLE.architecture(row))
              .setTarget(TABLE.value(row, METRIC))
              .build());
    }
    return observations;
  }

  private static double[] targets(List<Observation> observations) {
    return observations.stream().mapToDouble(Observation::getTarget).toArray();
  }

  private static double[] means(List<Prediction> predictions) {
    return predictions.stream().mapToDouble(Prediction::getMean).toArray();
  }

  private static double[] noisy(double[] labels, double noise, long seed) {
    SplittableRandom random = new Seed(seed).random();
    return Arrays.stream(labels).map(y -> y + noise * random.nextGaussian()).toArray();
  }

  private static double[] labels(int n) {
    SplittableRandom random = new Seed(1).random();
    return random.doubles(n).map(x -> 4 * x - 2).toArray();
  }

  @Test
  void errorsThatAreIndependentAreWeighedByTheirVariances() {
    double[] labels = labels(20_000);
    double[][] predictions = {
      noisy(labels, 1, 2), noisy(labels, Math.sqrt(2), 3), noisy(labels, 2, 4)
    };
    // 1 : 1/2 : 1/4.
    double[] prior = Ensemble.LEARNER.prior(labels.length);
    assertThat(MemberWeights.of(labels, predictions, prior, 8))
        .containsExactly(new double[] {.571, .286, .143}, within(.02));
    double[][] oneIsRight = {noisy(labels, 3, 2), labels, noisy(labels, 3, 4)};
    assertThat(MemberWeights.of(labels, oneIsRight, prior, 8))
        .containsExactly(new double[] {0, 1, 0}, within(1e-3));
  }

  @Test
  void noOtherWeightsHaveALesserPenalisedError() {
    double[] labels = labels(30);
    double[] shared = noisy(labels, 1, 5);
    double[][] predictions = {
      noisy(shared, .5, 6), noisy(shared, .3, 7), noisy(labels, 1.5, 8), labels(30), shared
    };
    double[] prior = {.4, .1, .2, .1, .2};
    double[] best = MemberWeights.of(labels, predictions, prior, 8);
    assertThat(Arrays.stream(best).sum()).isCloseTo(1, within(1e-9));
    assertThat(Arrays.stream(best).allMatch(weight -> weight >= 0)).isTrue();
    double least = loss(labels, predictions, prior, best);
    SplittableRandom random = new Seed(9).random();
    for (int i = 0; i < 2000; i++) {
      double[] other = random.doubles(5).map(u -> -Math.log(u)).toArray();
      double sum = Arrays.stream(other).sum();
      double share = random.nextDouble();
      for (int m = 0; m < 5; m++) {
        other[m] = share * best[m] + (1 - share) * other[m] / sum;
      }
      assertThat(loss(labels, predictions, prior, other)).isGreaterThan(least - 1e-9);
    }
  }

  /** Mean squared error, and as much for eight observations of the prior as the even mean's. */
  private static double loss(
      double[] labels, double[][] predictions, double[] prior, double[] weights) {
    double[] even = new double[weights.length];
    Arrays.fill(even, 1.0 / weights.length);
    double away = 0;
    for (int m = 0; m < weights.length; m++) {
      away += (weights[m] - prior[m]) * (weights[m] - prior[m]);
    }
    return error(labels, predictions, weights)
        + 8.0 / labels.length * error(labels, predictions, even) * away;
  }

  private static double error(double[] labels, double[][] predictions, double[] weights) {
    double squares = 0;
    for (int i = 0; i < labels.length; i++) {
      double mean = 0;
      for (int m = 0; m < weights.length; m++) {
        mean += weights[m] * predictions[m][i];
      }
      squares += (mean - labels[i]) * (mean - labels[i]) / labels.length;
    }
    return squares;
  }

  @Test
  void fewObservationsLeaveTheFirstMemberMost() {
    assertThat(Ensemble.LEARNER.prior(0)).containsExactly(1, 0, 0);
    assertThat(Ensemble.LEARNER.prior(40))
        .containsExactly(new double[] {2 / 3., 1 / 6., 1 / 6.}, within(1e-12));
    double[] labels = labels(6);
    double[] same = noisy(labels, 1, 2);
    // Members that cannot be told apart.
    double[] prior = Ensemble.LEARNER.prior(6);
    assertThat(MemberWeights.of(labels, new double[][] {same, same, same}, prior, 8))
        .containsExactly(prior, within(1e-9));
  }

  @Test
  void itRanksAtLeastAsWellAsItsMembersAndKnowsHowWell() {
    List<Observation> train = observations(0, 121);
    List<Observation> test = observations(5000, 400);
    double best = 0;
    for (String id : List.of("gp", "xgb", "rf")) {
      try (Model member =
          Predictors.byId(id)
              .fit(spec().setPredictor(id).setEncoding("graph").setFolds(1).build(), train)) {
        best =
            Math.max(
                best,
                Correlation.KENDALL.compute(targets(test), means(member.query(test))).value());
      }
    }
    try (Model model = ENSEMBLE.fit(spec().build(), train)) {
      List<Prediction> predictions = model.query(test);
      double tau = Correlation.KENDALL.compute(targets(test), means(predictions)).value();
      assertThat(tau).isGreaterThan(best - .015).isGreaterThan(.7);
      assertThat(
              new IntervalCover(90)
                  .compute(
                      targets(test),
                      means(predictions),
                      predictions.stream().mapToDouble(Prediction::getDeviation).toArray())
                  .value())
          .isBetween(.82, .97);
      CrossValidation validation = model.save().getCrossValidation();
      assertThat(validation.getFolds()).isEqualTo(5);
      assertThat(validation.getKendallTau()).isCloseTo(tau, within(.12));
    }
  }

  @Test
  void itIsKeptWithItsMembers() {
    List<Observation> train = observations(0, 40);
    List<Observation> test = observations(5000, 30);
    try (Model model = ENSEMBLE.fit(spec().build(), train);
        Model again = ENSEMBLE.fit(spec().build(), train)) {
      FittedPredictor saved = model.save();
      assertThat(again.save()).isEqualTo(saved);
      assertThat(saved.getTensorsList())
          .extracting(NamedTensor::getName)
          .contains("weights", "gp/targets", "xgb/trees/starts", "rf/trees/starts");
      try (Model loaded = ENSEMBLE.load(saved)) {
        assertThat(loaded.query(test)).isEqualTo(model.query(test));
        assertThat(loaded.query(test.subList(7, 8))).isEqualTo(model.query(test).subList(7, 8));
        assertThat(loaded.save()).isEqualTo(saved);
      }
      FittedPredictor.Builder damaged = saved.toBuilder();
      for (int i = 0; i < damaged.getTensorsCount(); i++) {
        if (damaged.getTensors(i).getName().equals("weights")) {
          damaged.setTensors(
              i, TensorMessages.of("weights", new long[] {3}, new double[] {2, -.5, -.5}));
        }
      }
      assertThatThrownBy(() -> ENSEMBLE.load(damaged.build()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("weights [2.0, -0.5, -0.5]");
    }
  }

  @Test
  void theOrderOfTheRowsIsNothingToIt() {
    List<Observation> train = observations(0, 30);
    List<Observation> turned = new ArrayList<>(train);
    Collections.reverse(turned);
    List<Observation> test = observations(5000, 10);
    try (Model model = ENSEMBLE.fit(spec().build(), train);
        Model other = ENSEMBLE.fit(spec().build(), turned)) {
      assertThat(means(other.query(test))).containsExactly(means(model.query(test)));
      CrossValidation validation = model.save().getCrossValidation();
      CrossValidation turnedOne = other.save().getCrossValidation();
      // Each label has been compared with what was said of its own row.
      assertThat(turnedOne.getKendallTau()).isEqualTo(validation.getKendallTau()).isGreaterThan(.4);
      assertThat(turnedOne.getDeviationOffset())
          .isCloseTo(validation.getDeviationOffset(), within(1e-9));
    }
  }

  @Test
  void theSettingsCount() {
    List<Observation> train = observations(0, 30);
    List<Observation> test = observations(5000, 10);
    try (Model usual = ENSEMBLE.fit(spec().build(), train);
        Model even = ENSEMBLE.fit(spec().addSettings(setting("weigh", 0)).build(), train);
        Model three = ENSEMBLE.fit(spec().addSettings(setting("folds", 3)).build(), train)) {
      assertThat(means(even.query(test))).isNotEqualTo(means(usual.query(test)));
      NamedTensor weights =
          even.save().getTensorsList().stream()
              .filter(tensor -> tensor.getName().equals("weights"))
              .findFirst()
              .orElseThrow();
      assertThat(TensorMessages.doubles(weights, 3)).containsOnly(1 / 3.);
      assertThat(three.save().getCrossValidation().getFolds()).isEqualTo(3);
    }
  }

  private static Feature setting(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  @Test
  void fewObservationsAndConstantLabelsAreNoError() {
    List<Observation> flat =
        observations(0, 15).stream().map(o -> o.toBuilder().setTarget(7).build()).toList();
    for (List<Observation> train :
        List.of(observations(0, 1), observations(0, 2), observations(0, 9), flat)) {
      try (Model model = ENSEMBLE.fit(spec().build(), train)) {
        assertThat(model.query(observations(5000, 20)))
            .allSatisfy(
                prediction -> {
                  assertThat(prediction.getMean()).isFinite();
                  assertThat(prediction.getDeviation()).isFinite().isNotNegative();
                });
      }
    }
  }
}
