package org.lambdanas.predictors.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.features.TrainingSet;

class DenseNetworkTest {

  private static final int ROWS = 9;

  private final RandomGenerator random = new Seed(3).random();
  private final TrainingSet data = TrainingSet.of(SparseRows.of(places(), 4), labels());
  private final DenseNetwork network = new DenseNetwork(4, 5, 3);

  private double[][] places() {
    double[][] places = new double[ROWS][4];
    for (double[] row : places) {
      Arrays.setAll(row, d -> random.nextInt(3) == 0 ? 0 : random.nextGaussian());
    }
    return places;
  }

  private double[] labels() {
    return random.doubles(ROWS).toArray();
  }

  @Test
  void itIsWhatTheFormulaSays() {
    double[] parameters = network.normal(random);
    assertThat(network.parameters()).isEqualTo(5 * 5 + 6 * 3 + 4);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += 0.1 * random.nextGaussian();
    }
    network.set(parameters);
    network.forward(data.rows(), new int[] {4});
    double[] in = new double[4];
    data.rows().addTo(4, 1, in);
    double[] first = layer(in, parameters, 0, 5, true);
    double[] second = layer(first, parameters, 25, 3, true);
    double[] out = layer(second, parameters, 43, 1, false);
    assertThat(network.output(0)).isCloseTo(out[0], within(1e-14));
    assertThat(network.lastHidden(0)).containsExactly(second, within(1e-14));
  }

  private static double[] layer(double[] in, double[] all, int from, int width, boolean tanh) {
    double[] out = new double[width];
    for (int o = 0; o < width; o++) {
      out[o] = all[from + in.length * width + o];
      for (int i = 0; i < in.length; i++) {
        out[o] += in[i] * all[from + i * width + o];
      }
      out[o] = tanh ? Math.tanh(out[o]) : out[o];
    }
    return out;
  }

  @Test
  void aRowDoesNotDependOnItsBatch() {
    network.set(network.uniform(random));
    network.forward(data.rows(), IntStream.range(0, ROWS).toArray());
    double[] together = IntStream.range(0, ROWS).mapToDouble(network::output).toArray();
    for (int i = 0; i < ROWS; i++) {
      network.forward(data.rows(), new int[] {i});
      assertThat(network.output(0)).isEqualTo(together[i]);
    }
  }

  @Test
  void largeInputsSaturate() {
    double[] parameters = new double[network.parameters()];
    Arrays.fill(parameters, 1e4);
    network.set(parameters);
    network.forward(
        SparseRows.of(new double[][] {{1, 1, 1, 1}, {-5, -5, -5, -5}}, 4), new int[] {0, 1});
    assertThat(network.lastHidden(0)).containsOnly(1);
    assertThat(network.lastHidden(1)).containsOnly(-1);
  }

  @Test
  void theGradientOfThePosteriorIsThatOfItsEnergy() {
    NetworkPosterior posterior =
        new NetworkPosterior(network, data, new MiniBatches(ROWS, 4, new Seed(1)));
    double[] position = posterior.start(random);
    assertThat(position).hasSize(network.parameters() + 1);
    position[position.length - 1] = -1.5;
    int[] batch = {7, 2, 2, 5};
    double[] gradient = new double[position.length];
    double[] unused = new double[position.length];
    posterior.gradient(position, batch, gradient);
    for (int i = 0; i < position.length; i++) {
      double[] up = position.clone();
      double[] down = position.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference =
          (posterior.gradient(up, batch, unused) - posterior.gradient(down, batch, unused)) / 2e-5;
      assertThat(gradient[i])
          .as("parameter %d", i)
          .isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
    }
  }

  @Test
  void everyEpochHasEveryRowOnceInBatchesOfEqualSize() {
    for (int rows : new int[] {1, 9, 10, 21, 121}) {
      MiniBatches batches = new MiniBatches(rows, 10, new Seed(2));
      for (int epoch = 0; epoch < 3; epoch++) {
        int[] seen = new int[rows];
        int least = rows;
        int most = 0;
        for (int b = 0; b < batches.perEpoch(); b++) {
          int[] batch = batches.next();
          least = Math.min(least, batch.length);
          most = Math.max(most, batch.length);
          Arrays.stream(batch).forEach(i -> seen[i]++);
        }
        assertThat(seen).containsOnly(1);
        assertThat(most - least).isLessThanOrEqualTo(1);
        assertThat(least).isGreaterThanOrEqualTo(Math.min(rows, 10));
      }
    }
  }

  @Test
  void theSamplerFindsANormalDistribution() {
    // Energy x^2 / (2 s^2) around 2, of two scales.
    double[] scales = {0.5, 3};
    HamiltonianSampler sampler = new HamiltonianSampler(new double[] {0, 0}, 0.1, 0.05, random);
    double[] sums = new double[2];
    double[] squares = new double[2];
    int steps = 200_000;
    for (int step = 0; step < steps; step++) {
      sampler.step(
          (x, gradient) -> Arrays.setAll(gradient, i -> (x[i] - 2) / (scales[i] * scales[i])),
          step < 1000);
      for (int i = 0; i < 2; i++) {
        double x = sampler.position()[i];
        sums[i] += x;
        squares[i] += (x - 2) * (x - 2);
      }
    }
    for (int i = 0; i < 2; i++) {
      assertThat(sums[i] / steps).isCloseTo(2, within(0.1 * scales[i]));
      assertThat(Math.sqrt(squares[i] / steps)).isCloseTo(scales[i], within(0.1 * scales[i]));
    }
  }
}
