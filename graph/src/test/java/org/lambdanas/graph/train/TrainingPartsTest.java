package org.lambdanas.graph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** Warm-up, Nesterov's momentum and the moving average against their arithmetic written out. */
class TrainingPartsTest {

  @Test
  void theRateRisesBeforeItFalls() {
    WarmUpSchedule schedule = WarmUpSchedule.of(CosineDecay::new, .5, 0, 12, 5);
    CosineDecay cosine = new CosineDecay(.5, 0, 7);
    for (int epoch = 0; epoch < 5; epoch++) {
      assertThat(schedule.at(epoch)).isCloseTo(.1 * (epoch + 1), within(1e-15));
    }
    for (int epoch = 5; epoch < 12; epoch++) {
      assertThat(schedule.at(epoch)).isEqualTo(cosine.at(epoch - 5));
    }
    assertThat(WarmUpSchedule.of(CosineDecay::new, .5, 0, 12, 0).at(3))
        .isEqualTo(new CosineDecay(.5, 0, 12).at(3));
    assertThatThrownBy(() -> WarmUpSchedule.of(CosineDecay::new, .5, 0, 5, 5))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> WarmUpSchedule.of(CosineDecay::new, .5, 0, 5, -1))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new MovingAverage(1)).isInstanceOf(ConfigException.class);
  }

  @Test
  void aLineIsGentlerInItsLastFiveEpochs() {
    // The factors of a published training of 250 epochs.
    LinearDecay decay = new LinearDecay(.5, 0, 250);
    assertThat(decay.at(0)).isEqualTo(.5);
    assertThat(decay.at(49)).isCloseTo(.5 * 196 / 245, within(1e-15));
    assertThat(decay.at(244)).isCloseTo(.5 / 245, within(1e-15));
    for (int left = 5; left > 0; left--) {
      assertThat(decay.at(250 - left)).isCloseTo(.5 * left / (245 * 5), within(1e-15));
    }
    LinearDecay short3 = new LinearDecay(1, .1, 3);
    assertThat(short3.at(0)).isEqualTo(1);
    assertThat(short3.at(1)).isCloseTo(.55, within(1e-15));
    assertThat(short3.at(2)).isCloseTo(.55, within(1e-15));
    assertThat(new LinearDecay(1, 0, 1).at(0)).isEqualTo(1);
    assertThat(WarmUpSchedule.of(LinearDecay::new, .5, 0, 255, 5).at(5 + 49))
        .isEqualTo(decay.at(49));
    assertThatThrownBy(() -> new LinearDecay(.1, .2, 5)).isInstanceOf(ConfigException.class);
  }

  @Test
  void nesterovStepsAndTheirAverage() {
    double momentum = .9;
    double decay = .01;
    double rate = .1;
    double keep = .75;
    double w = 2;
    double v = 0;
    double average = 2;
    try (GraphRuntime runtime =
        new GraphRuntime(Precision.FLOAT64, new ExecutionOptions("cpu", 1, 1))) {
      ParameterStore store =
          new ParameterStore(runtime.ops(), Precision.FLOAT64, "weights", new Seed(0));
      ParameterStore slots =
          new ParameterStore(runtime.ops(), Precision.FLOAT64, "slots", new Seed(0));
      Parameter weight = store.get("w", Shape.of(1), Initial.constant(2));
      Parameter averaged = slots.get("averaged", Shape.of(1), Initial.constant(2));
      Placeholder<TFloating> gradient =
          runtime.ops().placeholder(Precision.FLOAT64.type(), Placeholder.shape(Shape.of(1)));
      Placeholder<TFloating> fedRate =
          runtime.ops().placeholder(Precision.FLOAT64.type(), Placeholder.shape(Shape.scalar()));
      MomentumSgd.Update step =
          new MomentumSgd(runtime, List.of(weight), slots, momentum, decay, 0, true)
              .update(List.of(gradient), fedRate);
      var mean =
          new MovingAverage(keep)
              .update(runtime, List.of(weight), List.of(averaged), step.operations());
      runtime.initialise(List.of(weight, averaged, slots.all().get(1)));
      for (double g : new double[] {1, -.5, .25, 3}) {
        double d = g + decay * w;
        v = momentum * v + d;
        w -= rate * (d + momentum * v);
        average = keep * average + (1 - keep) * w;
        try (StepScope scope = new StepScope()) {
          GraphRun runner =
              runtime
                  .runner()
                  .feed(gradient, scope.tensor(Precision.FLOAT64, Shape.of(1), new double[] {g}))
                  .feed(fedRate, scope.scalar(Precision.FLOAT64, rate));
          step.operations().forEach(runner::addTarget);
          mean.forEach(runner::addTarget);
          runtime.run(scope, runner);
        }
        try (StepScope scope = new StepScope()) {
          var result =
              runtime.run(scope, runtime.runner().fetch(weight.value()).fetch(averaged.value()));
          assertThat(TensorValues.scalar(result.get(0))).isCloseTo(w, within(1e-12));
          assertThat(TensorValues.scalar(result.get(1))).isCloseTo(average, within(1e-12));
        }
      }
    }
  }
}
