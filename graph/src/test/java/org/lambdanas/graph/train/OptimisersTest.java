package org.lambdanas.graph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** The optimisers against their arithmetic written out. */
class OptimisersTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static final double[] FIRST = {.5, -1.25, 3};
  private static final double[] SECOND = {.1, 0, -.7, 2};

  /** Gradients of both parameters, step by step. */
  private static final double[][][] GRADIENTS = {
    {{1, -2, .5}, {.25, 8, -1, 0}},
    {{-.5, .1, 0}, {1, 1e-3, 2, -3}},
    {{30, 40, -50}, {-20, 10, 0, 60}},
    {{1e-9, 0, -1e-9}, {0, 0, 1e-12, 0}}
  };

  /** Two parameters with fed gradients and what an optimiser does to them. */
  private static final class Bench implements AutoCloseable {
    final GraphRuntime runtime;
    final ParameterStore slots;
    final List<Parameter> parameters;
    final List<Placeholder<TFloating>> gradients = new ArrayList<>();
    final Placeholder<TFloating> rate;
    List<Op> update = List.of();

    Bench(Precision precision) {
      runtime = new GraphRuntime(precision, new ExecutionOptions("cpu", 1, 1));
      ParameterStore store = new ParameterStore(runtime.ops(), precision, "weights", new Seed(0));
      slots = new ParameterStore(runtime.ops(), precision, "slots", new Seed(0));
      parameters =
          List.of(
              store.get("first", Shape.of(3), (random, size) -> FIRST),
              store.get("second", Shape.of(2, 2), (random, size) -> SECOND));
      for (Parameter parameter : parameters) {
        gradients.add(
            runtime.ops().placeholder(precision.type(), Placeholder.shape(parameter.shape())));
      }
      rate = runtime.ops().placeholder(precision.type(), Placeholder.shape(Shape.scalar()));
    }

    List<Operand<TFloating>> gradients() {
      return List.copyOf(gradients);
    }

    void initialise() {
      runtime.initialise(state());
    }

    List<Parameter> state() {
      List<Parameter> state = new ArrayList<>(parameters);
      state.addAll(slots.all());
      return state;
    }

    /** Runs a step and reads something computed in it. */
    double step(double[][] fed, double learningRate, Operand<TFloating> what) {
      try (StepScope scope = new StepScope()) {
        GraphRun runner = runtime.runner().fetch(what);
        for (int i = 0; i < fed.length; i++) {
          runner.feed(
              gradients.get(i),
              scope.tensor(runtime.precision(), parameters.get(i).shape(), fed[i]));
        }
        runner.feed(rate, scope.scalar(runtime.precision(), learningRate));
        update.forEach(runner::addTarget);
        return TensorValues.scalar(runtime.run(scope, runner).get(0));
      }
    }

    void step(double[][] fed) {
      step(fed, .025, parameters.get(0).value());
    }

    List<NamedTensor> snapshot() {
      return runtime.save(state());
    }

    double[] value(int parameter) {
      try (StepScope scope = new StepScope()) {
        return TensorValues.doubles(
            runtime.run(scope, runtime.runner().fetch(parameters.get(parameter).value())).get(0));
      }
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private static MomentumSgd.Update descend(
      Bench bench, double momentum, double decay, double clip) {
    MomentumSgd sgd =
        new MomentumSgd(bench.runtime, bench.parameters, bench.slots, momentum, decay, clip);
    MomentumSgd.Update update = sgd.update(bench.gradients(), bench.rate);
    bench.update = update.operations();
    bench.initialise();
    return update;
  }

  @ParameterizedTest
  @CsvSource({"0.9, 3e-4, 5", "0.9, 0, 5", "0, 0, 0", "0.5, 0.1, 0", "0.9, 3e-4, 1e-10"})
  void descentWithMomentumDecayAndClipping(double momentum, double decay, double clip) {
    try (Bench bench = new Bench(Precision.FLOAT64)) {
      MomentumSgd.Update update = descend(bench, momentum, decay, clip);
      double[][] w = {FIRST.clone(), SECOND.clone()};
      double[][] v = {new double[3], new double[4]};
      for (int step = 0; step < GRADIENTS.length; step++) {
        double[][] g = GRADIENTS[step];
        double rate = .025 / (step + 1);
        double squares = 0;
        for (double[] row : g) {
          for (double x : row) {
            squares += x * x;
          }
        }
        double norm = Math.sqrt(squares);
        double factor = clip > 0 ? Math.min(1, clip / (norm + 1e-6)) : 1;
        for (int i = 0; i < 2; i++) {
          for (int k = 0; k < w[i].length; k++) {
            v[i][k] = momentum * v[i][k] + g[i][k] * factor + decay * w[i][k];
            w[i][k] -= rate * v[i][k];
          }
        }
        assertThat(bench.step(g, rate, update.gradientNorm()))
            .isCloseTo(norm, within(1e-12 * Math.max(norm, 1)));
        assertThat(bench.value(0)).containsExactly(w[0], EXACT);
        assertThat(bench.value(1)).containsExactly(w[1], EXACT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3})
  void adamWithCoupledDecay(double decay) {
    try (Bench bench = new Bench(Precision.FLOAT64)) {
      double rate = 3e-4;
      double epsilon = 1e-8;
      Adam adam =
          new Adam(bench.runtime, bench.slots, new Adam.Settings(rate, .5, .999, epsilon, decay));
      bench.update = adam.update(bench.parameters, bench.gradients());
      bench.initialise();
      double[][] w = {FIRST.clone(), SECOND.clone()};
      double[][] m = {new double[3], new double[4]};
      double[][] v = {new double[3], new double[4]};
      for (int step = 0; step < GRADIENTS.length; step++) {
        for (int i = 0; i < 2; i++) {
          for (int k = 0; k < w[i].length; k++) {
            double g = GRADIENTS[step][i][k] + decay * w[i][k];
            m[i][k] = .5 * m[i][k] + .5 * g;
            v[i][k] = .999 * v[i][k] + (1 - .999) * g * g;
            double corrected = m[i][k] / (1 - Math.pow(.5, step + 1));
            double root = Math.sqrt(v[i][k] / (1 - Math.pow(.999, step + 1)));
            w[i][k] -= rate * corrected / (root + epsilon);
          }
        }
        bench.step(GRADIENTS[step]);
        assertThat(bench.value(0)).containsExactly(w[0], EXACT);
        assertThat(bench.value(1)).containsExactly(w[1], EXACT);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1e-3, 0", "1e-3, 5", "0, 1e-9"})
  void adamInOneKernelWithClippingAndAScheduledRate(double decay, double clip) {
    double epsilon = 1e-8;
    try (Bench bench = new Bench(Precision.FLOAT64)) {
      Adam adam =
          new Adam(bench.runtime, bench.slots, new Adam.Settings(1, .9, .99, epsilon, decay));
      bench.update = adam.update(bench.parameters, bench.gradients(), bench.rate, clip);
      bench.initialise();
      double[][] w = {FIRST.clone(), SECOND.clone()};
      double[][] m = {new double[3], new double[4]};
      double[][] v = {new double[3], new double[4]};
      for (int step = 0; step < GRADIENTS.length; step++) {
        double rate = .025 / (step + 1);
        double squares = 0;
        for (double[] row : GRADIENTS[step]) {
          for (double x : row) {
            squares += x * x;
          }
        }
        double factor = clip > 0 ? Math.min(1, clip / (Math.sqrt(squares) + 1e-6)) : 1;
        for (int i = 0; i < 2; i++) {
          for (int k = 0; k < w[i].length; k++) {
            double g = GRADIENTS[step][i][k] * factor + decay * w[i][k];
            m[i][k] = .9 * m[i][k] + (1 - .9) * g;
            v[i][k] = .99 * v[i][k] + (1 - .99) * g * g;
            double corrected = m[i][k] / (1 - Math.pow(.9, step + 1));
            double root = Math.sqrt(v[i][k] / (1 - Math.pow(.99, step + 1)));
            w[i][k] -= rate * corrected / (root + epsilon);
          }
        }
        bench.step(GRADIENTS[step], rate, bench.parameters.get(0).value());
        assertThat(bench.value(0)).containsExactly(w[0], EXACT);
        assertThat(bench.value(1)).containsExactly(w[1], EXACT);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, NaN",
    "FLOAT64, Infinity",
    "FLOAT64, -Infinity",
    "FLOAT32, NaN",
    "FLOAT32, Infinity"
  })
  void descentIgnoresAGradientThatIsNotFinite(Precision precision, double poison) {
    try (Bench bench = new Bench(precision)) {
      descend(bench, .9, 3e-4, 5);
      checkThatPoisonChangesNothing(bench, poison);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, NaN",
    "FLOAT64, Infinity",
    "FLOAT64, -Infinity",
    "FLOAT32, NaN",
    "FLOAT32, Infinity"
  })
  void adamIgnoresAGradientThatIsNotFinite(Precision precision, double poison) {
    try (Bench bench = new Bench(precision)) {
      Adam adam = new Adam(bench.runtime, bench.slots, new Adam.Settings(.1, .5, .999, 1e-8, 1e-3));
      bench.update = adam.update(bench.parameters, bench.gradients());
      bench.initialise();
      checkThatPoisonChangesNothing(bench, poison);
    }
    try (Bench bench = new Bench(precision)) {
      Adam adam = new Adam(bench.runtime, bench.slots, new Adam.Settings(.1, .5, .999, 1e-8, 1e-3));
      bench.update = adam.update(bench.parameters, bench.gradients(), bench.rate, 5);
      bench.initialise();
      checkThatPoisonChangesNothing(bench, poison);
    }
  }

  /** Weights and slots, one of whose gradients has one bad entry. */
  private static void checkThatPoisonChangesNothing(Bench bench, double poison) {
    bench.step(GRADIENTS[0]);
    List<NamedTensor> before = bench.snapshot();
    assertThat(before).hasSizeGreaterThanOrEqualTo(4);
    bench.step(new double[][] {{1, poison, 0}, {1, 2, 3, 4}});
    assertThat(bench.snapshot()).isEqualTo(before);
    bench.step(GRADIENTS[1]);
    assertThat(bench.snapshot()).doesNotContainAnyElementsOf(before);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Adam.Settings(0, .5, .999, 1e-8, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Adam.Settings(.1, 1, .999, 1e-8, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Adam.Settings(.1, .5, -.1, 1e-8, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Adam.Settings(.1, .5, .9, 0, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Adam.Settings(.1, .5, .9, 1e-8, Double.NaN))
        .isInstanceOf(ConfigException.class);
  }
}
