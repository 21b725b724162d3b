package org.lambdanas.graph.supernet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.graph.supernet.TinySearch.CELL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.HostAlignment;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.supernet.WeightStep.Fate;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.NamedTensor;

/** What the steps of a search change, and what they leave alone. */
class StepsTest {

  private static final double RATE = .025;

  private static final Rates PLAIN = new Rates(RATE, 0);

  private static final TinySearch.Pool POOL = new TinySearch.Pool();

  private static TinySearch fresh(TinySearch.Setup setup) {
    return POOL.fresh(setup);
  }

  private static TinySearch fresh() {
    return POOL.fresh(TinySearch.Setup.SMALL);
  }

  @AfterAll
  static void close() {
    POOL.close();
  }

  private static List<NamedTensor> save(TinySearch search, List<Parameter> parameters) {
    return search.runtime.save(parameters);
  }

  /** A weight step with the regulariser, then an alpha step, on batches of this iteration. */
  private static void iterate(TinySearch search, int images, long iteration) {
    try (StepScope scope = new StepScope()) {
      FedBatch training = search.batch(scope, images, 2 * iteration);
      search.regularised(scope, training, Alignment.CORRELATION, .25, 1e-3, RATE);
      search.alphaStep.run(scope, search.batch(scope, images, 2 * iteration + 1));
    }
  }

  @Test
  void eachStepChangesItsOwnParametersOnly() {
    TinySearch search = fresh();
    try (StepScope scope = new StepScope()) {
      List<Parameter> alpha = List.of(search.network.alpha(CELL));
      List<Parameter> weights = search.network.weights();
      List<Parameter> statistics = search.network.statistics();
      List<NamedTensor> alphaBefore = save(search, alpha);
      List<NamedTensor> weightsBefore = save(search, weights);
      List<NamedTensor> statisticsBefore = save(search, statistics);
      FedBatch batch = search.batch(scope, 4, 1);

      search.alphaStep.run(scope, batch);
      assertThat(save(search, weights)).isEqualTo(weightsBefore);
      assertThat(save(search, statistics)).isEqualTo(statisticsBefore);
      assertThat(save(search, alpha)).isNotEqualTo(alphaBefore);

      List<NamedTensor> alphaAfter = save(search, alpha);
      search.weightStep.run(scope, batch, PLAIN);
      assertThat(save(search, alpha)).isEqualTo(alphaAfter);
      assertThat(save(search, weights)).doesNotContainAnyElementsOf(weightsBefore);
      assertThat(save(search, statistics)).doesNotContainAnyElementsOf(statisticsBefore);

      List<NamedTensor> weightsAfter = save(search, weights);
      List<NamedTensor> statisticsAfter = save(search, statistics);
      search.regularised(scope, batch, Alignment.CORRELATION, .25, 1e-3, RATE);
      assertThat(save(search, alpha)).isEqualTo(alphaAfter);
      assertThat(save(search, weights)).doesNotContainAnyElementsOf(weightsAfter);
      assertThat(save(search, statistics)).doesNotContainAnyElementsOf(statisticsAfter);
    }
  }

  @Test
  void statisticsMoveOnceAStepAndByATenth() {
    List<NamedTensor> plain;
    try (StepScope scope = new StepScope()) {
      TinySearch search = fresh();
      search.weightStep.run(scope, search.batch(scope, 4, 1), PLAIN);
      plain = save(search, search.network.statistics());
    }
    TinySearch search = fresh();
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 4, 1);
      search.regularised(scope, batch, Alignment.CORRELATION, .25, 1e-3, RATE);
      assertThat(save(search, search.network.statistics())).isEqualTo(plain);
    }
    // Running means start from 0: after one update they are a tenth of the batch's, after two
    // 0.19 of it.
    search = fresh();
    Parameter mean = search.network.statistics().get(0);
    double[] once = null;
    for (int i = 0; i < 2; i++) {
      try (StepScope scope = new StepScope()) {
        GraphRun runner = search.network.runner(search.batch(scope, 4, 1));
        search.network.statisticUpdates().forEach(runner::addTarget);
        search.runtime.run(scope, runner.fetch(search.network.loss()));
      }
      once = once == null ? search.values(mean.value()) : once;
    }
    double[] twice = search.values(mean.value());
    for (int c = 0; c < twice.length; c++) {
      assertThat(twice[c]).isCloseTo(1.9 * requireNonNull(once)[c], within(1e-12));
    }
  }

  /** Both steps with an alignment term. */
  private static List<WeightStep> regularisedSteps(TinySearch search) {
    return List.of(search.central(Alignment.CORRELATION, 1e-3), search.exact());
  }

  private static void assertIsPlain(
      double strength, boolean still, Consumer<WeightStep.Outcome> check) {
    List<NamedTensor> plain = afterPlainSteps(fresh(), still);
    for (WeightStep step : regularisedSteps(fresh())) {
      TinySearch search = fresh();
      if (still) {
        silence(search);
      }
      for (long i = 0; i < (still ? 1 : 3); i++) {
        try (StepScope scope = new StepScope()) {
          FedBatch batch = search.batch(scope, 4, i);
          check.accept(step.run(scope, batch, new Rates(RATE, strength)));
        }
      }
      assertThat(search.state()).isEqualTo(plain);
    }
  }

  /** Takes the network's say from the logits: no cell has a gradient then. */
  private static void silence(TinySearch search) {
    for (Parameter weight : search.network.weights()) {
      if (weight.name().endsWith("head/linear/weights")) {
        search.runtime.restore(
            List.of(weight),
            List.of(
                TensorMessages.of(
                    weight.name(), weight.shape().asArray(), new double[(int) weight.size()])));
      }
    }
  }

  @Test
  void withoutStrengthTheRegularisedStepsAreThePlainOne() {
    assertIsPlain(0, false, outcome -> assertThat(outcome.term().fate()).isEqualTo(Fate.OFF));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aTermThatIsNotFiniteIsDropped(double strength) {
    assertIsPlain(
        strength,
        false,
        outcome -> {
          assertThat(outcome.term()).isEqualTo(WeightStep.Term.without(Fate.NOT_FINITE));
          assertThat(outcome.gradientNorm()).isFinite();
        });
  }

  @Test
  void whereNoCellHasAGradientTheRegularisedStepsAreThePlainOne() {
    // One step only: then the logits have weights again.
    assertIsPlain(
        .25, true, outcome -> assertThat(outcome.term().fate()).isEqualTo(Fate.ZERO_DIRECTION));
  }

  private static List<NamedTensor> afterPlainSteps(TinySearch search, boolean still) {
    if (still) {
      silence(search);
    }
    for (long i = 0; i < (still ? 1 : 3); i++) {
      try (StepScope scope = new StepScope()) {
        search.weightStep.run(scope, search.batch(scope, 4, i), PLAIN);
      }
    }
    return search.state();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64, NaN", "FLOAT64, Infinity", "FLOAT32, NaN", "FLOAT32, Infinity"})
  void imagesThatAreNotFiniteChangeNothing(Precision precision, float value) {
    TinySearch search = fresh(TinySearch.Setup.SMALL.precision(precision));
    try (StepScope scope = new StepScope()) {
      iterate(search, 4, 1);
      List<NamedTensor> before = search.state();
      FedBatch batch = search.poisoned(scope, value);

      WeightStep.Outcome outcome = search.weightStep.run(scope, batch, PLAIN);
      assertThat(outcome.reading().loss()).isNaN();
      assertThat(outcome.gradientNorm()).isNaN();
      assertThat(search.state()).isEqualTo(before);

      assertThat(search.alphaStep.run(scope, batch).loss()).isNaN();
      assertThat(search.state()).isEqualTo(before);

      for (WeightStep step : regularisedSteps(search)) {
        WeightStep.Outcome lost = step.run(scope, batch, new Rates(RATE, .25));
        assertThat(lost.reading().loss()).isNaN();
        assertThat(requireNonNull(lost.reading().cells().get(CELL)).alignment()).isNaN();
        assertThat(lost.term().fate()).isEqualTo(Fate.NOT_FINITE);
        assertThat(search.state()).isEqualTo(before);
      }

      // And the next good batch trains on.
      iterate(search, 4, 2);
      assertThat(search.state()).doesNotContainAnyElementsOf(weightsOf(search, before));
    }
  }

  private static List<NamedTensor> weightsOf(TinySearch search, List<NamedTensor> state) {
    return state.subList(0, search.network.weights().size());
  }

  @ParameterizedTest
  @EnumSource
  void batchesOfOneAndOfOtherSizesAreFine(Precision precision) {
    TinySearch search = fresh(TinySearch.Setup.SMALL.precision(precision));
    for (int images : new int[] {4, 3, 1}) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = search.batch(scope, images, images);
        WeightStep.Outcome outcome = search.weightStep.run(scope, batch, PLAIN);
        assertThat(outcome.reading().images()).isEqualTo(images);
        assertThat(outcome.reading().correct()).isBetween(0, images);
        assertThat(outcome.reading().loss()).isFinite();
      }
      iterate(search, images, images);
    }
    assertThat(Arrays.stream(search.weights())).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @EnumSource
  void aSavedSearchContinuesBitForBit(Precision precision) {
    TinySearch search = fresh(TinySearch.Setup.SMALL.precision(precision));
    iterate(search, 4, 1);
    iterate(search, 4, 2);
    List<NamedTensor> saved = search.state();
    iterate(search, 4, 3);
    iterate(search, 4, 4);
    List<NamedTensor> expected = search.state();

    List<Parameter> parameters = search.optimizers.state();
    search = fresh(TinySearch.Setup.SMALL.precision(precision));
    assertThat(search.state()).isNotEqualTo(saved);
    search.runtime.restore(parameters, saved);
    assertThat(search.state()).isEqualTo(saved);
    iterate(search, 4, 3);
    iterate(search, 4, 4);
    assertThat(search.state()).isEqualTo(expected);
  }

  @Test
  void anIncompleteOrBentStateIsRefusedAndNothingIsWritten() {
    TinySearch search = fresh();
    List<NamedTensor> saved = search.state();
    iterate(search, 4, 1);
    List<NamedTensor> before = search.state();
    List<Parameter> parameters = search.optimizers.state();
    assertThatThrownBy(() -> search.runtime.restore(parameters, saved.subList(0, saved.size() - 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(saved.get(saved.size() - 1).getName())
        .hasMessageContaining("missing");
    List<NamedTensor> bent = new ArrayList<>(saved);
    bent.set(2, bent.get(2).toBuilder().addShape(1).build());
    assertThatThrownBy(() -> search.runtime.restore(parameters, bent))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(saved.get(2).getName());
    assertThat(search.state()).isEqualTo(before);
  }

  @Test
  void twentyStepsOnTwoThreadsDependOnTheSeedOnly() {
    TinySearch.Setup setup = TinySearch.Setup.SMALL.precision(Precision.FLOAT32).threads(2);
    List<List<NamedTensor>> states = new ArrayList<>();
    for (TinySearch.Setup each : List.of(setup, setup, setup.seed(2))) {
      // Built anew each time: nothing may depend on the order of construction either.
      try (TinySearch search = TinySearch.start(each)) {
        for (int i = 0; i < 20; i++) {
          iterate(search, 8, i);
        }
        states.add(search.state());
      }
    }
    assertThat(states.get(1)).isEqualTo(states.get(0));
    assertThat(weightsOnly(states.get(2))).doesNotContainAnyElementsOf(weightsOnly(states.get(0)));
  }

  private static List<NamedTensor> weightsOnly(List<NamedTensor> state) {
    return state.stream().filter(tensor -> tensor.getName().startsWith("weights/")).toList();
  }

  @Test
  void alphaStepAppliesGivenGradientsAsItsOwn() {
    TinySearch search = fresh();
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 4, 1);
      double[] gradient = search.values(scope, batch, search.network.alphaGradient(CELL));
      search.alphaStep.run(scope, batch);
      List<NamedTensor> own = search.state();
      search.optimizers.initialise();
      search.alphaStep.apply(scope, Map.of(CELL, gradient));
      assertThat(search.state()).isEqualTo(own);
      assertThatThrownBy(() -> search.alphaStep.apply(scope, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("normal");
    }
  }

  @Test
  void readingsAreThoseBeforeTheUpdate() {
    TinySearch search = fresh();
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 4, 1);
      double loss = search.values(scope, batch, search.network.loss())[0];
      double[] cells = search.values(scope, batch, search.network.cellGradients(CELL));
      StepReading reading = search.weightStep.run(scope, batch, PLAIN).reading();
      assertThat(reading.loss()).isEqualTo(loss);
      HostAlignment.Cells host = HostAlignment.Cells.of(TinySearch.rows(cells));
      StepReading.Cells read = requireNonNull(reading.cells().get(CELL));
      assertThat(read.norms()).isEqualTo(host.norms());
      assertThat(read.shares()).isEqualTo(host.shares());
      assertThat(read.cosines()).isEqualTo(host.cosines());
      assertThat(read.alignment())
          .isEqualTo(HostAlignment.CORRELATION.of(TinySearch.rows(cells)).orElseThrow().value());
      assertThat(search.values(scope, batch, search.network.loss())[0]).isNotEqualTo(loss);
    }
  }
}
