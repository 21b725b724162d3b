package org.lambdanas.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Depthwise convolutions and max pools against loops over pixels, in PyTorch's padding. */
class DepthwiseAndPoolsTest {

  private static final int CHANNELS = 2;

  private static double[] random(int size) {
    return new SplittableRandom(size).doubles(size, -1, 1).toArray();
  }

  /** Value of a [1, side, side, channels] map, or outside it what is given. */
  private static double pixel(double[] x, int side, int row, int column, int c, double outside) {
    return row < 0 || column < 0 || row >= side || column >= side
        ? outside
        : x[(row * side + column) * CHANNELS + c];
  }

  @ParameterizedTest
  @CsvSource({
    "3,1,1,6", "3,2,1,6", "3,1,2,6", "3,2,2,6", "5,1,1,6", "5,2,1,6", "5,1,2,6", "5,2,2,6",
    "3,1,2,5", "5,1,2,7", "5,1,2,2", "3,2,2,5", "3,1,2,1"
  })
  void depthwiseConvolution(int kernel, int stride, int dilation, int side) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      double[] x = random(side * side * CHANNELS);
      Parameter input = probe.input("x", x, 1, side, side, CHANNELS);
      Operand<TFloating> y =
          probe
              .layers(BatchNormMode.TRAINING)
              .depthwiseConvolution("d", input.value(), kernel, stride, dilation);
      probe.initialise();
      double[] weights = probe.values(probe.weight("d/weights").value());
      double[] actual = probe.values(y);
      int padding = dilation * (kernel / 2);
      int out = (side - 1) / stride + 1;
      assertThat(actual).hasSize(out * out * CHANNELS);
      int next = 0;
      for (int row = 0; row < out; row++) {
        for (int column = 0; column < out; column++) {
          for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            for (int i = 0; i < kernel; i++) {
              for (int j = 0; j < kernel; j++) {
                int fromRow = row * stride + i * dilation - padding;
                int fromColumn = column * stride + j * dilation - padding;
                sum +=
                    weights[(i * kernel + j) * CHANNELS + c]
                        * pixel(x, side, fromRow, fromColumn, c, 0);
              }
            }
            assertThat(actual[next++]).isCloseTo(sum, within(1e-12));
          }
        }
      }
      assertThat(probe.gradientError(y, 1e-5)).isLessThan(1e-7);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,6", "2,6", "1,5", "2,5"})
  void maxPool(int stride, int side) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      double[] x = random(side * side * CHANNELS);
      Parameter input = probe.input("x", x, 1, side, side, CHANNELS);
      Operand<TFloating> y =
          probe.layers(BatchNormMode.TRAINING).maxPool("pool", input.value(), 3, stride, 1);
      probe.initialise();
      double[] actual = probe.values(y);
      int out = (side - 1) / stride + 1;
      assertThat(actual).hasSize(out * out * CHANNELS);
      int next = 0;
      for (int row = 0; row < out; row++) {
        for (int column = 0; column < out; column++) {
          for (int c = 0; c < CHANNELS; c++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = -1; i < 2; i++) {
              for (int j = -1; j < 2; j++) {
                largest =
                    Math.max(
                        largest,
                        pixel(
                            x,
                            side,
                            row * stride + i,
                            column * stride + j,
                            c,
                            Double.NEGATIVE_INFINITY));
              }
            }
            assertThat(actual[next++]).isEqualTo(largest);
          }
        }
      }
      assertThat(probe.gradientError(y, 1e-6)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "4, 1", "5, 0", "5, 1"})
  void subsamplingAndJoining(int side, int first) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      double[] x = random(side * side * CHANNELS);
      Parameter input = probe.input("x", x, 1, side, side, CHANNELS);
      Layers<Operand<TFloating>> layers = probe.layers(BatchNormMode.TRAINING);
      Operand<TFloating> every = layers.everyOtherPixel(input.value(), first);
      Operand<TFloating> joined = layers.concatenate(List.of(every, every));
      probe.initialise();
      double[] actual = probe.values(joined);
      int half = (side - first + 1) / 2;
      assertThat(actual).hasSize(half * half * 2 * CHANNELS);
      for (int i = 0; i < half * half; i++) {
        for (int c = 0; c < 2 * CHANNELS; c++) {
          assertThat(actual[i * 2 * CHANNELS + c])
              .isEqualTo(
                  pixel(x, side, first + 2 * (i / half), first + 2 * (i % half), c % CHANNELS, 0));
        }
      }
      assertThat(new CostLayers().everyOtherPixel(new FeatureShape(side, side, CHANNELS), first))
          .isEqualTo(new FeatureShape(half, half, CHANNELS));
    }
  }
}
