package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.graph.supernet.TinySearch.CELL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.HostAlignment;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.family.TFloating;

/**
 * The central difference of the weight gradient along the directions against the derivative of the
 * alignment itself. The network has rectifiers, so both are exact only as long as no rectifier
 * switches between the passes: the tests look at every rectifier to know where that holds.
 */
class RegulariserGradientTest {

  private static final int IMAGES = 4;

  private static final TinySearch.Pool POOL = new TinySearch.Pool();

  @AfterAll
  static void close() {
    POOL.close();
  }

  /** Gradient of the alignment in all weights, by moving the mixing weights. */
  private static double[] centralDifference(
      TinySearch search, FedBatch batch, Agreement agreement, double epsilon0) {
    double epsilon = epsilon0 / agreement.directionNorm();
    double[] forth = weightGradient(search, batch, TinySearch.deltas(agreement, epsilon));
    double[] back = weightGradient(search, batch, TinySearch.deltas(agreement, -epsilon));
    for (int i = 0; i < forth.length; i++) {
      forth[i] = (forth[i] - back[i]) / (2 * epsilon);
    }
    return forth;
  }

  private static double[] weightGradient(TinySearch search, FedBatch batch, double[] deltas) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = search.network.runner(batch);
      search.network.weightGradients().forEach(runner::fetch);
      search.network.feedDelta(
          runner,
          CELL,
          scope.tensor(search.setup.precision(), search.network.stackedShape(CELL), deltas));
      return flat(search.runtime.run(scope, runner));
    }
  }

  private static double[] flat(Result result) {
    List<double[]> parts = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      parts.add(TensorValues.doubles(result.get(i)));
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** The derivative of the alignment along a direction of the weights: a four-point difference. */
  private static double alongDirection(
      TinySearch search, FedBatch batch, Alignment alignment, double[] direction, double h) {
    double[] weights = search.weights();
    double[] at = new double[4];
    double[] steps = {-2, -1, 1, 2};
    for (int s = 0; s < 4; s++) {
      try (StepScope scope = new StepScope()) {
        double[] moved = weights.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] += steps[s] * h * direction[i];
        }
        GraphRun runner = search.network.runner(batch).fetch(search.network.cellGradients(CELL));
        search.feedWeights(scope, runner, moved);
        double[] cells = TensorValues.doubles(search.runtime.run(scope, runner).get(0));
        at[s] = HostAlignment.of(alignment).of(TinySearch.rows(cells)).orElseThrow().value();
      }
    }
    return (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * h);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @EnumSource
  void matchesTheDerivativeOfTheAlignmentAlongWeights(Alignment alignment) {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL.plainDescent());
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, IMAGES, 1);
      Agreement agreement = search.agreement(scope, batch, alignment);
      double[] gradient = centralDifference(search, batch, agreement, 1e-5);
      double norm = Math.sqrt(dot(gradient, gradient));
      SplittableRandom random = new SplittableRandom(2);
      for (int draw = 0; draw < 6; draw++) {
        double[] direction = new double[gradient.length];
        for (int i = 0; i < direction.length; i++) {
          direction[i] = random.nextGaussian() / Math.sqrt(direction.length);
        }
        double expected = alongDirection(search, batch, alignment, direction, 1e-6);
        assertThat(dot(gradient, direction)).isCloseTo(expected, within(1e-8 * norm));
      }
    }
  }

  /** Which side of its kink every rectified value of the training network is on. */
  private static double[] sides(TinySearch search, FedBatch batch, double[] deltas) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = search.network.runner(batch);
      Iterator<GraphOperation> operations =
          ((Graph) search.runtime.ops().scope().env()).operations();
      while (operations.hasNext()) {
        GraphOperation operation = operations.next();
        if (operation.type().equals("Relu")) {
          Operand<TFloating> rectified = operation.<TFloating>output(0);
          runner.fetch(rectified);
        }
      }
      search.network.feedDelta(
          runner,
          CELL,
          scope.tensor(search.setup.precision(), search.network.stackedShape(CELL), deltas));
      return Arrays.stream(flat(search.runtime.run(scope, runner))).map(Math::signum).toArray();
    }
  }

  /** In this case no rectifier switches for steps up to 1e-2. */
  private static final TinySearch.Setup SMOOTH =
      new TinySearch.Setup(Precision.FLOAT64, 1, 2, 4, 1, true);

  private static final int SMOOTH_BATCH = 10;

  @ParameterizedTest
  @EnumSource
  void errorFallsWithTheSquareOfTheStepWhereNoRectifierSwitches(Alignment alignment) {
    TinySearch search = POOL.fresh(SMOOTH);
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, IMAGES, SMOOTH_BATCH);
      Agreement agreement = search.agreement(scope, batch, alignment);
      double[] still = sides(search, batch, new double[TinySearch.CELLS * TinySearch.ENTRIES]);
      double[] exact = centralDifference(search, batch, agreement, 1e-6);
      double[] errors = new double[3];
      for (int i = 0; i < 3; i++) {
        double epsilon0 = Math.pow(10, -2 - i);
        double epsilon = epsilon0 / agreement.directionNorm();
        assertThat(sides(search, batch, TinySearch.deltas(agreement, epsilon))).isEqualTo(still);
        assertThat(sides(search, batch, TinySearch.deltas(agreement, -epsilon))).isEqualTo(still);
        errors[i] =
            distance(centralDifference(search, batch, agreement, epsilon0), exact)
                / Math.sqrt(dot(exact, exact));
      }
      assertThat(errors[0] / errors[1]).isBetween(70., 130.);
      assertThat(errors[1] / errors[2]).isBetween(70., 130.);
      assertThat(errors[1]).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void singlePrecisionIsCloseToDouble(Alignment alignment) {
    TinySearch wide = POOL.fresh(SMOOTH);
    TinySearch narrow = POOL.fresh(SMOOTH.precision(Precision.FLOAT32));
    try (StepScope scope = new StepScope()) {
      FedBatch batch = wide.batch(scope, IMAGES, SMOOTH_BATCH);
      double[] exact =
          centralDifference(wide, batch, wide.agreement(scope, batch, alignment), 1e-5);
      FedBatch same = narrow.batch(scope, IMAGES, SMOOTH_BATCH);
      double[] single =
          centralDifference(narrow, same, narrow.agreement(scope, same, alignment), 1e-3);
      assertThat(distance(single, exact)).isLessThan(1e-2 * Math.sqrt(dot(exact, exact)));
    }
  }

  @Test
  void theStepAppliesLossGradientMinusStrengthTimesAlignmentGradient() {
    double rate = 1e-3;
    double strength = .25;
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL.plainDescent());
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, IMAGES, 1);
      double[] before = search.weights();
      double[] loss =
          weightGradient(search, batch, new double[TinySearch.CELLS * TinySearch.ENTRIES]);
      double[] alignment =
          centralDifference(
              search, batch, search.agreement(scope, batch, Alignment.CORRELATION), 1e-4);
      WeightStep.Size size =
          search
              .regularised(scope, batch, Alignment.CORRELATION, strength, 1e-4, rate)
              .term()
              .measured()
              .orElseThrow();
      double[] expected = new double[before.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = before[i] - rate * (loss[i] - strength * alignment[i]);
      }
      assertThat(search.weights()).containsExactly(expected, within(1e-12));
      assertThat(size.lossNorm()).isCloseTo(Math.sqrt(dot(loss, loss)), within(1e-9));
      assertThat(size.termNorm())
          .isCloseTo(strength * Math.sqrt(dot(alignment, alignment)), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"CORRELATION, 1", "CORRELATION, -1", "SIGN_CORRELATION, 1", "SIGN_CORRELATION, -1"})
  void aSmallStepOfTheTermAloneMovesTheAlignmentAsItsGradientSays(Alignment alignment, int sign) {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL.plainDescent());
    try (StepScope scope = new StepScope()) {
      FedBatch batch = search.batch(scope, IMAGES, 1);
      Agreement before = search.agreement(scope, batch, alignment);
      double[] gradient = centralDifference(search, batch, before, 1e-5);
      // A strength this large leaves the loss gradient without a say.
      search.regularised(scope, batch, alignment, sign * 1e6, 1e-5, 1e-13);
      double expected = sign * 1e-7 * dot(gradient, gradient);
      assertThat(search.agreement(scope, batch, alignment).value() - before.value())
          .isCloseTo(expected, within(1e-2 * Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void stepsOfTheTermAloneRaiseTheAlignmentAndWithTheOtherSignLowerIt(Alignment alignment) {
    double raised = afterSteps(alignment, 1);
    double lowered = afterSteps(alignment, -1);
    assertThat(raised).isGreaterThan(.2);
    assertThat(lowered).isLessThan(-.2);
  }

  /** Mean alignment of the second half of 36 steps: switching rectifiers make single ones jump. */
  private static double afterSteps(Alignment alignment, int sign) {
    TinySearch search = POOL.fresh(TinySearch.Setup.SMALL.plainDescent());
    double mean = 0;
    for (int step = 0; step < 36; step++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = search.batch(scope, IMAGES, 1);
        search.regularised(scope, batch, alignment, sign * 1e6, 1e-4, 5e-9);
        mean += step < 18 ? 0 : search.agreement(scope, batch, alignment).value() / 18;
      }
    }
    return mean;
  }
}
