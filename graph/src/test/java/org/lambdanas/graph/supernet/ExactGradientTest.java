package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.Adam;
import org.tensorflow.Result;

/**
 * The exact step against the central difference, in several spaces. The difference is taken with a
 * step so short that no rectifier switches.
 */
class ExactGradientTest {

  private static final int IMAGES = 3;
  private static final int SIDE = 8;

  /** A super-network of a space with the exact step. */
  private static final class Search implements AutoCloseable {
    final GraphRuntime runtime;
    final SuperNetwork network;
    final SearchOptimizers optimizers;
    final Readings readings;
    final ExactWeightStep exact;

    Search(CellSpace space, Precision precision, Alignment alignment) {
      this(space, precision, alignment, 2);
    }

    Search(CellSpace space, Precision precision, Alignment alignment, int channels) {
      this.runtime = new GraphRuntime(precision, new ExecutionOptions("cpu", 1, 1));
      // Cells a stage in one space, cells altogether in others.
      int depth = space.equals(NasBench201Space.INSTANCE) ? 1 : 3;
      this.network =
          new SuperNetwork(
              runtime,
              new SuperNetworkSpec(space, new NetworkSize(channels, depth, 3, 4), SIDE, .5),
              new Seed(1));
      this.optimizers =
          new SearchOptimizers(
              network, new WeightSettings(0, 0, 0), new Adam.Settings(3e-4, .5, .999, 1e-8, 1e-3));
      this.readings = new Readings(network, alignment);
      this.exact = new ExactWeightStep(optimizers, readings, network.cellTypes());
      optimizers.initialise();
    }

    FedBatch batch(StepScope scope) {
      SplittableRandom random = new SplittableRandom(5);
      float[] pixels = new float[IMAGES * SIDE * SIDE * 3];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      int[] labels = random.ints(IMAGES, 0, 4).toArray();
      return FedBatch.of(
          scope, runtime.precision(), new Batch(pixels, labels, IMAGES, SIDE, SIDE, 3));
    }

    double[] weights() {
      try (StepScope scope = new StepScope()) {
        GraphRun runner = runtime.runner();
        network.weights().forEach(weight -> runner.fetch(weight.value()));
        return flat(runtime.run(scope, runner));
      }
    }

    double[] weightGradients(Map<CellType, double[]> directions, double step) {
      try (StepScope scope = new StepScope()) {
        GraphRun runner = network.runner(batch(scope));
        network.weightGradients().forEach(runner::fetch);
        directions.forEach(
            (type, direction) ->
                network.feedDelta(
                    runner,
                    type,
                    scope.tensor(
                        runtime.precision(),
                        network.stackedShape(type),
                        Arrays.stream(direction).map(d -> step * d).toArray())));
        return flat(runtime.run(scope, runner));
      }
    }

    /** By the move of one step of plain descent, whose rate is so large that weights vanish. */
    double[] exactTerm() {
      double rate = 1e6;
      double[] loss = weightGradients(Map.of(), 0);
      optimizers.initialise();
      double[] before = weights();
      try (StepScope scope = new StepScope()) {
        exact.run(scope, batch(scope), new Rates(rate, 1));
      }
      double[] after = weights();
      optimizers.initialise();
      for (int i = 0; i < after.length; i++) {
        after[i] = loss[i] - (before[i] - after[i]) / rate;
      }
      return after;
    }

    /** Directions of the alignment. */
    Map<CellType, double[]> directions() {
      Map<CellType, double[]> directions = new LinkedHashMap<>();
      try (StepScope scope = new StepScope()) {
        GraphRun runner = network.runner(batch(scope));
        readings.types().forEach(type -> runner.fetch(readings.alignment(type).directions()));
        Result result = runtime.run(scope, runner);
        for (CellType type : readings.types()) {
          directions.put(type, TensorValues.doubles(result.get(directions.size())));
        }
      }
      return directions;
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  /** What decides how a search in the smallest space is built. */
  private record Kind(Precision precision, Alignment alignment) {}

  private static final Map<Kind, Search> BUILT = new HashMap<>();

  @AfterAll
  static void close() {
    BUILT.values().forEach(Search::close);
  }

  /** A search in the smallest space that all tests share, at its start. */
  private static Search fresh(Precision precision, Alignment alignment) {
    Search search =
        BUILT.computeIfAbsent(
            new Kind(precision, alignment),
            kind -> new Search(NasBench201Space.INSTANCE, precision, alignment));
    search.optimizers.initialise();
    return search;
  }

  private static Search fresh(Precision precision) {
    return fresh(precision, Alignment.CORRELATION);
  }

  private static double[] flat(Result result) {
    List<double[]> parts = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      parts.add(TensorValues.doubles(result.get(i)));
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static double norm(double[] a) {
    return Math.sqrt(Arrays.stream(a).map(x -> x * x).sum());
  }

  private static double distance(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return norm(difference);
  }

  private static double norm(Map<CellType, double[]> directions) {
    return norm(directions.values().stream().flatMapToDouble(Arrays::stream).toArray());
  }

  /** Each kind of cell and each alignment. */
  @ParameterizedTest
  @CsvSource({
    "nasbench201, CORRELATION",
    "nasbench201, SIGN_CORRELATION",
    "s1, CORRELATION",
    "s4, SIGN_CORRELATION"
  })
  void isTheLimitOfTheCentralDifference(String space, Alignment alignment) {
    assertIsTheLimit(space, alignment);
  }

  @Tag("study")
  @ParameterizedTest
  @CsvSource({
    "s1, SIGN_CORRELATION",
    "s2, CORRELATION",
    "s2, SIGN_CORRELATION",
    "s3, CORRELATION",
    "s3, SIGN_CORRELATION",
    "s4, CORRELATION",
    "darts, CORRELATION",
    "darts, SIGN_CORRELATION"
  })
  void isTheLimitInLargeSpaces(String space, Alignment alignment) {
    assertIsTheLimit(space, alignment);
  }

  private static void assertIsTheLimit(String id, Alignment alignment) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    if (space.equals(NasBench201Space.INSTANCE)) {
      assertIsTheLimit(fresh(Precision.FLOAT64, alignment));
      return;
    }
    try (Search search = new Search(space, Precision.FLOAT64, alignment)) {
      assertIsTheLimit(search);
    }
  }

  private static void assertIsTheLimit(Search search) {
    Map<CellType, double[]> directions = search.directions();
    double epsilon = 1e-6 / norm(directions);
    double[] forth = search.weightGradients(directions, epsilon);
    double[] back = search.weightGradients(directions, -epsilon);
    double[] difference = new double[forth.length];
    Arrays.setAll(difference, i -> (forth[i] - back[i]) / (2 * epsilon));
    double[] exact = search.exactTerm();
    assertThat(norm(difference)).isGreaterThan(1e-3);
    assertThat(distance(exact, difference)).isLessThan(1e-6 * norm(difference));
  }

  @ParameterizedTest
  @EnumSource
  void singlePrecisionIsCloseToDouble(Alignment alignment) {
    assertThat(error(fresh(Precision.FLOAT32, alignment), fresh(Precision.FLOAT64, alignment)))
        .isLessThan(1e-3);
  }

  /**
   * A rectifier's input within rounding of zero may be on its other side in single precision; which
   * ones are depends on the processor. Seen in s2: 1.5e-2.
   */
  @Tag("study")
  @ParameterizedTest
  @ValueSource(strings = {"s1", "s2", "s3", "s4", "darts"})
  void singlePrecisionIsCloseInTheDartsFamily(String id) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    for (Alignment alignment : Alignment.values()) {
      try (Search wide = new Search(space, Precision.FLOAT64, alignment);
          Search narrow = new Search(space, Precision.FLOAT32, alignment)) {
        assertThat(error(narrow, wide)).isLessThan(3e-2);
      }
    }
  }

  private static double error(Search narrow, Search wide) {
    double[] exact = wide.exactTerm();
    return distance(narrow.exactTerm(), exact) / norm(exact);
  }

  /** About as far from double precision as the loss's own gradient: .13 there. */
  @Tag("without-onednn")
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void narrowMapsHaveTheTermToo(Precision precision) {
    // Of two channels batch norm leaves little but rounding.
    CellSpace space = NasBench201Space.INSTANCE;
    try (Search narrow = new Search(space, precision, Alignment.CORRELATION, 4);
        Search wide = new Search(space, Precision.FLOAT64, Alignment.CORRELATION, 4)) {
      assertThat(error(narrow, wide)).isLessThan(.4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTermThatIsNotFiniteIsDropped(Precision precision) {
    Search search = fresh(precision);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope);
      WeightStep.Outcome plain = search.exact.run(scope, batch, new Rates(.1, 0));
      double[] without = search.weights();
      search.optimizers.initialise();
      WeightStep.Outcome outcome =
          search.exact.run(scope, batch, new Rates(.1, Double.POSITIVE_INFINITY));
      assertThat(outcome.term().fate()).isEqualTo(WeightStep.Fate.NOT_FINITE);
      assertThat(outcome.gradientNorm()).isCloseTo(plain.gradientNorm(), within(1e-6));
      assertThat(search.weights()).isEqualTo(without);
    }
  }

  private static double[] afterTwoSteps(Search search) {
    try (StepScope scope = new StepScope()) {
      for (int step = 0; step < 2; step++) {
        search.exact.run(scope, search.batch(scope), new Rates(.1, .25));
      }
    }
    return search.weights();
  }

  @ParameterizedTest
  @EnumSource
  void theSameStepGivesTheSameBits(Precision precision) {
    double[] once = afterTwoSteps(fresh(precision));
    assertThat(afterTwoSteps(fresh(precision))).isEqualTo(once);
    if (precision == Precision.FLOAT32) {
      try (Search again = new Search(NasBench201Space.INSTANCE, precision, Alignment.CORRELATION)) {
        assertThat(afterTwoSteps(again)).isEqualTo(once);
      }
    }
  }

  @Test
  void typesLeftOutDoNotMove() {
    Search search = fresh(Precision.FLOAT64);
    WeightStep none = new ExactWeightStep(search.optimizers, search.readings, List.of());
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope);
      search.exact.run(scope, batch, new Rates(.1, 0));
      double[] plain = search.weights();
      search.optimizers.initialise();
      WeightStep.Outcome outcome = none.run(scope, batch, new Rates(.1, .25));
      assertThat(outcome.term().fate()).isEqualTo(WeightStep.Fate.ZERO_DIRECTION);
      assertThat(search.weights()).isEqualTo(plain);
    }
  }
}
