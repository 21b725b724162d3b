package org.lambdanas.predictors.predictor;

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
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.label.ScaledLabels;
import org.lambdanas.predictors.metric.IntervalCover;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

class CalibrationTest {

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();
  private static final String METRIC = "cifar10valid_test_200ep_seed888";
  private static final LabelScale AS_IS =
      ScaledLabels.of(LabelTransform.LABEL_TRANSFORM_NONE, new double[] {0}).scale();

  /** Errors with the given deviation at each place. */
  private static Calibration of(double[] truth, double[] claimed, long seed) {
    SplittableRandom random = new Seed(seed).random();
    double[] labels = new double[truth.length];
    Arrays.setAll(labels, i -> truth[i] * random.nextGaussian());
    return Calibration.of(labels, new double[truth.length], claimed, AS_IS);
  }

  private static double[] uneven(int n) {
    double[] deviations = new double[n];
    Arrays.setAll(deviations, i -> i % 2 == 0 ? 1 : 3);
    return deviations;
  }

  @Test
  void whatIsRightStaysAndWhatIsTooMuchIsScaledDown() {
    double[] right = uneven(20_000);
    double[] twice = Arrays.stream(right).map(d -> 2 * d).toArray();
    Calibration none = of(right, right, 1);
    assertThat(none.apply(1)).isCloseTo(1, within(.03));
    assertThat(none.apply(3)).isCloseTo(3, within(.06));
    Calibration half = of(right, twice, 1);
    assertThat(half.apply(2)).isCloseTo(1, within(.03));
    assertThat(half.apply(6)).isCloseTo(3, within(.06));
  }

  @Test
  void noiseThatAMethodDoesNotKnowOfIsAdded() {
    double[] known = uneven(20_000);
    double[] real = Arrays.stream(known).map(d -> Math.hypot(d, 2)).toArray();
    Calibration calibration = of(real, known, 2);
    assertThat(calibration.apply(1)).isCloseTo(Math.hypot(1, 2), within(.08));
    assertThat(calibration.apply(3)).isCloseTo(Math.hypot(3, 2), within(.12));
    // Nothing known at all: the root mean square of the errors.
    double[] alike = new double[20_000];
    Arrays.fill(alike, 5);
    Calibration offset = of(alike, new double[20_000], 3);
    assertThat(offset.scale()).isZero();
    assertThat(offset.offset()).isCloseTo(5, within(.1));
  }

  @Test
  void fewOrNoErrorsLeaveFiniteNumbers() {
    Calibration exact =
        Calibration.of(new double[] {1, 1}, new double[] {1, 1}, new double[2], AS_IS);
    assertThat(exact.apply(0)).isZero();
    assertThat(
            Calibration.of(new double[] {1, 1}, new double[] {1, 1}, new double[] {.1, 2}, AS_IS)
                .apply(2))
        .isFinite()
        .isNotNegative();
    // Student's t: two errors of 1 say less than a thousand of them.
    double two = Calibration.of(new double[] {1, -1}, new double[2], new double[2], AS_IS).offset();
    assertThat(two).isCloseTo(6.313751514675043 / 1.6448536269514722, within(1e-6));
  }

  /** Squares of normal errors have another tail, and what is wanted is nine of ten within. */
  @Test
  void errorsThatAreNotNormalAreCounted() {
    SplittableRandom random = new Seed(4).random();
    double[] labels = new double[20_000];
    Arrays.setAll(labels, i -> Math.pow(random.nextGaussian(), 5));
    double[] alike = new double[labels.length];
    double counted = Calibration.of(labels, alike, alike, AS_IS).offset();
    double root = Math.sqrt(Arrays.stream(labels).map(y -> y * y).average().orElseThrow());
    double wanted = Math.pow(1.6448536269514722, 4);
    // As far from the one as from the other.
    assertThat(counted).isCloseTo(Math.sqrt(root * wanted), within(.1 * wanted));
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

  private static PredictorSpec.Builder spec(String id) {
    return PredictorSpec.newBuilder().setPredictor(id).setSpace("nasbench201").setSeed(3);
  }

  private static double cover(List<Prediction> predictions, List<Observation> truth) {
    return new IntervalCover(90)
        .compute(
            truth.stream().mapToDouble(Observation::getTarget).toArray(),
            predictions.stream().mapToDouble(Prediction::getMean).toArray(),
            predictions.stream().mapToDouble(Prediction::getDeviation).toArray())
        .value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gp", "sparse_gp", "bayes_lin_reg", "rf", "ngb", "bohamiann", "bananas"})
  void nineOfTenAreWithinTheIntervals(String id) {
    Predictor predictor = Predictors.byId(id);
    List<Observation> test = observations(5000, 600);
    List<Observation> train = observations(0, 100);
    try (Model calibrated = predictor.fit(spec(id).build(), train);
        Model raw =
            predictor.fit(spec(id).setDeviations(Deviations.DEVIATIONS_RAW).build(), train)) {
      List<Prediction> predictions = calibrated.query(test);
      assertThat(cover(predictions, test)).isBetween(.82, .97);
      List<Prediction> before = raw.query(test);
      assertThat(predictions)
          .extracting(Prediction::getMean)
          .isEqualTo(before.stream().map(Prediction::getMean).toList());
      if (List.of("ngb", "bohamiann", "bananas").contains(id)) {
        assertThat(cover(before, test)).isLessThan(.75);
      }
      FittedPredictor saved = calibrated.save();
      CrossValidation validation = saved.getCrossValidation();
      assertThat(validation.getFolds()).isEqualTo(5);
      assertThat(validation.getKendallTau()).isBetween(.25, .8);
      assertThat(raw.save().hasCrossValidation()).isFalse();
      try (Model loaded = predictor.load(saved)) {
        assertThat(loaded.query(test)).isEqualTo(predictions);
        assertThat(loaded.save()).isEqualTo(saved);
      }
      assertThat(predictor.fit(saved.getSpec(), train).save()).isEqualTo(saved);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gp", "rf", "ngb", "dngo", "bayes_lin_reg"})
  void fewObservationsAndConstantLabelsLeaveFiniteDeviations(String id) {
    Predictor predictor = Predictors.byId(id);
    List<Observation> some = observations(0, 3);
    List<Observation> flat =
        observations(0, 12).stream().map(o -> o.toBuilder().setTarget(7).build()).toList();
    for (List<Observation> train : List.of(some.subList(0, 1), some.subList(0, 2), some, flat)) {
      try (Model model = predictor.fit(spec(id).build(), train)) {
        assertThat(model.query(observations(100, 20)))
            .allSatisfy(
                prediction -> {
                  assertThat(prediction.getDeviation()).isFinite().isNotNegative();
                  assertThat(prediction.getMean()).isFinite();
                });
        assertThat(model.save().hasCrossValidation()).isEqualTo(train.size() > 1);
      }
    }
  }

  @Test
  void theNumberOfPartsIsASetting() {
    List<Observation> train = observations(0, 40);
    Predictor rf = Predictors.byId("rf");
    try (Model two = rf.fit(spec("rf").setFolds(2).build(), train);
        Model one = rf.fit(spec("rf").setFolds(1).build(), train)) {
      assertThat(two.save().getCrossValidation().getFolds()).isEqualTo(2);
      assertThat(one.save().hasCrossValidation()).isFalse();
      assertThat(one.save().getSpec().getDeviations()).isEqualTo(Deviations.DEVIATIONS_RAW);
    }
  }

  /** What has learnt its training set by heart knows nothing of what was left out. */
  @Test
  void predictorsOfAnyKindAreJudgedByWhatTheyHaveNotSeen() {
    List<Observation> train = observations(0, 60);
    CrossValidation xgb =
        HeldOut.of(Predictors.byId("xgb"), spec("xgb").setFolds(3).build(), train).orElseThrow();
    assertThat(xgb.getFolds()).isEqualTo(3);
    assertThat(xgb.getKendallTau()).isBetween(.2, .75);
    Predictor memory = new ModelBasedPredictor(new MemorisingLearner(), TinyEncoder::of);
    String id = memory.description().id();
    assertThat(HeldOut.of(memory, spec(id).build(), train).orElseThrow().getKendallTau())
        .isLessThan(.35);
    assertThat(HeldOut.of(memory, spec(id).setFolds(1).build(), train)).isEmpty();
  }
}
