package org.lambdanas.graph.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

class RoutedNetworkTest {

  private static Batch batch(int images, int side) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[images * side * side * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[images];
    Arrays.setAll(labels, i -> i % 3);
    return new Batch(values, labels, images, side, side, 3);
  }

  /** Images that go one way see what the others mix with weights of one and of zero. */
  @ParameterizedTest
  @CsvSource({
    "nasbench201, float64",
    "nasbench201, float32",
    "darts, float64",
    "darts, float32",
    "s1, float32",
    "s3, float64",
    "s4, float32"
  })
  void closedGatesAreWeightsOfZero(String id, String type) {
    CellSpace space = SearchSpaces.cellSpaceById(id);
    NetworkSize size = new NetworkSize(2, id.equals("nasbench201") ? 1 : 3, 3, 3);
    Precision precision = Precision.byId(type);
    try (GraphRuntime runtime = new GraphRuntime(precision, new ExecutionOptions("cpu", 1, 1));
        StepScope scope = new StepScope()) {
      Ops tf = runtime.ops();
      NetworkInputs inputs = NetworkInputs.of(runtime, Shape.of(8, 8, 3), new Seed(1));
      NetworkParameters parameters = NetworkParameters.of(runtime, "", new Seed(2));
      TowerLayers layers = new TowerLayers(inputs, parameters, BatchNormMode.TRAINING);
      FedRouting routing = new FedRouting(inputs, space.cellTypes());
      Operand<TFloating> routed =
          layers.join(
              new NetworkBuilder<>(layers)
                  .routedNetwork(space.plan(size), layers.split(inputs.images()), routing));
      List<Parameter> weights = parameters.weights().all();
      List<Operand<TFloating>> values = weights.stream().map(Parameter::value).toList();
      Classification ofRoute = Classification.of(runtime, routed, inputs.labels(), 3);
      List<Operand<TFloating>> routedGradients =
          runtime.gradients("routed", ofRoute.loss(), values);
      Operand<TFloating> logits =
          layers.join(
              new NetworkBuilder<>(layers)
                  .superNetwork(
                      space.plan(size),
                      layers.split(inputs.images()),
                      (cell, of, edge, operation) ->
                          layers.copies(
                              tf.dtypes.cast(
                                  tf.reshape(
                                      tf.slice(
                                          routing.gates(of),
                                          tf.constant(new int[] {edge, operation}),
                                          tf.constant(new int[] {1, 1})),
                                      tf.constant(new int[0])),
                                  precision.type()))));
      Classification mixed = Classification.of(runtime, logits, inputs.labels(), 3);
      List<Operand<TFloating>> mixedGradients = runtime.gradients("mixed", mixed.loss(), values);
      assertThat(parameters.weights().all()).isEqualTo(weights);
      runtime.initialise(parameters.all());
      for (int i = 0; i < 2; i++) {
        GraphRun run = inputs.runner(FedBatch.of(scope, precision, batch(3, 8)));
        routing.feed(scope, run, Route.of(space, space.sample(new Seed(i).random())));
        run.fetch(ofRoute.loss()).fetch(mixed.loss());
        routedGradients.forEach(run::fetch);
        mixedGradients.forEach(run::fetch);
        Result result = runtime.run(scope, run);
        double tolerance = precision.isDouble() ? 1e-9 : 2e-3;
        assertThat(TensorValues.scalar(result.get(0)))
            .isCloseTo(TensorValues.scalar(result.get(1)), within(tolerance));
        int trained = 0;
        for (int w = 0; w < weights.size(); w++) {
          double[] there = TensorValues.doubles(result.get(2 + w));
          assertThat(there)
              .as("%s", weights.get(w))
              .containsExactly(
                  TensorValues.doubles(result.get(2 + weights.size() + w)), within(tolerance));
          trained += Arrays.stream(there).anyMatch(g -> g != 0) ? 1 : 0;
        }
        assertThat(trained).isBetween(1, weights.size() - 1);
      }
    }
  }
}
