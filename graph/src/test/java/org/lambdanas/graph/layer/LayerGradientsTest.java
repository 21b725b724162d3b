package org.lambdanas.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Gradients of single layers in input, weights and mixing weight, against differences. */
class LayerGradientsTest {

  private static final double TOLERANCE = 1e-7;

  private static Arguments layer(
      String what,
      BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>, Operand<TFloating>> how) {
    return Arguments.of(what, how);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("convolution 1x1", (t, x) -> t.convolution("c", x, 3, 1, 1)),
        layer("convolution 1x1 stride 2", (t, x) -> t.convolution("c", x, 3, 1, 2)),
        layer("convolution 3x3", (t, x) -> t.convolution("c", x, 3, 3, 1)),
        layer("convolution 3x3 stride 2", (t, x) -> t.convolution("c", x, 3, 3, 2)),
        layer("convolution 5x5", (t, x) -> t.convolution("c", x, 2, 5, 1)),
        layer("convolution 5x5 stride 2", (t, x) -> t.convolution("c", x, 2, 5, 2)),
        layer("average 3x3", (t, x) -> t.averagePool("p", x, 3, 1, 1)),
        layer("average 3x3 stride 2", (t, x) -> t.averagePool("p", x, 3, 2, 1)),
        layer("average 2x2 stride 2", (t, x) -> t.averagePool("p", x, 2, 2, 0)),
        layer("batch norm", (t, x) -> t.batchNorm("n", x, false)),
        layer("affine batch norm", (t, x) -> t.batchNorm("n", x, true)),
        layer("relu", (t, x) -> t.relu("r", x)),
        layer("zeros", (t, x) -> t.sum(List.of(x, t.zeros(x)))),
        layer("global average", (t, x) -> t.globalAveragePool("g", x)),
        layer("linear", (t, x) -> t.linear("l", t.globalAveragePool("g", x), 3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void gradientsMatchDifferences(
      String what,
      BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>, Operand<TFloating>> how) {
    for (int side : new int[] {4, 5}) {
      try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, side)) {
        Parameter x = probe.input("x", 2, side, side + 1, 2);
        Operand<TFloating> y = how.apply(probe.layers(BatchNormMode.TRAINING), x.value());
        assertThat(probe.gradientError(y, 1e-3))
            .as("%s on side %d", what, side)
            .isLessThan(TOLERANCE);
      }
    }
  }

  /** oneDNN's weight gradient of a 1x1 convolution with a stride writes past its buffer. */
  @Test
  void noConvolutionOfSinglePixelsHasAStride() {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT32, 1)) {
      Parameter x = probe.input("x", 1, 7, 6, 5);
      Operand<TFloating> y =
          probe.layers(BatchNormMode.TRAINING).convolution("c", x.value(), 8, 1, 2);
      assertThat(y.shape().asArray()).containsExactly(1, 4, 3, 8);
      assertThat(probe.runtime().definition().getNodeList())
          .filteredOn(node -> node.getOp().equals("Conv2D"))
          .singleElement()
          .satisfies(
              node ->
                  assertThat(node.getAttrOrThrow("strides").getList().getIList()).containsOnly(1L));
    }
  }

  static Stream<Arguments> inference() {
    return Stream.of(
        layer("batch norm", (t, x) -> t.batchNorm("n", x, false)),
        layer("affine batch norm", (t, x) -> t.batchNorm("n", x, true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inference")
  void gradientsWithRunningStatisticsMatchDifferences(
      String what,
      BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>, Operand<TFloating>> how) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 3)) {
      Parameter x = probe.input("x", 2, 3, 3, 2);
      Operand<TFloating> y = how.apply(probe.layers(BatchNormMode.INFERENCE), x.value());
      assertThat(probe.gradientError(y, 1e-3)).as(what).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("weighted")
  void gradientsInTheMixingWeightMatchDifferences(
      String what,
      BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>[], Operand<TFloating>> how) {
    try (LayerProbe probe = new LayerProbe(Precision.FLOAT64, 3)) {
      Parameter x = probe.input("x", 3, 4, 4, 2);
      Parameter p = probe.input("p", new double[] {.3});
      @SuppressWarnings({"unchecked", "rawtypes"})
      Operand<TFloating>[] both = new Operand[] {x.value(), p.value()};
      Operand<TFloating> y = how.apply(probe.layers(BatchNormMode.TRAINING), both);
      assertThat(probe.gradientError(y, 1e-3)).as(what).isLessThan(TOLERANCE);
    }
  }

  static Stream<Arguments> weighted() {
    BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>[], Operand<TFloating>> norm =
        (t, both) -> t.weightedBatchNorm("n", both[0], both[1]);
    BiFunction<Layers<Operand<TFloating>>, Operand<TFloating>[], Operand<TFloating>> scale =
        (t, both) -> t.scale(both[0], both[1]);
    return Stream.of(Arguments.of("weighted batch norm", norm), Arguments.of("scale", scale));
  }
}
