package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.LayerProbe;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.DepthwiseConv2dNative;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Derivatives along a direction, of operations and of their first-order gradients, against
 * differences of the same graph.
 */
class TangentRulesTest {

  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> TWO = List.of(1L, 2L, 2L, 1L);
  private static final List<Long> THREE = List.of(1L, 3L, 3L, 1L);

  /** A function of {@code x [2, 6, 6, 2]} and a second input. */
  private interface Build {
    Operand<TFloating> of(Ops tf, Operand<TFloating> x, Operand<TFloating> w);
  }

  private record Case(String name, Shape second, Build build) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Of windows of 3x3, by the first version of TensorFlow's operation. */
  private static Operand<TFloating> maximum(
      Ops tf, Operand<TFloating> x, int stride, String padding) {
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(x.asOutput())
        .setAttr("ksize", new long[] {1, 3, 3, 1})
        .setAttr("strides", new long[] {1, stride, stride, 1})
        .setAttr("padding", padding)
        .build()
        .output(0);
  }

  private static Operand<TInt32> ints(Ops tf, int... values) {
    return tf.constant(values);
  }

  private static Operand<TFloating> constant(Ops tf, Operand<TFloating> like, double value) {
    return tf.dtypes.cast(tf.constant(value), like.type());
  }

  static Stream<Case> cases() {
    Shape none = Shape.of(1);
    Shape map = Shape.of(2, 6, 6, 2);
    Shape channel = Shape.of(2);
    return Stream.of(
        new Case("convolution", Shape.of(3, 3, 2, 3), (t, x, w) -> t.nn.conv2d(x, w, ONE, "SAME")),
        new Case("stride 2", Shape.of(3, 3, 2, 3), (t, x, w) -> t.nn.conv2d(x, w, TWO, "VALID")),
        new Case("depthwise", Shape.of(3, 3, 2, 1), TangentRulesTest::depthwise),
        new Case(
            "depthwise stride 2",
            Shape.of(3, 3, 2, 1),
            (t, x, w) -> t.nn.depthwiseConv2dNative(x, w, TWO, "VALID")),
        new Case("dilated depthwise", Shape.of(3, 3, 2, 1), TangentRulesTest::dilated),
        new Case("average", none, (t, x, w) -> t.nn.avgPool(x, THREE, ONE, "SAME")),
        new Case("average stride 2", none, (t, x, w) -> t.nn.avgPool(x, TWO, TWO, "VALID")),
        new Case("maximum", none, (t, x, w) -> maximum(t, x, 1, "SAME")),
        new Case("maximum stride 2", none, (t, x, w) -> maximum(t, x, 2, "VALID")),
        new Case("rectifier", none, (t, x, w) -> t.nn.relu(x)),
        new Case("concatenation", map, (t, x, w) -> t.concat(List.of(x, w), t.constant(3))),
        new Case(
            "concatenation with what stays",
            none,
            (t, x, w) ->
                t.concat(List.of(x, t.fill(t.shape(x), constant(t, x, 2))), t.constant(3))),
        new Case(
            "every second pixel",
            none,
            (t, x, w) ->
                t.stridedSlice(x, ints(t, 0, 1, 0, 0), ints(t, 2, 6, 6, 2), ints(t, 1, 2, 2, 1))),
        new Case("slice", none, (t, x, w) -> t.slice(x, ints(t, 0, 1, 2, 0), ints(t, 2, 3, 3, 2))),
        new Case("padding", none, (t, x, w) -> t.pad(x, paddings(t), constant(t, x, -3))),
        new Case(
            "sum of three",
            map,
            (t, x, w) -> t.math.addN(List.of(x, t.math.neg(w), t.identity(x)))),
        new Case("sum, broadcast", channel, (t, x, w) -> t.math.add(x, w)),
        new Case("sum with what stays", none, (t, x, w) -> t.math.add(x, constant(t, x, .5))),
        new Case("difference", channel, (t, x, w) -> t.math.sub(w, x)),
        new Case("product", channel, (t, x, w) -> t.math.mul(x, w)),
        new Case("quotient", map, (t, x, w) -> t.math.div(x, positive(t, w))),
        new Case(
            "constant over it", none, (t, x, w) -> t.math.div(constant(t, x, 2), positive(t, x))),
        new Case("power", none, (t, x, w) -> t.math.pow(positive(t, x), constant(t, x, -.5))),
        new Case("mean", channel, (t, x, w) -> t.math.mul(t.math.mean(x, ints(t, 1, 2)), w)),
        new Case(
            "matrix product",
            Shape.of(2, 3),
            (t, x, w) -> t.linalg.matMul(t.reshape(x, ints(t, -1, 2)), w)),
        new Case("log softmax", none, (t, x, w) -> t.nn.logSoftmax(t.reshape(x, ints(t, -1, 6)))),
        new Case("exponential", none, (t, x, w) -> t.math.exp(x)),
        new Case("broadcast", none, (t, x, w) -> t.math.mul(x, t.broadcastTo(w, ints(t, 6, 2)))),
        new Case("tiles", none, (t, x, w) -> t.tile(x, ints(t, 1, 2, 1, 1))),
        new Case("transposition", none, (t, x, w) -> t.linalg.transpose(x, ints(t, 0, 3, 1, 2))),
        new Case("zeros", none, (t, x, w) -> t.math.add(x, t.zerosLike(x))));
  }

  private static Operand<TFloating> positive(Ops tf, Operand<TFloating> x) {
    return tf.math.add(tf.math.mul(x, x), constant(tf, x, .5));
  }

  private static Operand<TInt32> paddings(Ops tf) {
    return tf.constant(new int[][] {{0, 0}, {1, 1}, {0, 2}, {0, 0}});
  }

  private static Operand<TFloating> depthwise(
      Ops tf, Operand<TFloating> x, Operand<TFloating> filter) {
    return tf.nn.depthwiseConv2dNative(
        x, filter, ONE, "SAME", DepthwiseConv2dNative.dataFormat("NHWC"));
  }

  /** As dilation is built in: space to batch and back. */
  private static Operand<TFloating> dilated(
      Ops tf, Operand<TFloating> x, Operand<TFloating> filter) {
    Operand<TInt32> block = ints(tf, 2, 2);
    Operand<TInt32> borders = tf.constant(new int[][] {{0, 0}, {0, 0}});
    return tf.batchToSpaceNd(
        depthwise(tf, tf.spaceToBatchNd(x, block, borders), filter), block, borders);
  }

  /** A graph of a function's squares' projection, its gradient and both derivatives. */
  private static final class Derived implements AutoCloseable {
    final LayerProbe probe;
    final List<Parameter> inputs = new ArrayList<>();
    final List<Parameter> directions = new ArrayList<>();
    final List<Operand<TFloating>> targets = new ArrayList<>();
    final List<Operand<TFloating>> derivatives;

    Derived(
        Precision precision,
        List<Shape> shapes,
        BiFunction<LayerProbe, List<Operand<TFloating>>, Operand<TFloating>> build) {
      this.probe = new LayerProbe(precision, 3);
      GraphRuntime runtime = probe.runtime();
      Ops tf = runtime.ops();
      for (int i = 0; i < shapes.size(); i++) {
        inputs.add(probe.input("input" + i, shapes.get(i).asArray()));
        directions.add(probe.input("direction" + i, shapes.get(i).asArray()));
      }
      Operand<TFloating> y = build.apply(probe, values(inputs));
      Operand<TFloating> flat = tf.reshape(y, ints(tf, -1));
      probe.initialise();
      int size = probe.values(flat).length;
      double[] random = new SplittableRandom(7).doubles(size, -1, 1).toArray();
      // Squares: else the gradient that comes back would not move.
      Operand<TFloating> scalar =
          tf.reduceSum(
              tf.math.mul(probe.input("projection", random, size).value(), tf.math.mul(flat, flat)),
              ints(tf, 0));
      targets.add(y);
      targets.addAll(runtime.gradients("first", scalar, values(inputs)));
      this.derivatives = runtime.derivatives("along", targets, values(inputs), values(directions));
      probe.initialise();
    }

    static List<Operand<TFloating>> values(List<Parameter> parameters) {
      return parameters.stream().map(Parameter::value).toList();
    }

    double[] at(int target, double step) {
      try (StepScope scope = new StepScope()) {
        GraphRun runner = probe.runtime().runner().fetch(targets.get(target));
        for (int i = 0; i < inputs.size(); i++) {
          double[] moved = probe.values(inputs.get(i).value());
          double[] direction = probe.values(directions.get(i).value());
          Arrays.setAll(moved, k -> moved[k] + step * direction[k]);
          Precision precision = probe.runtime().precision();
          runner.feed(inputs.get(i).value(), scope.tensor(precision, inputs.get(i).shape(), moved));
        }
        return TensorValues.doubles(probe.runtime().run(scope, runner).get(0));
      }
    }

    @Override
    public void close() {
      probe.close();
    }
  }

  private static double error(double[] actual, double[] expected) {
    double largest = 1e-3;
    double worst = 0;
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < expected.length; k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
      worst = Math.max(worst, Math.abs(actual[k] - expected[k]));
    }
    return worst / largest;
  }

  private static Derived derived(Case given) {
    return new Derived(
        Precision.FLOAT64,
        List.of(Shape.of(2, 6, 6, 2), given.second()),
        (probe, in) -> given.build().of(probe.runtime().ops(), in.get(0), in.get(1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operationsAndTheirGradientsMatchDifferences(Case given) {
    try (Derived derived = derived(given)) {
      for (int target = 0; target < derived.targets.size(); target++) {
        double step = 1e-5;
        double[] difference = derived.at(target, step);
        double[] back = derived.at(target, -step);
        Arrays.setAll(difference, k -> (difference[k] - back[k]) / (2 * step));
        assertThat(error(derived.probe.values(derived.derivatives.get(target)), difference))
            .as("%s, target %d", given, target)
            .isLessThan(1e-7);
      }
    }
  }

  @Test
  void everyRuleOccursInACase() {
    Set<String> types = new TreeSet<>(Set.of("FusedBatchNormV3", "FusedBatchNormGradV3"));
    cases()
        .forEach(
            given -> {
              try (Derived derived = derived(given)) {
                derived.probe.runtime().definition().getNodeList().stream()
                    .map(NodeDef::getOp)
                    .forEach(types::add);
              }
            });
    assertThat(types).containsAll(TangentRules.types());
  }

  static Stream<Arguments> normed() {
    return Stream.of(
        Arguments.of(2, 2, 3, 0.), Arguments.of(1, 1, 3, 0.), Arguments.of(2, 6, 6, 20.));
  }

  /** Fused in single precision, from primitives in double. */
  @ParameterizedTest
  @MethodSource("normed")
  void theFusedBatchNormMatchesPrimitives(int batch, int height, int width, double mean) {
    List<Shape> shapes = List.of(Shape.of(batch, height, width, 2), Shape.of(1));
    BiFunction<LayerProbe, List<Operand<TFloating>>, Operand<TFloating>> build =
        (probe, in) -> {
          Ops tf = probe.runtime().ops();
          Operand<TFloating> x = tf.math.add(in.get(0), constant(tf, in.get(0), mean));
          Operand<TFloating> weight = tf.reshape(in.get(1), tf.constant(new int[0]));
          return probe.layers(BatchNormMode.TRAINING).weightedBatchNorm("n", x, weight);
        };
    try (Derived fused = new Derived(Precision.FLOAT32, shapes, build);
        Derived primitive = new Derived(Precision.FLOAT64, shapes, build)) {
      assertThat(primitive.targets).hasSize(3);
      for (int target = 0; target < 3; target++) {
        double[] expected = primitive.probe.values(primitive.derivatives.get(target));
        assertThat(Arrays.stream(expected).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
        assertThat(error(fused.probe.values(fused.derivatives.get(target)), expected))
            .as("target %d", target)
            .isLessThan(1e-3);
      }
    }
  }

  @Test
  void whatHasNoRuleIsRefusedByName() {
    assertThatThrownBy(() -> derived(new Case("sine", Shape.of(1), (t, x, w) -> t.math.sin(x))))
        .isInstanceOf(GraphBuildException.class)
        .hasMessageContaining("no exact derivative through Sin");
    assertThatThrownBy(
            () ->
                derived(
                    new Case(
                        "exponent",
                        Shape.of(1),
                        (t, x, w) -> t.math.pow(t.math.exp(x), t.math.exp(w)))))
        .isInstanceOf(GraphBuildException.class)
        .hasMessageContaining("its exponent varies");
  }
}
