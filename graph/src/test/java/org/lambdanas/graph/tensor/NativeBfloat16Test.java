package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * With the processor's own instructions, a convolution in bfloat16 and its gradients are those of
 * single precision on the same rounded numbers, but for one rounding of the result.
 */
class NativeBfloat16Test {

  private static final int BATCH = 64;

  private static final class Case {
    private final Ops tf;
    private final boolean depthwise;
    private final Constant<TInt32> mapSizes;
    private final Constant<TInt32> filterSizes;
    private final List<Long> strides = List.of(1L, 1L, 1L, 1L);

    Case(Ops tf, int kernel, int channels, int side, boolean depthwise) {
      this.tf = tf;
      this.depthwise = depthwise;
      this.mapSizes = tf.constant(new int[] {BATCH, side, side, channels});
      this.filterSizes =
          tf.constant(new int[] {kernel, kernel, channels, depthwise ? 1 : channels});
    }

    /** The convolution, its gradient in the map and its gradient in the filter. */
    private <T extends TFloating> List<Operand<T>> all(
        Operand<T> map, Operand<T> filter, Operand<T> gradient) {
      return depthwise
          ? List.of(
              tf.nn.depthwiseConv2dNative(map, filter, strides, "SAME"),
              tf.nn.depthwiseConv2dNativeBackpropInput(mapSizes, filter, gradient, strides, "SAME"),
              tf.nn.depthwiseConv2dNativeBackpropFilter(
                  map, filterSizes, gradient, strides, "SAME"))
          : List.of(
              tf.nn.conv2d(map, filter, strides, "SAME"),
              tf.nn.conv2dBackpropInput(mapSizes, filter, gradient, strides, "SAME"),
              tf.nn.conv2dBackpropFilter(map, filterSizes, gradient, strides, "SAME"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 16, 32, false",
    "1, 16, 32, false",
    "3, 20, 16, false",
    "3, 64, 8, false",
    "3, 32, 16, true",
    "5, 16, 16, true"
  })
  void errorsAreOneRounding(int kernel, int channels, int side, boolean depthwise) {
    assumeTrue(Processor.hasBfloat16() && !"0".equals(System.getenv("TF_ENABLE_ONEDNN_OPTS")));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Case on = new Case(tf, kernel, channels, side, depthwise);
      Shape map = Shape.of(BATCH, side, side, channels);
      Shape filter = Shape.of(kernel, kernel, channels, depthwise ? 1 : channels);
      // Fed: what can be computed before the run is computed by other kernels.
      List<Placeholder<TFloat32>> fed = new ArrayList<>();
      List<Operand<TBfloat16>> narrow = new ArrayList<>();
      List<Operand<TFloat32>> rounded = new ArrayList<>();
      for (Shape shape : List.of(map, filter, map)) {
        Placeholder<TFloat32> exact = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        fed.add(exact);
        narrow.add(tf.dtypes.cast(exact, TBfloat16.class));
        rounded.add(tf.dtypes.cast(narrow.get(narrow.size() - 1), TFloat32.class));
      }
      List<Operand<TBfloat16>> actual = on.all(narrow.get(0), narrow.get(1), narrow.get(2));
      List<Operand<TFloat32>> expected = on.all(rounded.get(0), rounded.get(1), rounded.get(2));
      try (Session session = new Session(graph);
          StepScope scope = new StepScope()) {
        Session.Runner runner = session.runner();
        for (int i = 0; i < fed.size(); i++) {
          runner.feed(fed.get(i), numbers(scope, i, fed.get(i).shape()));
        }
        for (int i = 0; i < actual.size(); i++) {
          Operand<TFloat32> difference =
              tf.math.sub(tf.dtypes.cast(actual.get(i), TFloat32.class), expected.get(i));
          runner
              .fetch(tf.math.sqrt(tf.nn.l2Loss(difference)))
              .fetch(tf.math.sqrt(tf.nn.l2Loss(expected.get(i))));
        }
        try (Result result = runner.run()) {
          for (int i = 0; i < actual.size(); i++) {
            double error = ((TFloat32) result.get(2 * i)).getFloat();
            double norm = ((TFloat32) result.get(2 * i + 1)).getFloat();
            // Eight bits: at most 2^-9 of each number, on average less.
            assertThat(error / norm).as("output %d", i).isBetween(1e-4, 1.0 / 512);
          }
        }
      }
    }
  }

  /** Of the first, a rectified map, half are zeros. */
  private static Tensor numbers(StepScope scope, int index, Shape shape) {
    return scope.tensor(
        Precision.FLOAT32,
        shape,
        new Seed(index)
            .random()
            .doubles(shape.size(), -2, 2)
            .map(x -> index == 0 ? Math.max(0, x) : x)
            .toArray());
  }

  @Test
  void theSystemTellsByAWordAmongTheFlags() {
    assertThat(Processor.hasBfloat16("model name\t: x\nflags\t\t: fpu avx512_bf16 amx_tile\n"))
        .isTrue();
    assertThat(Processor.hasBfloat16("flags\t\t: fpu avx512f avx512_bf16x\nbugs: avx512_bf16\n"))
        .isFalse();
    assertThat(Processor.hasBfloat16("")).isFalse();
  }
}
