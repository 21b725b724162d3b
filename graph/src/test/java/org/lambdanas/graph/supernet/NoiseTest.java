package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.alignment.HostAlignment;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Noise in space S4: the same in all passes over a batch, another one for another batch. */
class NoiseTest {

  private static final CellType NORMAL = DartsSpace.S4.cellTypes().get(0);

  private static FedBatch batch(StepScope scope, long seed) {
    float[] pixels = new float[4 * 8 * 8 * 3];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return FedBatch.of(
        scope, Precision.FLOAT64, new Batch(pixels, new int[] {0, 1, 2, 3}, 4, 8, 8, 3));
  }

  private static SuperNetwork network(GraphRuntime runtime) {
    SuperNetwork network =
        new SuperNetwork(
            runtime,
            new SuperNetworkSpec(DartsSpace.S4, new NetworkSize(2, 4, 3, 4), 8, .5),
            new Seed(1));
    runtime.initialise(network.weights());
    runtime.initialise(network.statistics());
    runtime.initialise(network.cellTypes().stream().map(network::alpha).toList());
    return network;
  }

  private static GraphRuntime runtime() {
    return new GraphRuntime(Precision.FLOAT64, new ExecutionOptions("cpu", 1, 1));
  }

  private static double[] weightGradient(
      SuperNetwork network, StepScope scope, FedBatch batch, double[] delta) {
    GraphRun runner = network.runner(batch);
    network.feedDelta(
        runner, NORMAL, scope.tensor(Precision.FLOAT64, network.stackedShape(NORMAL), delta));
    for (Operand<TFloating> gradient : network.weightGradients()) {
      runner.fetch(gradient);
    }
    var result = network.runtime().run(scope, runner);
    double[][] parts = new double[result.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = TensorValues.doubles(result.get(i));
    }
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double loss(SuperNetwork network, StepScope scope, FedBatch batch) {
    return TensorValues.scalar(
        network.runtime().run(scope, network.runner(batch).fetch(network.loss())).get(0));
  }

  @Test
  void sameBatchSameNoiseToTheBit() {
    try (GraphRuntime runtime = runtime();
        GraphRuntime other = runtime();
        StepScope scope = new StepScope()) {
      SuperNetwork network = network(runtime);
      SuperNetwork again = network(other);
      FedBatch batch = batch(scope, 3);
      double[] none = new double[(int) network.stackedShape(NORMAL).size()];
      assertThat(weightGradient(network, scope, batch, none))
          .isEqualTo(weightGradient(network, scope, batch, none))
          .isEqualTo(weightGradient(again, scope, batch, none));
    }
  }

  @Test
  void otherBatchOtherNoise() {
    try (GraphRuntime runtime = runtime();
        StepScope scope = new StepScope()) {
      SuperNetwork network = network(runtime);
      FedBatch batch = batch(scope, 3);
      FedBatch otherKey =
          new FedBatch(batch.images(), batch.labels(), scope.integer(77), batch.size());
      assertThat(loss(network, scope, batch)).isNotEqualTo(loss(network, scope, otherKey));
    }
  }

  /** With fresh noise in each pass the estimate would grow tenfold with each decade of epsilon. */
  @Test
  void theCentralDifferenceDoesNotGrowAsTheStepShrinks() {
    try (GraphRuntime runtime = runtime();
        StepScope scope = new StepScope()) {
      SuperNetwork network = network(runtime);
      for (Parameter alpha : network.cellTypes().stream().map(network::alpha).toList()) {
        assertThat(alpha.size()).isEqualTo(28);
      }
      FedBatch batch = batch(scope, 5);
      double[] flat =
          TensorValues.doubles(
              runtime
                  .run(scope, network.runner(batch).fetch(network.cellGradients(NORMAL)))
                  .get(0));
      double[][] rows = new double[flat.length / 28][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * 28, (i + 1) * 28);
      }
      Agreement agreement = HostAlignment.CORRELATION.of(rows).orElseThrow();
      double[] norms = new double[3];
      for (int k = 0; k < norms.length; k++) {
        double epsilon = Math.pow(10, -5 - k) / agreement.directionNorm();
        double[] delta =
            Arrays.stream(agreement.directions())
                .flatMapToDouble(Arrays::stream)
                .map(d -> epsilon * d)
                .toArray();
        double[] back = Arrays.stream(delta).map(d -> -d).toArray();
        double[] plus = weightGradient(network, scope, batch, delta);
        double[] minus = weightGradient(network, scope, batch, back);
        double squares = 0;
        for (int i = 0; i < plus.length; i++) {
          squares += Math.pow((plus[i] - minus[i]) / (2 * epsilon), 2);
        }
        norms[k] = Math.sqrt(squares);
      }
      assertThat(norms[1] / norms[0]).isBetween(.9, 1.1);
      assertThat(norms[2] / norms[1]).isBetween(.9, 1.1);
    }
  }
}
