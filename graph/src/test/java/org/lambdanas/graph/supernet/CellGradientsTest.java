package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.graph.supernet.TinySearch.CELL;
import static org.lambdanas.graph.supernet.TinySearch.CELLS;
import static org.lambdanas.graph.supernet.TinySearch.ENTRIES;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.DoubleValues;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Every cell's own gradient in its mixing weights, and what becomes of their sum. */
class CellGradientsTest {

  private static final int OPERATIONS = 5;

  private static final TinySearch.Pool POOL = new TinySearch.Pool();

  @AfterAll
  static void close() {
    POOL.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void cellsSumToTheGradientInSharedMixingWeightsAndThroughTheSoftmaxToAlpha(long seed) {
    try (TinySearch search = new TinySearch(TinySearch.Setup.SMALL.seed(seed));
        StepScope scope = new StepScope()) {
      Operand<TFloating> shared =
          search
              .runtime
              .gradients("shared", search.network.loss(), List.of(search.network.mixing(CELL)))
              .get(0);
      search.optimizers.initialise();
      FedBatch batch = search.batch(scope, 4, seed);
      double[] cells = search.values(scope, batch, search.network.cellGradients(CELL));
      assertThat(cells).hasSize(CELLS * ENTRIES);
      double[] total = new double[ENTRIES];
      for (int i = 0; i < cells.length; i++) {
        total[i % ENTRIES] += cells[i];
      }
      assertThat(search.values(scope, batch, shared)).containsExactly(total, within(1e-12));
      double[] p = search.values(search.network.mixing(CELL));
      assertThat(search.values(scope, batch, search.network.alphaGradient(CELL)))
          .containsExactly(throughSoftmax(p, total), within(1e-12));
      // The hazard of one shared node: all cells' gradients equal.
      double[][] rows = TinySearch.rows(cells);
      for (int i = 0; i < CELLS; i++) {
        for (int j = 0; j < i; j++) {
          assertThat(rows[i]).isNotEqualTo(rows[j]);
        }
      }
    }
  }

  private static double[] throughSoftmax(double[] p, double[] gradient) {
    double[] alpha = new double[p.length];
    for (int row = 0; row < p.length; row += OPERATIONS) {
      double mean = 0;
      for (int o = row; o < row + OPERATIONS; o++) {
        mean += p[o] * gradient[o];
      }
      for (int o = row; o < row + OPERATIONS; o++) {
        alpha[o] = p[o] * (gradient[o] - mean);
      }
    }
    return alpha;
  }

  @Test
  void fedDeltasMoveEachCellsOwnMixingWeights() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 4, 3);
      double[] gradients = search.values(scope, batch, search.network.cellGradients(CELL));
      double h = 1e-6;
      for (int i = 0; i < gradients.length; i++) {
        double difference = (loss(search, batch, i, h) - loss(search, batch, i, -h)) / (2 * h);
        assertThat(difference).as("entry %d", i).isCloseTo(gradients[i], within(1e-8));
        if (i % OPERATIONS == 0) {
          assertThat(gradients[i]).as("none").isZero();
        }
      }
    }
  }

  private static double loss(TinySearch search, FedBatch batch, int entry, double step) {
    try (StepScope scope = new StepScope()) {
      double[] deltas = new double[CELLS * ENTRIES];
      deltas[entry] = step;
      return search.values(scope, batch, search.network.loss(), deltas)[0];
    }
  }

  @Test
  void deltasOfZeroChangeNothing() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 4, 3);
      assertThat(search.values(scope, batch, search.network.logits(), new double[CELLS * ENTRIES]))
          .containsExactly(search.values(scope, batch, search.network.logits()));
    }
  }

  @Test
  void oneHotMixingWeightsLeaveAlphaNoGradient() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      double[] alpha = new double[ENTRIES];
      SplittableRandom random = new SplittableRandom(4);
      for (int e = 0; e < ENTRIES / OPERATIONS; e++) {
        alpha[e * OPERATIONS + random.nextInt(1, OPERATIONS)] = 1000;
      }
      DoubleValues.Builder values = DoubleValues.newBuilder();
      for (double entry : alpha) {
        values.addValues(entry);
      }
      NamedTensor saturated =
          NamedTensor.newBuilder()
              .setName(search.network.alpha(CELL).name())
              .addAllShape(List.of(6L, 5L))
              .setDoubles(values)
              .build();
      search.runtime.restore(List.of(search.network.alpha(CELL)), List.of(saturated));
      FedBatch batch = search.batch(scope, 4, 5);
      for (double entry : search.values(scope, batch, search.network.alphaGradient(CELL))) {
        assertThat(Math.abs(entry)).isZero();
      }
      // Not because nothing is to be gained.
      double[] cells = search.values(scope, batch, search.network.cellGradients(CELL));
      assertThat(java.util.Arrays.stream(cells).map(Math::abs).max().orElseThrow())
          .isGreaterThan(1e-3);
    }
  }

  /** A gradient that is constant on every edge: the loss is a weighted sum of rows of p. */
  @Test
  void aConstantGradientOnAnEdgeLeavesAlphaNone() {
    try (TinySearch search = new TinySearch(TinySearch.Setup.SMALL)) {
      var tf = search.runtime.ops();
      Operand<TFloating> weights =
          tf.dtypes.cast(
              tf.constant(new double[][] {{1}, {-2}, {3}, {.5}, {0}, {7}}),
              search.setup.precision().type());
      Operand<TFloating> scalar =
          tf.reduceSum(
              tf.math.mul(search.network.mixing(CELL), weights), tf.constant(new int[] {0, 1}));
      Operand<TFloating> gradient =
          search
              .runtime
              .gradients("rows", scalar, List.of(search.network.alpha(CELL).value()))
              .get(0);
      search.optimizers.initialise();
      for (double entry : search.values(gradient)) {
        assertThat(entry).isCloseTo(0, within(1e-15));
      }
    }
  }

  @Test
  void inferenceUsesTheRunningStatistics() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 6, 6);
      double training = search.values(scope, batch, search.network.loss())[0];
      Evaluator evaluator = new Evaluator(search.network);
      double before = evaluator.evaluate(scope, batch).loss() / 6;
      assertThat(before).isNotCloseTo(training, within(1e-3));
      for (int i = 0; i < 200; i++) {
        GraphRun runner = search.network.runner(batch);
        search.network.statisticUpdates().forEach(runner::addTarget);
        runner.fetch(search.network.correct());
        search.runtime.run(scope, runner);
      }
      // The running variance is the unbiased one: close to the batch's, not equal.
      double after = evaluator.evaluate(scope, batch).loss() / 6;
      assertThat(after).isCloseTo(training, within(5e-2)).isNotEqualTo(training);
      assertThat(search.values(scope, batch, search.network.loss())[0]).isEqualTo(training);
    }
  }

  @Test
  void lossIsTheMeanCrossEntropyOfTheLogitsAndAccuracyTheirArgmax() {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, 5, 8);
      double[] labels = TensorValues.doubles(batch.labels());
      double[] logits = search.values(scope, batch, search.network.logits());
      double loss = 0;
      int correct = 0;
      for (int image = 0; image < 5; image++) {
        double sum = 0;
        int best = 0;
        for (int c = 0; c < 4; c++) {
          sum += Math.exp(logits[image * 4 + c]);
          best = logits[image * 4 + c] > logits[image * 4 + best] ? c : best;
        }
        loss -= (logits[image * 4 + (int) labels[image]] - Math.log(sum)) / 5;
        correct += best == (int) labels[image] ? 1 : 0;
      }
      assertThat(search.values(scope, batch, search.network.loss())[0])
          .isCloseTo(loss, within(1e-12));
      assertThat(search.values(scope, batch, search.network.correct())[0]).isEqualTo(correct);
    }
  }
}
