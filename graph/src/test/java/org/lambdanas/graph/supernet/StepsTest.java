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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.NamedTensor;

/** What the three steps of a search change, and what they leave alone. */
class StepsTest {

  private static final double RATE = .025;

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
      search.weightStep.run(scope, batch, RATE);
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
      search.weightStep.run(scope, search.batch(scope, 4, 1), RATE);
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

  @Test
  void withoutATermTheRegularisedStepIsThePlainOne() {
    List<NamedTensor> plain = afterThreePlainSteps();
    TinySearch search = fresh();
    for (long i = 0; i < 3; i++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = search.batch(scope, 4, i);
        search.regularised(scope, batch, Alignment.CORRELATION, 0, 1e-3, RATE);
      }
    }
    assertThat(search.state()).isEqualTo(plain);
  }

  @Test
  void aTermThatIsNotFiniteIsDropped() {
    List<NamedTensor> plain = afterThreePlainSteps();
    TinySearch search = fresh();
    Map<CellType, double[]> still = Map.of(CELL, new double[90]);
    for (long i = 0; i < 3; i++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = search.batch(scope, 4, i);
        search.regularisedStep.lossGradient(scope, batch);
        search.regularisedStep.forth(scope, batch, still, Double.NaN);
        RegularisedStep.Outcome outcome =
            search.regularisedStep.backAndUpdate(scope, batch, still, 1, RATE);
        assertThat(outcome.termNorm()).isNaN();
        assertThat(outcome.gradientNorm()).isFinite();
      }
    }
    assertThat(search.state()).isEqualTo(plain);
  }

  private static List<NamedTensor> afterThreePlainSteps() {
    TinySearch search = fresh();
    for (long i = 0; i < 3; i++) {
      try (StepScope scope = new StepScope()) {
        search.weightStep.run(scope, search.batch(scope, 4, i), RATE);
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

      WeightStep.Outcome outcome = search.weightStep.run(scope, batch, RATE);
      assertThat(outcome.reading().loss()).isNaN();
      assertThat(outcome.gradientNorm()).isNaN();
      assertThat(search.state()).isEqualTo(before);

      assertThat(search.alphaStep.run(scope, batch).loss()).isNaN();
      assertThat(search.state()).isEqualTo(before);

      StepReading reading = search.regularisedStep.lossGradient(scope, batch);
      assertThat(reading.loss()).isNaN();
      assertThat(Alignment.CORRELATION.of(requireNonNull(reading.cellGradients().get(CELL))))
          .isEmpty();
      Map<CellType, double[]> still = Map.of(CELL, new double[90]);
      search.regularisedStep.forth(scope, batch, still, 1);
      search.regularisedStep.backAndUpdate(scope, batch, still, -1, RATE);
      assertThat(search.state()).isEqualTo(before);

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
        WeightStep.Outcome outcome = search.weightStep.run(scope, batch, RATE);
        assertThat(outcome.reading().images()).isEqualTo(images);
        assertThat(outcome.reading().correct()).isBetween(0, images);
        assertThat(outcome.reading().loss()).isFinite();
      }
      iterate(search, images, images);
    }
    for (Parameter parameter : search.network.weights()) {
      assertThat(Arrays.stream(search.values(parameter.value()))).allMatch(Double::isFinite);
    }
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
      StepReading reading = search.weightStep.run(scope, batch, RATE).reading();
      assertThat(reading.loss()).isEqualTo(loss);
      assertThat(requireNonNull(reading.cellGradients().get(CELL)))
          .isDeepEqualTo(TinySearch.rows(cells));
      assertThat(search.values(scope, batch, search.network.loss())[0]).isNotEqualTo(loss);
    }
  }
}
