package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
  private static final int CHANNELS = 4;

  /**
   * Losses of alpha and weight steps, plain ones and both with an alignment term, and the
   * evaluation after them.
   */
  static List<Double> curve(
      String space, Precision precision, String device, int steps, int images) {
    List<Double> losses = new ArrayList<>();
    try (GraphRuntime runtime = new GraphRuntime(precision, new ExecutionOptions(device, 1, 2))) {
      int depth = space.equals("nasbench201") ? 1 : 3;
      SuperNetwork network =
          new SuperNetwork(
              runtime,
              new SuperNetworkSpec(
                  SearchSpaces.cellSpaceById(space),
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
      for (int step = 0; step < steps; step++) {
        try (StepScope scope = new StepScope()) {
          FedBatch train = batch(scope, precision, images, step);
          FedBatch validation = batch(scope, precision, images, 1000 + step);
          losses.add(alphaStep.run(scope, validation).loss());
          WeightStep weightStep = step % 4 == 3 ? central : exact;
          // A strength for each kind of step; none for the plain ones.
          double strength = step % 2 == 0 ? 0 : step % 4 == 3 ? 2e-3 : 1e-3;
          losses.add(weightStep.run(scope, train, new Rates(.01, strength)).reading().loss());
        }
      }
      try (StepScope scope = new StepScope()) {
        losses.add(evaluator.evaluate(scope, batch(scope, precision, images, 7)).loss());
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
    "nasbench201, FLOAT64, 'cpu:0,cpu:1', 20, 7, 1e-10",
    "s4, FLOAT64, 'cpu:0,cpu:1', 4, 6, 1e-10",
    "nasbench201, FLOAT64, 'cpu:2,cpu:0,cpu:1', 4, 7, 1e-10",
    "nasbench201, FLOAT64, 'cpu:1', 2, 5, 1e-13",
    "nasbench201, FLOAT32, 'cpu:0,cpu:1', 20, 16, 1e-4",
  })
  void severalDevicesComputeWhatOneDoes(
      String space, Precision precision, String device, int steps, int images, double tolerance) {
    assertSame(space, precision, device, steps, images, tolerance);
  }

  @Tag("study")
  @Test
  void severalDevicesComputeWhatOneDoesInTheLargestSpace() {
    assertSame("darts", Precision.FLOAT64, "cpu:0,cpu:1", 3, 6, 1e-10);
  }

  private static void assertSame(
      String space, Precision precision, String device, int steps, int images, double tolerance) {
    List<Double> one = curve(space, precision, "cpu", steps, images);
    List<Double> several = curve(space, precision, device, steps, images);
    assertThat(several).hasSameSizeAs(one);
    double worst = 0;
    for (int i = 0; i < one.size(); i++) {
      worst = Math.max(worst, Math.abs(several.get(i) - one.get(i)) / Math.abs(one.get(i)));
    }
    assertThat(worst).isLessThan(tolerance);
  }

  @Test
  void severalDevicesRepeatToTheBit() {
    String devices = "cpu:0,cpu:1";
    assertThat(curve("nasbench201", Precision.FLOAT32, devices, 6, 7))
        .isEqualTo(curve("nasbench201", Precision.FLOAT32, devices, 6, 7));
  }
}
