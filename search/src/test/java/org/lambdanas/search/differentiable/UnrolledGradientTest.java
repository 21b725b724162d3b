package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.supernet.PlainWeightStep;
import org.lambdanas.graph.supernet.Readings;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.UnrolledAlphaGradient;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.family.TFloating;

/**
 * The gradient of second-order DARTS (Liu et al., section 2.3) against a numerical derivative of
 * what it is the gradient of: the validation loss after one step of the weights, as a function of
 * alpha.
 */
class UnrolledGradientTest {

  /** So long that the second term is no trifle. */
  private static final double STEP = 0.2;

  private static final double H = 1e-5;

  private final SearchConfig config = config();
  private final SearchData data = SearchData.load(config);
  private final GraphRuntime runtime =
      new GraphRuntime(Settings.precision(config), ExecutionOptions.of(config.getExecution()));
  private final SuperNetwork network =
      new SuperNetwork(runtime, SearchNetworks.spec(config, data.weights().images()), new Seed(1));
  private final SearchOptimizers optimizers =
      new SearchOptimizers(network, Settings.weights(config), Settings.alpha(config));
  private final CellType type = network.cellTypes().get(0);

  private static SearchConfig config() {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER).setBatchSize(16);
    config.getExecutionBuilder().setPrecision("float64");
    // Uneven mixing weights, and a decay that matters.
    config.getAlphaOptimizerBuilder().setInitialDeviation(0.5);
    config.getWeightOptimizerBuilder().setWeightDecay(0.1);
    return config.build();
  }

  @Test
  void equalsTheNumericalDerivativeAndLeavesTheWeights() {
    Readings readings = new Readings(network, Settings.alignment(config));
    UnrolledAlphaGradient published = new UnrolledAlphaGradient(optimizers, readings);
    // DARTS' own move of 0.01 crosses many kinks of the rectifiers even in this small network.
    UnrolledAlphaGradient precise = new UnrolledAlphaGradient(optimizers, readings, 1e-6);
    WeightStep weightStep = new PlainWeightStep(optimizers, readings);
    optimizers.initialise();
    try (runtime;
        StepScope scope = new StepScope()) {
      FedBatch train = FedBatch.of(scope, runtime.precision(), data.weights().batch(0, 0));
      FedBatch validation = FedBatch.of(scope, runtime.precision(), data.alpha().batch(0, 0));
      // Fills the momenta.
      weightStep.run(scope, train, new WeightStep.Rates(0.05, 0));
      List<NamedTensor> before = runtime.save(optimizers.state());
      double[] gradient = gradient(precise, scope, train, validation);
      assertThat(runtime.save(optimizers.state())).isEqualTo(before);
      double[] coarse = gradient(published, scope, train, validation);
      assertThat(runtime.save(optimizers.state())).isEqualTo(before);

      double[] firstOrder = alphaGradient(scope, validation);
      int[] entries = {1, 7, 13, 18, 22, 29};
      double[] numerical = new double[gradient.length];
      for (int entry : entries) {
        numerical[entry] =
            (lossAt(scope, before, train, validation, entry, H)
                    - lossAt(scope, before, train, validation, entry, -H))
                / (2 * H);
      }
      assertThat(error(gradient, numerical, entries)).as("relative error").isLessThan(1e-6);
      assertThat(error(firstOrder, numerical, entries)).as("first order").isGreaterThan(0.1);
      // The same formula by hand, with the published length.
      double[] byHand = byHand(scope, before, train, validation, 0.01);
      int[] all = IntStream.range(0, gradient.length).toArray();
      assertThat(error(coarse, byHand, all)).as("published move").isLessThan(1e-8);
    }
  }

  private double[] gradient(
      UnrolledAlphaGradient unrolled, StepScope scope, FedBatch train, FedBatch validation) {
    return Objects.requireNonNull(
        unrolled.run(scope, train, validation, STEP).gradients().get(type));
  }

  /** Euclidean error over some entries, relative to the expected ones. */
  private static double error(double[] actual, double[] expected, int[] entries) {
    double squares = 0;
    double errors = 0;
    for (int entry : entries) {
      squares += square(expected[entry]);
      errors += square(actual[entry] - expected[entry]);
    }
    return Math.sqrt(errors / squares);
  }

  private double[] byHand(
      StepScope scope,
      List<NamedTensor> state,
      FedBatch train,
      FedBatch validation,
      double length) {
    runtime.restore(network.weights(), moved(scope, state, train));
    double[] mixed = alphaGradient(scope, validation);
    GraphRun runner = network.runner(validation);
    network.weightGradients().forEach(runner::fetch);
    Result result = runtime.run(scope, runner);
    List<double[]> along =
        IntStream.range(0, network.weights().size())
            .mapToObj(i -> TensorValues.doubles(result.get(i)))
            .toList();
    double norm =
        Math.sqrt(along.stream().flatMapToDouble(Arrays::stream).map(x -> square(x)).sum());
    double[] plus = alphaGradientAt(scope, state, train, along, length / norm);
    double[] minus = alphaGradientAt(scope, state, train, along, -length / norm);
    for (int k = 0; k < mixed.length; k++) {
      mixed[k] -= STEP * (plus[k] - minus[k]) / (2 * length / norm);
    }
    runtime.restore(optimizers.state(), state);
    return mixed;
  }

  private double[] alphaGradientAt(
      StepScope scope,
      List<NamedTensor> state,
      FedBatch train,
      List<double[]> along,
      double radius) {
    List<NamedTensor> at = new ArrayList<>();
    for (int i = 0; i < along.size(); i++) {
      Parameter weight = network.weights().get(i);
      double[] w = doubles(byName(state), weight.name());
      for (int k = 0; k < w.length; k++) {
        w[k] += radius * along.get(i)[k];
      }
      at.add(TensorMessages.of(weight.name(), weight.shape().asArray(), w));
    }
    runtime.restore(network.weights(), at);
    return alphaGradient(scope, train);
  }

  private static double square(double x) {
    return x * x;
  }

  private double[] alphaGradient(StepScope scope, FedBatch batch) {
    GraphRun runner = network.runner(batch).fetch(network.alphaGradient(type));
    return TensorValues.doubles(runtime.run(scope, runner).get(0));
  }

  /** The validation loss after a step of the weights, with one entry of alpha moved. */
  private double lossAt(
      StepScope scope,
      List<NamedTensor> state,
      FedBatch train,
      FedBatch validation,
      int entry,
      double by) {
    runtime.restore(optimizers.state(), state);
    Parameter alpha = network.alpha(type);
    double[] values = doubles(byName(state), alpha.name());
    values[entry] += by;
    runtime.restore(
        List.of(alpha), List.of(TensorMessages.of(alpha.name(), alpha.shape().asArray(), values)));
    runtime.restore(network.weights(), moved(scope, state, train));
    double loss =
        TensorValues.scalar(
            runtime.run(scope, network.runner(validation).fetch(network.loss())).get(0));
    runtime.restore(optimizers.state(), state);
    return loss;
  }

  /** {@code w - step (momentum v + gradient + decay w)} at the weights and alpha as they stand. */
  private List<NamedTensor> moved(StepScope scope, List<NamedTensor> state, FedBatch train) {
    GraphRun runner = network.runner(train);
    List<Operand<TFloating>> gradients = network.weightGradients();
    gradients.forEach(runner::fetch);
    Result result = runtime.run(scope, runner);
    Map<String, NamedTensor> values = byName(state);
    double momentum = config.getWeightOptimizer().getMomentum();
    double decay = config.getWeightOptimizer().getWeightDecay();
    List<NamedTensor> moved = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Parameter weight = network.weights().get(i);
      double[] w = doubles(values, weight.name());
      double[] v = doubles(values, "momentum/" + weight.name() + "/momentum");
      double[] g = TensorValues.doubles(result.get(i));
      for (int k = 0; k < w.length; k++) {
        w[k] -= STEP * (momentum * v[k] + g[k] + decay * w[k]);
      }
      moved.add(TensorMessages.of(weight.name(), weight.shape().asArray(), w));
    }
    return moved;
  }

  private static Map<String, NamedTensor> byName(List<NamedTensor> state) {
    return state.stream().collect(Collectors.toMap(NamedTensor::getName, Function.identity()));
  }

  private static double[] doubles(Map<String, NamedTensor> state, String name) {
    NamedTensor tensor = Objects.requireNonNull(state.get(name), name);
    return TensorMessages.doubles(tensor, TensorMessages.shape(tensor));
  }
}
