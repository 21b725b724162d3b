package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.train.Adam;

/**
 * A search on several devices is the search on one: logical devices stand in for GPUs. In single
 * precision the small network keeps rounding from growing; larger ones drift from one device's
 * losses as fast as these do from double precision.
 */
class TowersTest {

  private static final int SIDE = 8;
  private static final int CHANNELS = 2;

  /** A search, by what decides its losses. */
  private record Search(String space, Precision precision, String device, int steps, int images) {
    Search on(String other) {
      return new Search(space, precision, other, steps, images);
    }
  }

  /** Curves that more than one test looks at. */
  private static final Map<Search, List<Double>> CURVES = new HashMap<>();

  private static List<Double> known(Search search) {
    return CURVES.computeIfAbsent(search, TowersTest::curve);
  }

  /**
   * Losses of alpha and weight steps, plain ones and both with an alignment term, and the
   * evaluation after them.
   */
  private static List<Double> curve(Search search) {
    Precision precision = search.precision;
    List<Double> losses = new ArrayList<>();
    try (GraphRuntime runtime =
        new GraphRuntime(precision, new ExecutionOptions(search.device, 1, 2))) {
      int depth = search.space.equals("nasbench201") ? 1 : 3;
      SuperNetwork network =
          new SuperNetwork(
              runtime,
              new SuperNetworkSpec(
                  SearchSpaces.cellSpaceById(search.space),
                  new NetworkSize(CHANNELS, depth, 3, 4),
                  SIDE,
                  .1),
              new Seed(3));
      SearchOptimizers optimizers =
          new SearchOptimizers(
              network,
              new WeightSettings(.9, 3e-4, 5),
              new Adam.Settings(3e-4, .5, .999, 1e-8, 1e-3));
      Readings readings = new Readings(network, Alignment.CORRELATION);
      AlphaStep alphaStep = new AlphaStep(optimizers, readings);
      WeightStep central = new CentralWeightStep(optimizers, readings, network.cellTypes(), 1e-3);
      WeightStep exact = new ExactWeightStep(optimizers, readings, network.cellTypes());
      Evaluator evaluator = new Evaluator(network);
      optimizers.initialise();
      for (int step = 0; step < search.steps; step++) {
        try (StepScope scope = new StepScope()) {
          FedBatch train = batch(scope, precision, search.images, step);
          FedBatch validation = batch(scope, precision, search.images, 1000 + step);
          losses.add(alphaStep.run(scope, validation).loss());
          WeightStep weightStep = step % 4 == 3 ? central : exact;
          // A strength for each kind of step; none for the plain ones.
          double strength = step % 2 == 0 ? 0 : step % 4 == 3 ? 2e-3 : 1e-3;
          losses.add(weightStep.run(scope, train, new Rates(.01, strength)).reading().loss());
        }
      }
      try (StepScope scope = new StepScope()) {
        losses.add(evaluator.evaluate(scope, batch(scope, precision, search.images, 7)).loss());
      }
    }
    return losses;
  }

  private static FedBatch batch(StepScope scope, Precision precision, int images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[images * SIDE * SIDE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(images, 0, 4).toArray();
    return FedBatch.of(scope, precision, new Batch(pixels, labels, images, SIDE, SIDE, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201, FLOAT64, 'cpu:2,cpu:0,cpu:1', 8, 7, 1e-10",
    "nasbench201, FLOAT64, 'cpu:1', 8, 7, 1e-13",
    "nasbench201, FLOAT32, 'cpu:0,cpu:1', 8, 7, 1e-4",
  })
  void severalDevicesComputeWhatOneDoes(
      String space, Precision precision, String device, int steps, int images, double tolerance) {
    assertSame(new Search(space, precision, device, steps, images), tolerance);
  }

  @Tag("study")
  @ParameterizedTest
  @CsvSource({"nasbench201, 8", "s4, 4", "darts, 3"})
  void twoDevicesComputeWhatOneDoesInEachKindOfSpace(String space, int steps) {
    assertSame(new Search(space, Precision.FLOAT64, "cpu:0,cpu:1", steps, 6), 1e-10);
  }

  private static void assertSame(Search search, double tolerance) {
    List<Double> one = known(search.on("cpu"));
    List<Double> several = known(search);
    assertThat(several).hasSameSizeAs(one);
    double worst = 0;
    for (int i = 0; i < one.size(); i++) {
      worst = Math.max(worst, Math.abs(several.get(i) - one.get(i)) / Math.abs(one.get(i)));
    }
    assertThat(worst).isLessThan(tolerance);
  }

  @Test
  void severalDevicesRepeatToTheBit() {
    Search search = new Search("nasbench201", Precision.FLOAT32, "cpu:0,cpu:1", 8, 7);
    assertThat(curve(search)).isEqualTo(known(search));
  }
}
