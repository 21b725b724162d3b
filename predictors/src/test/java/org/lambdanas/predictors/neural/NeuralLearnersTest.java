package org.lambdanas.predictors.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

class NeuralLearnersTest {

  /** Small networks and few passes. */
  private static final String[] QUICK = {
    "width=16", "hidden=16", "epochs=4", "semi_epochs=1", "repeats=2"
  };

  static Stream<Learner> learners() {
    return NeuralLearner.all().stream();
  }

  static Stream<String> ids() {
    return learners().map(learner -> learner.description().id());
  }

  private static Learner learner(String id) {
    return learners().filter(l -> l.description().id().equals(id)).findFirst().orElseThrow();
  }

  private static Learned quick(Learner learner, int count, long seed) {
    return learner.fit(
        Cells.task(
            learner,
            Cells.of(learner, count, 1),
            Cells.labels(count, 2),
            Cells.settings(learner, QUICK),
            seed));
  }

  @Test
  void allSixAreThere() {
    assertThat(ids()).containsExactly("bananas", "mlp", "gcn", "bonas", "nao", "seminas");
  }

  @ParameterizedTest
  @MethodSource("ids")
  void eightCellsAreLearntByHeart(String id) {
    Learner learner = learner(id);
    List<Features> cells = Cells.of(learner, 8, 11);
    double[] labels = Cells.labels(8, 12);
    Settings settings =
        Cells.settings(
            learner,
            "width=32",
            "hidden=32",
            "epochs=250",
            "semi_epochs=1",
            "repeats=1",
            "synthetic=0",
            "dropout=0",
            "weight_decay=0",
            "trade_off=1",
            "learning_rate=0.005");
    try (Learned learned = learner.fit(Cells.task(learner, cells, labels, settings, 5))) {
      double[] means = learned.predict(cells).means();
      double error = 0;
      for (int i = 0; i < labels.length; i++) {
        error += Math.abs(means[i] - labels[i]) / labels.length;
      }
      // The labels deviate by about 1. Batch norm's running statistics are not the batch's own.
      assertThat(error).isLessThan(id.equals("bonas") ? 0.3 : 0.15);
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void theSameSeedGivesTheSameBits(String id) {
    Learner learner = learner(id);
    List<Features> queries = Cells.of(learner, 5, 3);
    double[][] means = new double[3][];
    for (int i = 0; i < 3; i++) {
      try (Learned learned = quick(learner, 10, i == 2 ? 8 : 7)) {
        means[i] = learned.predict(queries).means();
      }
    }
    assertThat(means[1]).containsExactly(means[0]);
    assertThat(means[2]).isNotEqualTo(means[0]);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void aCellIsWorthTheSameAloneAndAmongOthers(String id) {
    Learner learner = learner(id);
    List<Features> queries = Cells.of(learner, 70, 3);
    try (Learned learned = quick(learner, 9, 7)) {
      Estimates together = learned.predict(queries);
      List<Features> turned = new ArrayList<>(queries.subList(37, 70));
      turned.addAll(queries.subList(0, 37));
      Estimates moved = learned.predict(turned);
      for (int i = 0; i < 70; i++) {
        assertThat(moved.means()[i]).isEqualTo(together.means()[(i + 37) % 70]);
      }
      for (int i = 0; i < 70; i += 3) {
        Estimates alone = learned.predict(queries.subList(i, i + 1));
        assertThat(alone.means()).containsExactly(together.means()[i]);
        assertThat(alone.deviations().isPresent())
            .isEqualTo(learner.description().givesDeviation());
        if (alone.deviations().isPresent()) {
          assertThat(alone.deviations().orElseThrow()[0])
              .isEqualTo(together.deviations().orElseThrow()[i])
              .isPositive();
        }
      }
      assertThat(learned.predict(List.of()).means()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void whatIsStoredPredictsTheSame(String id) {
    Learner learner = learner(id);
    List<Features> queries = Cells.of(learner, 6, 3);
    try (Learned learned = quick(learner, 9, 7);
        Learned loaded = learner.load(learned.store(), Cells.settings(learner, QUICK))) {
      assertThat(loaded.predict(queries).means()).containsExactly(learned.predict(queries).means());
      assertThat(loaded.store()).isEqualTo(learned.store());
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void theSmallestAndTheDullestTasksHaveFinitePredictions(String id) {
    Learner learner = learner(id);
    List<Features> cells = Cells.of(learner, 6, 3);
    for (double[] labels : new double[][] {{.3}, {-1, 1}, {2, 2, 2, 2}, {1e-3, 1e-3}}) {
      try (Learned learned =
          learner.fit(
              Cells.task(
                  learner,
                  cells.subList(0, labels.length),
                  labels,
                  Cells.settings(learner, QUICK),
                  1))) {
        assertThat(learned.predict(cells).means()).doesNotContain(Double.NaN).hasSize(6);
        assertThat(Arrays.stream(learned.predict(cells).means())).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void predictionsFollowTheScaleOfTheLabels(String id) {
    Learner learner = learner(id);
    List<Features> cells = Cells.of(learner, 9, 3);
    double[] labels = Cells.labels(9, 2);
    double[] percents = Arrays.stream(labels).map(x -> 60 + 8 * x).toArray();
    Settings settings = Cells.settings(learner, QUICK);
    try (Learned unit = learner.fit(Cells.task(learner, cells, labels, settings, 1));
        Learned percent = learner.fit(Cells.task(learner, cells, percents, settings, 1))) {
      double[] expected = Arrays.stream(unit.predict(cells).means()).map(x -> 60 + 8 * x).toArray();
      assertThat(percent.predict(cells).means()).containsExactly(expected, within(1e-3));
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void encodingsOfAnotherFormOrSizeAreRefused(String id) {
    Learner learner = learner(id);
    String other = id.equals("mlp") || id.equals("bananas") ? "gcn" : "adjacency_one_hot";
    Features wrongForm =
        Encodings.of("nasbench201", other)
            .features(org.lambdanas.graph.space.NasBench201Space.INSTANCE.at(0));
    Features wrongSize =
        Encodings.of("darts", learner.description().encodings().get(0))
            .features(DartsSpace.DARTS.sample(new Seed(1).random()));
    try (Learned learned = quick(learner, 3, 7)) {
      for (Features wrong : List.of(wrongForm, wrongSize)) {
        assertThatThrownBy(() -> learned.predict(List.of(wrong)))
            .isInstanceOf(DataException.class)
            .hasMessageNotContaining("\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void aDamagedModelIsRefused(String id) {
    Learner learner = learner(id);
    Settings settings = Cells.settings(learner, QUICK);
    StoredModel stored;
    try (Learned learned = quick(learner, 3, 7)) {
      stored = learned.store();
    }
    for (int t = 0; t < stored.tensors().size(); t++) {
      NamedTensor tensor = stored.tensors().get(t);
      refused(learner, stored, t, List.of(), settings);
      refused(learner, stored, t, List.of(tensor, tensor), settings);
      refused(learner, stored, t, List.of(tensor.toBuilder().addShape(2).build()), settings);
      NamedTensor.Builder poisoned = tensor.toBuilder();
      switch (tensor.getValuesCase()) {
        case FLOATS -> poisoned.getFloatsBuilder().setValues(0, Float.NaN);
        case DOUBLES -> poisoned.getDoublesBuilder().setValues(0, Double.POSITIVE_INFINITY);
        default -> poisoned.getIntsBuilder().setValues(0, 1L << 40);
      }
      refused(learner, stored, t, List.of(poisoned.build()), settings);
    }
    refused(
        learner,
        stored,
        0,
        List.of(stored.tensors().get(0), TensorMessages.of("more", new long[] {1}, new float[1])),
        settings);
    refused(learner, stored, 0, List.of(stored.tensors().get(0)), Cells.settings(learner));
  }

  /** With one tensor replaced. */
  private static void refused(
      Learner learner, StoredModel stored, int at, List<NamedTensor> by, Settings settings) {
    List<NamedTensor> tensors = new ArrayList<>(stored.tensors());
    tensors.remove(at);
    tensors.addAll(at, by);
    assertThatThrownBy(() -> learner.load(StoredModel.of(tensors), settings))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "nao"})
  void manyFitsLeaveNothingBehind(String id) {
    Learner learner = learner(id);
    for (int i = 0; i < 3; i++) {
      quick(learner, 2, i).close();
    }
    long count = Pointer.totalCount();
    for (int i = 0; i < 5; i++) {
      try (Learned learned = quick(learner, 2, i)) {
        learned.predict(Cells.of(learner, 2, 1));
      }
    }
    System.gc();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
  }
}
