package org.lambdanas.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Where the windows of convolutions and pools lie: PyTorch's padding, by hand and by loops. */
class WindowValuesTest {

  private static final Offset<Double> EXACT = within(1e-12);

  /** 0, 1, 2, ... row by row. */
  private static double[] ramp(int size) {
    return IntStream.range(0, size).asDoubleStream().toArray();
  }

  private static double[] convolveRamp(int side, int kernel, int stride) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      Parameter x = probe.input("x", ramp(side * side), 1, side, side, 1);
      Operand<TFloating> y =
          probe.layers(BatchNormMode.TRAINING).convolution("c", x.value(), 1, kernel, stride);
      double[] ones = new double[kernel * kernel];
      java.util.Arrays.fill(ones, 1);
      Parameter filter = probe.weight("c/weights");
      probe.initialise();
      return probe.values(y, filter, ones);
    }
  }

  private static double[] poolRamp(int side, int kernel, int stride, int padding) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 1)) {
      Parameter x = probe.input("x", ramp(side * side), 1, side, side, 1);
      Operand<TFloating> y =
          probe
              .layers(BatchNormMode.TRAINING)
              .averagePool("pool", x.value(), kernel, stride, padding);
      probe.initialise();
      return probe.values(y);
    }
  }

  @Test
  void sumsOverA4x4RampByHand() {
    // rows 0 1 2 3 / 4 5 6 7 / 8 9 10 11 / 12 13 14 15
    assertThat(convolveRamp(4, 3, 1))
        .containsExactly(
            new double[] {10, 18, 24, 18, 27, 45, 54, 39, 51, 81, 90, 63, 42, 66, 72, 50}, EXACT);
    // Every second window, from the first: rows -1 to 1 and 1 to 3.
    assertThat(convolveRamp(4, 3, 2)).containsExactly(new double[] {10, 24, 51, 90}, EXACT);
    assertThat(convolveRamp(4, 1, 1)).containsExactly(ramp(16), EXACT);
    assertThat(convolveRamp(4, 1, 2)).containsExactly(new double[] {0, 2, 8, 10}, EXACT);
    // 5x5 windows around (0, 0) and (0, 2), (2, 0), (2, 2).
    assertThat(convolveRamp(4, 5, 2)).containsExactly(new double[] {45, 66, 84, 120}, EXACT);
  }

  @Test
  void sumsOverA3x3RampByHand() {
    // rows 0 1 2 / 3 4 5 / 6 7 8
    assertThat(convolveRamp(3, 3, 1))
        .containsExactly(new double[] {8, 15, 12, 21, 36, 27, 20, 33, 24}, EXACT);
    assertThat(convolveRamp(3, 3, 2)).containsExactly(new double[] {8, 12, 20, 24}, EXACT);
    assertThat(convolveRamp(3, 1, 2)).containsExactly(new double[] {0, 2, 6, 8}, EXACT);
  }

  @Test
  void meansOverRampsByHand() {
    // Corners have 4 true pixels, borders 6.
    assertThat(poolRamp(4, 3, 1, 1))
        .containsExactly(
            new double[] {2.5, 3, 4, 4.5, 4.5, 5, 6, 6.5, 8.5, 9, 10, 10.5, 10.5, 11, 12, 12.5},
            EXACT);
    assertThat(poolRamp(4, 3, 2, 1)).containsExactly(new double[] {2.5, 4, 8.5, 10}, EXACT);
    assertThat(poolRamp(4, 2, 2, 0)).containsExactly(new double[] {2.5, 4.5, 10.5, 12.5}, EXACT);
    assertThat(poolRamp(3, 3, 2, 1)).containsExactly(new double[] {2, 3, 5, 6}, EXACT);
    // An odd side: the last row and column are left over.
    assertThat(poolRamp(3, 2, 2, 0)).containsExactly(new double[] {2}, EXACT);
    assertThat(poolRamp(1, 3, 1, 1)).containsExactly(new double[] {0}, EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 6, 6", "1, 2, 6, 6", "1, 2, 5, 7", "3, 1, 6, 6", "3, 1, 5, 7", "3, 2, 6, 6",
    "3, 2, 5, 7", "5, 1, 6, 6", "5, 2, 6, 6", "5, 2, 5, 7", "3, 2, 1, 1", "5, 1, 2, 3"
  })
  void convolutionMatchesItsDefinition(int kernel, int stride, int height, int width) {
    int batch = 2;
    int in = 3;
    int out = 4;
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, kernel)) {
      double[] x =
          new SplittableRandom(stride).doubles((long) batch * height * width * in, -1, 1).toArray();
      Parameter images = probe.input("x", x, batch, height, width, in);
      Operand<TFloating> y =
          probe
              .layers(BatchNormMode.TRAINING)
              .convolution("c", images.value(), out, kernel, stride);
      probe.initialise();
      double[] filter = probe.values(probe.weight("c/weights").value());
      int rows = (height - 1) / stride + 1;
      int columns = (width - 1) / stride + 1;
      double[] expected = new double[batch * rows * columns * out];
      int next = 0;
      for (int b = 0; b < batch; b++) {
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            for (int o = 0; o < out; o++) {
              double sum = 0;
              for (int i = 0; i < kernel; i++) {
                for (int j = 0; j < kernel; j++) {
                  int row = r * stride + i - kernel / 2;
                  int column = c * stride + j - kernel / 2;
                  if (row >= 0 && row < height && column >= 0 && column < width) {
                    for (int n = 0; n < in; n++) {
                      sum +=
                          x[((b * height + row) * width + column) * in + n]
                              * filter[((i * kernel + j) * in + n) * out + o];
                    }
                  }
                }
              }
              expected[next++] = sum;
            }
          }
        }
      }
      assertThat(y.shape().asArray()).containsExactly(batch, rows, columns, out);
      assertThat(probe.values(y)).containsExactly(expected, EXACT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 1, 6, 6",
    "3, 1, 1, 5, 7",
    "3, 2, 1, 6, 6",
    "3, 2, 1, 5, 7",
    "3, 2, 1, 1, 2",
    "2, 2, 0, 6, 6",
    "2, 2, 0, 5, 7"
  })
  void averagePoolMatchesItsDefinition(int kernel, int stride, int padding, int height, int width) {
    int batch = 2;
    int channels = 3;
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, kernel)) {
      double[] x =
          new SplittableRandom(stride)
              .doubles((long) batch * height * width * channels, -1, 1)
              .toArray();
      Parameter images = probe.input("x", x, batch, height, width, channels);
      Operand<TFloating> y =
          probe
              .layers(BatchNormMode.TRAINING)
              .averagePool("pool", images.value(), kernel, stride, padding);
      probe.initialise();
      int rows = (height + 2 * padding - kernel) / stride + 1;
      int columns = (width + 2 * padding - kernel) / stride + 1;
      double[] expected = new double[batch * rows * columns * channels];
      int next = 0;
      for (int b = 0; b < batch; b++) {
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            for (int n = 0; n < channels; n++) {
              double sum = 0;
              int pixels = 0;
              for (int i = 0; i < kernel; i++) {
                for (int j = 0; j < kernel; j++) {
                  int row = r * stride + i - padding;
                  int column = c * stride + j - padding;
                  if (row >= 0 && row < height && column >= 0 && column < width) {
                    sum += x[((b * height + row) * width + column) * channels + n];
                    pixels++;
                  }
                }
              }
              expected[next++] = sum / pixels;
            }
          }
        }
      }
      assertThat(y.shape().asArray()).containsExactly(batch, rows, columns, channels);
      assertThat(probe.values(y)).containsExactly(expected, EXACT);
    }
  }
}
