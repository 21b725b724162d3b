package org.lambdanas.predictors.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.gaussian.GaussianProcess;
import org.lambdanas.predictors.gaussian.SparseGaussianProcess;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.predictors.testing.NasBench201Sample;
import org.lambdanas.proto.v1.NamedTensor;

/** What is true of every learner of the packages gaussian and bayes. */
class LearnerContractTest {

  private static final NasBench201Sample SAMPLE = NasBench201Sample.all().draw(1000, new Seed(3));
  private static final List<Features> QUERIES = SAMPLE.part(0, 150).inputs();

  private record Case(Learner learner, Map<String, Double> settings) {

    Learned fit(List<Features> inputs, double[] labels, long seed) {
      return learner.fit(new NasBench201Sample(inputs, labels).task(learner, seed, settings));
    }

    Learned fit(int n, long seed) {
      return fit(SAMPLE.part(200, 200 + n).inputs(), SAMPLE.part(200, 200 + n).labels(), seed);
    }
  }

  static Stream<Named<Case>> cases() {
    Map<String, Double> few = Map.of("steps", 20.0, "inducing", 20.0);
    return Stream.of(
            new Case(new GaussianProcess(), Map.of()),
            new Case(new GaussianProcess(), Map.of("optimise", 1.0)),
            new Case(SparseGaussianProcess.collapsed(), few),
            new Case(SparseGaussianProcess.variational(), few),
            new Case(new BayesianLinearRegression(), Map.of()),
            new Case(new BayesianLinearRegression(), Map.of("optimise", 0.0)),
            new Case(new Dngo(), Map.of("epochs", 20.0, "burn_in", 20.0, "chain", 20.0)),
            new Case(new Bohamiann(), Map.of("steps", 40.0)))
        .map(c -> Named.of(c.learner().description().id() + " " + c.settings(), c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneSeedGivesOneModelAndTheOrderOfTheRowsIsNothing(Case c) {
    int n = 60;
    List<Features> inputs = new ArrayList<>(SAMPLE.part(200, 200 + n).inputs());
    double[] labels = SAMPLE.part(200, 200 + n).labels();
    // A duplicate architecture with another label.
    inputs.set(5, inputs.get(6));
    List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    Collections.reverse(order);
    Collections.swap(order, 3, 50);
    try (Learned first = c.fit(inputs, labels, 4);
        Learned second = c.fit(inputs, labels, 4);
        Learned turned =
            c.fit(
                order.stream().map(inputs::get).toList(),
                order.stream().mapToDouble(i -> labels[i]).toArray(),
                4)) {
      Estimates estimates = first.predict(QUERIES);
      assertSame(second.predict(QUERIES), estimates);
      assertSame(first.predict(QUERIES), estimates);
      Estimates other = turned.predict(QUERIES);
      assertThat(other.means()).containsExactly(estimates.means(), within(1e-9));
    }
  }

  private static void assertSame(Estimates actual, Estimates expected) {
    assertThat(actual.means()).containsExactly(expected.means());
    assertThat(actual.deviations().orElseThrow())
        .containsExactly(expected.deviations().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneQueryIsTheSameAsInABatch(Case c) {
    try (Learned learned = c.fit(70, 1)) {
      Estimates together = learned.predict(QUERIES);
      for (int i : new int[] {0, 63, 64, 149}) {
        Estimates alone = learned.predict(List.of(QUERIES.get(i)));
        assertThat(alone.means()).containsExactly(together.means()[i]);
        assertThat(alone.deviations().orElseThrow())
            .containsExactly(together.deviations().orElseThrow()[i]);
      }
      assertThat(learned.predict(List.of()).means()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itLearnsAndKeepsTheScaleOfTheLabels(Case c) {
    int n = 150;
    List<Features> inputs = SAMPLE.part(200, 200 + n).inputs();
    double[] labels = SAMPLE.part(200, 200 + n).rankGauss().labels();
    double[] moved = Arrays.stream(labels).map(y -> 250 + 16 * y).toArray();
    try (Learned learned = c.fit(inputs, labels, 1);
        Learned shifted = c.fit(inputs, moved, 1)) {
      Estimates estimates = learned.predict(QUERIES);
      assertThat(NasBench201Sample.kendall(estimates.means(), SAMPLE.part(0, 150).labels()))
          .isGreaterThan(0.3);
      Estimates other = shifted.predict(QUERIES);
      for (int i = 0; i < QUERIES.size(); i++) {
        assertThat(other.means()[i]).isCloseTo(250 + 16 * estimates.means()[i], within(1e-3));
        double deviation = estimates.deviations().orElseThrow()[i];
        assertThat(other.deviations().orElseThrow()[i]).isCloseTo(16 * deviation, within(1e-3));
        assertThat(deviation).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fewLabelsAndDullLabelsAreBorne(Case c) {
    List<Features> same = Collections.nCopies(12, NasBench201Sample.encoding(77));
    assertFinite(c, List.of(NasBench201Sample.encoding(5)), new double[] {91.5});
    assertFinite(c, SAMPLE.part(0, 2).inputs(), new double[] {91.5, 10});
    assertFinite(c, SAMPLE.part(0, 5).inputs(), new double[] {-1.3, -0.5, 0, 0.5, 1.3});
    assertFinite(c, same, IntStream.range(0, 12).mapToDouble(i -> i).toArray());
    for (double constant : new double[] {0, 91.3}) {
      double[] labels = new double[30];
      Arrays.fill(labels, constant);
      assertFinite(c, SAMPLE.part(0, 30).inputs(), labels);
      assertFinite(c, same, Arrays.copyOf(labels, 12));
    }
    List<Features> zeros = Collections.nCopies(3, NasBench201Sample.vector(0f, 0f));
    try (Learned learned = c.fit(zeros, new double[] {1, 2, 3}, 1)) {
      assertThat(learned.predict(zeros).means()[1]).isFinite();
    }
  }

  private static void assertFinite(Case c, List<Features> inputs, double[] labels) {
    double least = Arrays.stream(labels).min().orElseThrow();
    double most = Arrays.stream(labels).max().orElseThrow();
    double slack = Math.max(3, 2 * (most - least));
    try (Learned learned = c.fit(inputs, labels, 1)) {
      Estimates estimates = learned.predict(QUERIES);
      for (int i = 0; i < QUERIES.size(); i++) {
        assertThat(estimates.means()[i]).isBetween(least - slack, most + slack);
        assertThat(estimates.deviations().orElseThrow()[i]).isFinite().isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsStoredPredictsTheSame(Case c) {
    try (Learned learned = c.fit(40, 2)) {
      StoredModel stored = learned.store();
      try (Learned loaded =
          c.learner()
              .load(
                  stored,
                  new NasBench201Sample(List.of(), new double[0])
                      .task(c.learner(), 0, c.settings())
                      .settings())) {
        assertSame(loaded.predict(QUERIES), learned.predict(QUERIES));
        assertThat(loaded.store()).isEqualTo(stored);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void damageIsRefused(Case c) {
    try (Learned learned = c.fit(20, 2)) {
      List<NamedTensor> tensors = learned.store().tensors();
      for (int i = 0; i < tensors.size(); i++) {
        List<NamedTensor> missing = new ArrayList<>(tensors);
        missing.remove(i);
        assertRefused(c, missing);
        NamedTensor tensor = tensors.get(i);
        if (tensor.hasDoubles()) {
          for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(c, replaced(tensors, i, withFirst(tensor, value)));
          }
        }
        assertRefused(
            c, replaced(tensors, i, tensor.toBuilder().addShape(tensor.getShapeCount()).build()));
      }
    }
  }

  private static List<NamedTensor> replaced(List<NamedTensor> tensors, int i, NamedTensor by) {
    List<NamedTensor> changed = new ArrayList<>(tensors);
    changed.set(i, by);
    return changed;
  }

  private static NamedTensor withFirst(NamedTensor tensor, double value) {
    return tensor.toBuilder()
        .setDoubles(tensor.getDoubles().toBuilder().setValues(0, value))
        .build();
  }

  private static void assertRefused(Case c, List<NamedTensor> tensors) {
    assertThatThrownBy(() -> load(c, tensors)).isInstanceOf(DataException.class);
  }

  private static Learned load(Case c, List<NamedTensor> tensors) {
    return c.learner()
        .load(
            StoredModel.of(tensors),
            new NasBench201Sample(List.of(), new double[0])
                .task(c.learner(), 0, c.settings())
                .settings());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyChangeIsRefusedOrBorne(Case c) {
    RandomGenerator random = new Seed(9).random();
    try (Learned learned = c.fit(12, 2)) {
      List<NamedTensor> tensors = learned.store().tensors();
      for (int trial = 0; trial < 300; trial++) {
        int i = random.nextInt(tensors.size());
        NamedTensor.Builder tensor = tensors.get(i).toBuilder();
        if (tensor.hasDoubles()) {
          int place = random.nextInt(tensor.getDoubles().getValuesCount());
          double value = Double.longBitsToDouble(random.nextLong());
          tensor.getDoublesBuilder().setValues(place, value);
        } else {
          int place = random.nextInt(tensor.getInts().getValuesCount());
          long value = random.nextBoolean() ? random.nextLong() : random.nextInt(-3, 40);
          tensor.getIntsBuilder().setValues(place, value);
        }
        try (Learned loaded = load(c, replaced(tensors, i, tensor.build()))) {
          loaded.predict(QUERIES.subList(0, 3));
        } catch (DataException e) {
          assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void queriesOfAnotherSizeAreRefused(Case c) {
    try (Learned learned = c.fit(20, 2)) {
      assertThatThrownBy(() -> learned.predict(List.of(NasBench201Sample.vector(1f, 0f))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a vector of 2 features: the predictor reads a vector of 30");
    }
  }
}
