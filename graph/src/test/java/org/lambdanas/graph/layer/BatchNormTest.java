package org.lambdanas.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.layer.RunningStatistics.Statistic;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

class BatchNormTest {

  private static final int CHANNELS = 3;

  private static double[] images(int batch, int side) {
    SplittableRandom random = new SplittableRandom(4);
    return random.doubles((long) batch * side * side * CHANNELS, -2, 4).toArray();
  }

  /** Per channel: mean, biased variance, unbiased variance (of one value: the biased one, 0). */
  private static double[][] moments(double[] x) {
    int count = x.length / CHANNELS;
    double[][] moments = new double[3][CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = c; i < x.length; i += CHANNELS) {
        moments[0][c] += x[i] / count;
      }
      for (int i = c; i < x.length; i += CHANNELS) {
        double centred = x[i] - moments[0][c];
        moments[1][c] += centred * centred / count;
      }
      moments[2][c] = moments[1][c] * count / Math.max(count - 1, 1);
    }
    return moments;
  }

  private static double[] normalised(double[] x, double[] mean, double[] variance, double weight) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % CHANNELS;
      y[i] = weight * (x[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, 4, 3, 1e-12", "FLOAT64, 1, 3, 1e-12", "FLOAT64, 4, 1, 1e-12", "FLOAT64, 1, 1, 1e-12",
    "FLOAT32, 4, 3, 1e-5", "FLOAT32, 1, 3, 1e-5", "FLOAT32, 4, 1, 1e-5", "FLOAT32, 1, 1, 1e-5"
  })
  void trainingMatchesTheDefinitionInBothPrecisions(
      Precision precision, int batch, int side, double tolerance) {
    try (LayerProbe probe = new LayerProbe(precision, 1)) {
      double[] x = images(batch, side);
      Parameter input = probe.input("x", x, batch, side, side, CHANNELS);
      Parameter weight = probe.input("p", new double[] {.3});
      TensorFlowLayers layers = probe.tensorFlowLayers(BatchNormMode.TRAINING);
      Operand<TFloating> plain = layers.batchNorm("plain", input.value(), false);
      Operand<TFloating> affine = layers.batchNorm("affine", input.value(), true);
      Operand<TFloating> weighted =
          layers.weightedBatchNorm("weighted", input.value(), weight.value());
      probe.initialise();
      double[][] moments = moments(x);
      double[] expected = normalised(x, moments[0], moments[1], 1);
      assertThat(probe.values(plain)).containsExactly(expected, within(tolerance));
      assertThat(probe.values(affine)).containsExactly(expected, within(tolerance));
      assertThat(probe.values(weighted))
          .containsExactly(normalised(x, moments[0], moments[1], .3), within(tolerance));
      List<Statistic> statistics = layers.statistics();
      assertThat(statistics).hasSize(6);
      for (int i = 0; i < 6; i += 2) {
        assertThat(probe.values(statistics.get(i).observed()))
            .containsExactly(moments[0], within(tolerance));
        assertThat(probe.values(statistics.get(i + 1).observed()))
            .containsExactly(moments[2], within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void scaleAndOffsetApplyByChannel(Precision precision) {
    try (LayerProbe probe = new LayerProbe(precision, 1)) {
      double[] x = images(2, 2);
      Parameter input = probe.input("x", x, 2, 2, 2, CHANNELS);
      Operand<TFloating> y =
          probe.tensorFlowLayers(BatchNormMode.TRAINING).batchNorm("n", input.value(), true);
      Operand<TFloating> frozen =
          probe.tensorFlowLayers(BatchNormMode.INFERENCE).batchNorm("n", input.value(), true);
      probe.initialise();
      double[] scale = {2, -1, .5};
      double[] offset = {1, 0, -3};
      double[][] moments = moments(x);
      double[] trained = normalised(x, moments[0], moments[1], 1);
      double[] untrained = normalised(x, new double[3], new double[] {1, 1, 1}, 1);
      for (int i = 0; i < x.length; i++) {
        trained[i] = trained[i] * scale[i % CHANNELS] + offset[i % CHANNELS];
        untrained[i] = untrained[i] * scale[i % CHANNELS] + offset[i % CHANNELS];
      }
      try (StepScope scope = new StepScope()) {
        GraphRun runner = probe.runtime().runner().fetch(y).fetch(frozen);
        Parameter scaling = probe.weight("n/scale");
        Parameter shift = probe.weight("n/offset");
        runner.feed(scaling.value(), scope.tensor(precision, scaling.shape(), scale));
        runner.feed(shift.value(), scope.tensor(precision, shift.shape(), offset));
        var result = probe.runtime().run(scope, runner);
        assertThat(TensorValues.doubles(result.get(0))).containsExactly(trained, within(1e-5));
        assertThat(TensorValues.doubles(result.get(1))).containsExactly(untrained, within(1e-5));
      }
    }
  }

  @Test
  void inferenceEqualsTrainingWhereTheRunningStatisticsAreTheBatchs() {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      double[] x = images(3, 4);
      double[][] moments = moments(x);
      Parameter input = probe.input("x", x, 3, 4, 4, CHANNELS);
      Parameter weight = probe.input("p", new double[] {.3});
      TensorFlowLayers training = probe.tensorFlowLayers(BatchNormMode.TRAINING);
      TensorFlowLayers inference = probe.tensorFlowLayers(BatchNormMode.INFERENCE);
      Operand<TFloating> trained = training.weightedBatchNorm("n", input.value(), weight.value());
      Operand<TFloating> frozen = inference.weightedBatchNorm("n", input.value(), weight.value());
      assertThat(inference.statistics()).isEmpty();
      probe.initialise();
      Parameter mean = training.statistics().get(0).running();
      Parameter variance = training.statistics().get(1).running();
      try (StepScope scope = new StepScope()) {
        GraphRun runner = probe.runtime().runner().fetch(frozen);
        runner.feed(mean.value(), scope.tensor(Precision.FLOAT64, mean.shape(), moments[0]));
        runner.feed(
            variance.value(), scope.tensor(Precision.FLOAT64, variance.shape(), moments[1]));
        assertThat(TensorValues.doubles(probe.runtime().run(scope, runner).get(0)))
            .containsExactly(probe.values(trained), within(1e-12));
      }
    }
  }
}
