package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

class SoftLabelsTest {

  private static final int[] FIRST = {2, 1, 0};
  private static final int[] SECOND = {0, 1, 2};
  private static final double[] SHARES = {.75, .6, 1};

  /** The target of three images of three classes. */
  private static double[] target(double smoothing, List<Double> weights, boolean mixed) {
    try (GraphRuntime runtime =
            new GraphRuntime(Precision.FLOAT64, new ExecutionOptions("cpu", 1, 1));
        StepScope scope = new StepScope()) {
      Ops tf = runtime.ops();
      Operand<TInt32> labels = tf.constant(FIRST);
      Operand<TFloating> shares =
          tf.dtypes.cast((Operand<TFloat64>) tf.constant(SHARES), runtime.precision().type());
      SoftLabels soft =
          new SoftLabels(
              smoothing,
              weights,
              mixed
                  ? Optional.of(new SoftLabels.Mixture(tf.constant(SECOND), shares))
                  : Optional.empty());
      Operand<TFloating> target = soft.target(runtime, labels, 3);
      return TensorValues.doubles(runtime.run(scope, runtime.runner().fetch(target)).get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, .1, .5})
  void theTargetsOfAnImageSumToOne(double smoothing) {
    for (boolean mixed : new boolean[] {false, true}) {
      double[] target = target(smoothing, List.of(), mixed);
      for (int i = 0; i < 3; i++) {
        assertThat(target[3 * i] + target[3 * i + 1] + target[3 * i + 2])
            .isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void bothLabelsHaveTheirShares() {
    assertThat(target(0, List.of(), true))
        .containsExactly(new double[] {.25, 0, .75, 0, 1, 0, 1, 0, 0}, within(1e-12));
    assertThat(target(.3, List.of(), true))
        .containsExactly(
            new double[] {.1 + .7 * .25, .1, .1 + .7 * .75, .1, .8, .1, .8, .1, .1}, within(1e-12));
  }

  @Test
  void classesCountWhatTheirWeightsSay() {
    assertThat(target(0, List.of(.5, 1.5, 2.0), false))
        .containsExactly(new double[] {0, 0, 2, 0, 1.5, 0, .5, 0, 0}, within(1e-12));
    assertThat(target(0, List.of(.5, 1.5, 2.0), true))
        .containsExactly(new double[] {.125, 0, 1.5, 0, 1.5, 0, .5, 0, 0}, within(1e-12));
  }
}
