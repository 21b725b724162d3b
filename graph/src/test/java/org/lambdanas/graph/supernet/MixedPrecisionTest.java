package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.supernet.TinySearch.Setup;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Narrow feature maps against single precision. Rounding moves some inputs of a ReLU over zero: a
 * share of about the unit of the type, so that gradients differ by about its square root.
 */
@Tag("without-onednn")
class MixedPrecisionTest {

  private static final Setup SINGLE = new Setup(Precision.FLOAT32, 1, 4, 8, 1, true);

  private static final TinySearch.Pool POOL = new TinySearch.Pool();

  @AfterAll
  static void close() {
    POOL.close();
  }

  private static double unit(Precision precision) {
    return precision == Precision.BFLOAT16 ? 1.0 / 256 : 1.0 / 2048;
  }

  /** Relative distance in the Euclidean norm. */
  private static double distance(double[] actual, double[] expected) {
    double[] difference =
        IntStream.range(0, actual.length).mapToDouble(i -> actual[i] - expected[i]).toArray();
    return norm(difference) / norm(expected);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(x -> x * x).sum());
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void lossAndGradientsAreThoseOfSinglePrecisionRounded(Precision precision) {
    TinySearch narrow = POOL.fresh(SINGLE.precision(precision));
    TinySearch single = POOL.fresh(SINGLE);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = single.batch(scope, 32, 3);
      double unit = unit(precision);
      assertThat(narrow.values(scope, batch, narrow.network.loss())[0])
          .isCloseTo(
              single.values(scope, batch, single.network.loss())[0],
              withinPercentage(100 * 4 * unit));
      double[] cells = narrow.values(scope, batch, narrow.network.cellGradients(TinySearch.CELL));
      double[] exact = single.values(scope, batch, single.network.cellGradients(TinySearch.CELL));
      assertThat(distance(cells, exact)).isBetween(1e-7, 5 * Math.sqrt(unit));
      double[] alpha = narrow.values(scope, batch, narrow.network.alphaGradient(TinySearch.CELL));
      double[] exactAlpha =
          single.values(scope, batch, single.network.alphaGradient(TinySearch.CELL));
      assertThat(distance(alpha, exactAlpha)).isLessThan(5 * Math.sqrt(unit));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void everyConvolutionIsNarrowAndEveryParameterIsNot(Precision precision) {
    DataType map = precision == Precision.BFLOAT16 ? DataType.DT_BFLOAT16 : DataType.DT_HALF;
    TinySearch narrow = POOL.fresh(SINGLE.precision(precision));
    List<NodeDef> nodes = narrow.runtime.definition().getNodeList();
    assertThat(nodes.stream().filter(n -> n.getOp().startsWith("Conv2D")))
        .isNotEmpty()
        .allSatisfy(n -> assertThat(n.getAttrOrThrow("T").getType()).isEqualTo(map));
    assertThat(nodes.stream().filter(n -> n.getOp().equals("VarHandleOp")))
        .isNotEmpty()
        .allSatisfy(
            n -> assertThat(n.getAttrOrThrow("dtype").getType()).isEqualTo(DataType.DT_FLOAT));
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void tenStepsGoTheWayOfSinglePrecision(Precision precision) {
    TinySearch narrow = POOL.fresh(SINGLE.precision(precision));
    TinySearch single = POOL.fresh(SINGLE);
    double[] before = single.weights();
    for (int step = 0; step < 10; step++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = single.batch(scope, 32, step);
        narrow.weightStep.run(scope, batch, new Rates(.01, 0));
        single.weightStep.run(scope, batch, new Rates(.01, 0));
      }
    }
    double moved = distance(single.weights(), before);
    assertThat(distance(narrow.weights(), single.weights())).isLessThan(moved / 2);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = single.batch(scope, 32, 99);
      assertThat(new Evaluator(narrow.network).evaluate(scope, batch).loss())
          .isCloseTo(
              new Evaluator(single.network).evaluate(scope, batch).loss(), withinPercentage(5));
    }
  }

  /**
   * On the way that single precision takes, so that what differs is rounding and not the way. Two
   * ways part after some steps whatever their precision: also single from double.
   */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void alongFiftyStepsOfASearchLossAndAlignmentAreThoseOfSinglePrecision(Precision precision) {
    try (TinySearch narrow = TinySearch.start(SINGLE.precision(precision));
        TinySearch single = TinySearch.start(SINGLE)) {
      double[] losses = new double[2];
      double[] alignments = new double[2];
      for (int step = 0; step < 50; step++) {
        narrow.runtime.restore(narrow.optimizers.state(), single.state());
        try (StepScope scope = new StepScope()) {
          FedBatch batch = single.batch(scope, 64, step % 3);
          int i = 0;
          for (TinySearch search : List.of(narrow, single)) {
            losses[i] += search.values(scope, batch, search.network.loss())[0];
            alignments[i++] += search.agreement(scope, batch, Alignment.CORRELATION).value();
          }
          single.regularised(scope, batch, Alignment.CORRELATION, 1, .01, .025);
          single.alphaStep.run(scope, batch);
        }
      }
      assertThat(losses[0]).isCloseTo(losses[1], withinPercentage(1));
      assertThat(alignments[0]).isCloseTo(alignments[1], withinPercentage(5));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void aBatchThatOverflowsChangesNothing(Precision precision) {
    TinySearch narrow = POOL.fresh(SINGLE.precision(precision));
    try (StepScope scope = new StepScope()) {
      var before = narrow.state();
      narrow.weightStep.run(
          scope, narrow.poisoned(scope, Float.POSITIVE_INFINITY), new Rates(.05, 0));
      assertThat(narrow.state()).isEqualTo(before);
    }
  }
}
