package org.lambdanas.predictors.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

class ModelBasedPredictorTest {

  private static final SearchSpace SPACE = NasBench201Space.INSTANCE;
  private static final Predictor KERNEL =
      new ModelBasedPredictor(new KernelLearner(), TinyEncoder::of);

  private static PredictorSpec.Builder spec() {
    return PredictorSpec.newBuilder().setPredictor("kernel").setSpace("nasbench201").setSeed(5);
  }

  /** Cells with a label that a learner can find out: the number of convolutions, and a little. */
  private static List<Observation> observations(int count, long seed, DoubleUnaryOperator label) {
    RandomGenerator random = new Seed(seed).random();
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Architecture cell = SPACE.sample(random);
      long convolutions =
          cell.getEdgeCell().getOperationsList().stream().filter(o -> o.contains("conv")).count();
      observations.add(
          Observation.newBuilder()
              .setArchitecture(cell)
              .setTarget(label.applyAsDouble(convolutions + 0.4 * random.nextDouble()))
              .build());
    }
    return observations;
  }

  private static List<Prediction> predict(PredictorSpec spec, List<Observation> train) {
    try (Model model = KERNEL.fit(spec, train)) {
      return model.query(observations(40, 99, x -> x));
    }
  }

  private static double tau(List<Prediction> predictions) {
    return new KendallsCorrelation()
        .correlation(
            predictions.stream().mapToDouble(Prediction::getMean).toArray(),
            observations(40, 99, x -> x).stream().mapToDouble(Observation::getTarget).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RANK_GAUSS", "Z_SCORE", "NONE", "UNSPECIFIED"})
  void learnsInTheUnitsOfTheLabels(String transform) {
    PredictorSpec spec =
        spec().setLabelTransform(LabelTransform.valueOf("LABEL_TRANSFORM_" + transform)).build();
    List<Prediction> predictions = predict(spec, observations(100, 1, x -> 40 + 9 * x));
    assertThat(tau(predictions)).isGreaterThan(0.4);
    assertThat(predictions)
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getMean()).isBetween(35.0, 105.0);
              assertThat(prediction.getDeviation()).isBetween(0.0, 40.0);
            });
  }

  @Test
  void unspecifiedIsRankGauss() {
    List<Observation> train = observations(50, 2, x -> 60 + x * x);
    assertThat(predict(spec().build(), train))
        .isEqualTo(
            predict(
                spec().setLabelTransform(LabelTransform.LABEL_TRANSFORM_RANK_GAUSS).build(), train))
        .isNotEqualTo(
            predict(spec().setLabelTransform(LabelTransform.LABEL_TRANSFORM_NONE).build(), train));
  }

  @Test
  void shiftingScalingAndBendingLabelsLeavesTheRanksOfRankGaussAlone() {
    double tau = tau(predict(spec().build(), observations(60, 3, x -> x)));
    for (DoubleUnaryOperator change :
        List.<DoubleUnaryOperator>of(x -> x + 1000, x -> 0.01 * x - 5, Math::exp)) {
      assertThat(tau(predict(spec().build(), observations(60, 3, change))))
          .isCloseTo(tau, within(1e-12));
    }
  }

  @Test
  void oneQueryEqualsTheSameInABatch() {
    List<Observation> queries = observations(5000, 4, x -> x);
    try (Model model = KERNEL.fit(spec().build(), observations(30, 5, x -> x))) {
      List<Prediction> batch = model.query(queries);
      assertThat(batch).hasSize(5000);
      for (int i : new int[] {0, 1, 4095, 4096, 4999}) {
        assertThat(model.query(List.of(queries.get(i)))).containsExactly(batch.get(i));
      }
      assertThat(model.query(List.of())).isEmpty();
    }
  }

  @Test
  void fewAndEqualLabelsGiveFinitePredictions() {
    for (LabelTransform transform :
        List.of(
            LabelTransform.LABEL_TRANSFORM_RANK_GAUSS,
            LabelTransform.LABEL_TRANSFORM_Z_SCORE,
            LabelTransform.LABEL_TRANSFORM_NONE)) {
      for (int n : new int[] {1, 2, 7}) {
        predict(spec().setLabelTransform(transform).build(), observations(n, 6, x -> 93.5));
        predict(spec().setLabelTransform(transform).build(), observations(n, 6, x -> x));
      }
    }
  }

  @Test
  void savedModelsPredictTheSame() {
    PredictorSpec spec =
        spec()
            .setEncoding("tiny_too")
            .addSettings(Feature.newBuilder().setName("width").setValue(3))
            .build();
    List<Observation> queries = observations(20, 7, x -> x);
    try (Model model = KERNEL.fit(spec, observations(40, 8, x -> x))) {
      FittedPredictor saved = model.save();
      assertThat(saved.getSpec().getEncoding()).isEqualTo("tiny_too");
      assertThat(saved.getSpec().getSettingsList()).hasSize(2);
      assertThat(saved.getObservations()).isEqualTo(40);
      try (Model loaded = KERNEL.load(saved)) {
        assertThat(loaded.query(queries)).isEqualTo(model.query(queries));
        assertThat(loaded.save()).isEqualTo(saved);
      }
      assertThatThrownBy(() -> KERNEL.load(saved.toBuilder().removeTensors(0).build()))
          .isInstanceOf(DataException.class);
      assertThatThrownBy(
              () ->
                  KERNEL.load(
                      saved.toBuilder().setSpec(spec.toBuilder().setPredictor("rf")).build()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("rf");
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    List<Observation> train = observations(10, 9, x -> x);
    assertThatThrownBy(() -> KERNEL.fit(spec().setPredictor("gp").build(), train))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> KERNEL.fit(spec().setEncoding("path").build(), train))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tiny, tiny_too");
    assertThatThrownBy(() -> KERNEL.fit(spec().setSpace("darts").build(), train))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> KERNEL.fit(spec().build(), List.of()))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(
            () ->
                KERNEL.fit(spec().build(), List.of(train.get(0).toBuilder().clearTarget().build())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("observation 0 has no target");
    Observation foreign =
        Observation.newBuilder()
            .setArchitecture(Architecture.newBuilder().setSpace("darts"))
            .setTarget(1)
            .build();
    assertThatThrownBy(() -> KERNEL.fit(spec().build(), List.of(train.get(0), foreign)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("observation 1: is of the space 'darts'");
    try (Model model = KERNEL.fit(spec().build(), train)) {
      assertThatThrownBy(() -> model.query(List.of(foreign))).isInstanceOf(DataException.class);
    }
  }

  @Test
  void predictionsThatAreNoNumbersAreAnError() {
    Learner broken =
        new Learner() {
          @Override
          public PredictorDescription description() {
            return new KernelLearner().description();
          }

          @Override
          public Learned fit(LearningTask task) {
            Learned learned = new KernelLearner().fit(task);
            return new Learned() {
              @Override
              public Estimates predict(List<Features> inputs) {
                return Estimates.of(new double[] {Double.NaN});
              }

              @Override
              public StoredModel store() {
                return learned.store();
              }

              @Override
              public void close() {
                learned.close();
              }
            };
          }

          @Override
          public Learned load(StoredModel stored, Settings settings) {
            throw new UnsupportedOperationException();
          }
        };
    List<Observation> train = observations(10, 9, x -> x);
    try (Model model =
        new ModelBasedPredictor(broken, TinyEncoder::of)
            .fit(spec().setDeviations(Deviations.DEVIATIONS_RAW).build(), train)) {
      assertThatThrownBy(() -> model.query(train.subList(0, 1)))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void unlabelledArchitecturesAreNeitherTrainedOnNorWithheldNorTwice() {
    List<Observation> train = observations(200, 10, x -> x);
    List<Architecture> withheld =
        observations(200, 11, x -> x).stream().map(Observation::getArchitecture).toList();
    Set<Architecture> seen = new HashSet<>();
    train.forEach(one -> seen.add(SPACE.canonical(one.getArchitecture())));
    withheld.forEach(one -> seen.add(SPACE.canonical(one)));
    int before = seen.size();
    List<Architecture> drawn = new ArrayList<>();
    Learner spy =
        new Learner() {
          @Override
          public PredictorDescription description() {
            return new KernelLearner().description();
          }

          @Override
          public Learned fit(LearningTask task) {
            assertThat(task.unlabelled().apply(500).subList(0, 40))
                .isEqualTo(task.unlabelled().apply(40));
            return new KernelLearner().fit(task);
          }

          @Override
          public Learned load(StoredModel stored, Settings settings) {
            throw new UnsupportedOperationException();
          }
        };
    ModelBasedPredictor predictor =
        new ModelBasedPredictor(
            spy,
            (space, id) ->
                new Encoder() {
                  @Override
                  public String id() {
                    return id;
                  }

                  @Override
                  public String space() {
                    return space;
                  }

                  @Override
                  public Features features(Architecture architecture) {
                    drawn.add(architecture);
                    return new TinyEncoder(space, id).features(architecture);
                  }

                  @Override
                  public FeatureShape shape() {
                    return new TinyEncoder(space, id).shape();
                  }
                });
    predictor.fit(spec().build(), train, withheld).close();
    List<Architecture> unlabelled = drawn.subList(train.size(), drawn.size());
    assertThat(unlabelled).hasSize(500);
    unlabelled.forEach(cell -> seen.add(SPACE.canonical(cell)));
    assertThat(seen).hasSize(before + 500);
  }
}
