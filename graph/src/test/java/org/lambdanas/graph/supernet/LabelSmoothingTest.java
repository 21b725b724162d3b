package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.SoftLabels;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

class LabelSmoothingTest {

  private static final double[][] LOGITS = {{1, -2, .5}, {0, 3, 1}};
  private static final int[] LABELS = {2, 1};

  @ParameterizedTest
  @ValueSource(doubles = {0, .1, .5})
  void mixesTheLabelWithAllClasses(double smoothing) {
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double sum = 0;
      for (double logit : LOGITS[i]) {
        sum += Math.exp(logit);
      }
      for (int c = 0; c < 3; c++) {
        double target = (c == LABELS[i] ? 1 - smoothing : 0) + smoothing / 3;
        expected -= target * (LOGITS[i][c] - Math.log(sum)) / 2;
      }
    }
    try (GraphRuntime runtime =
            new GraphRuntime(Precision.FLOAT64, new ExecutionOptions("cpu", 1, 1));
        StepScope scope = new StepScope()) {
      Placeholder<TFloating> logits =
          runtime.ops().placeholder(Precision.FLOAT64.type(), Placeholder.shape(Shape.of(2, 3)));
      Placeholder<TInt32> labels =
          runtime.ops().placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
      Classification judged =
          Classification.of(runtime, logits, labels, 3, SoftLabels.smoothed(smoothing));
      var result =
          runtime.run(
              scope,
              runtime
                  .runner()
                  .feed(
                      logits,
                      scope.tensor(
                          Precision.FLOAT64, Shape.of(2, 3), new double[] {1, -2, .5, 0, 3, 1}))
                  .feed(labels, scope.labels(LABELS))
                  .fetch(judged.loss())
                  .fetch(judged.correct()));
      assertThat(TensorValues.scalar(result.get(0))).isCloseTo(expected, within(1e-12));
      assertThat(TensorValues.scalar(result.get(1))).isEqualTo(1);
    }
  }
}
