package org.lambdanas.predictors.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.family.TFloating;

/** The gradients of whole training losses against central differences along a direction. */
class LossGradientsTest {

  private static final int ROWS = 4;

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("mlp", Precision.FLOAT64, 1e-6, 1e-6),
        Arguments.of("bananas", Precision.FLOAT64, 1e-6, 1e-6),
        Arguments.of("gcn", Precision.FLOAT64, 1e-6, 1e-6),
        Arguments.of("bonas", Precision.FLOAT64, 1e-6, 1e-5),
        // The recurrent kernel has single precision only.
        Arguments.of("nao", Precision.FLOAT32, 3e-3, 2e-2));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfDifferences(
      String id, Precision precision, double step, double tolerance) {
    Design design =
        Stream.of(
                FeedForwardNetwork.MLP,
                FeedForwardNetwork.BANANAS,
                GraphConvolutionNetwork.GCN,
                GlobalNodeNetwork.BONAS,
                SequenceNetwork.NAO)
            .filter(known -> known.description().id().equals(id))
            .findFirst()
            .orElseThrow();
    Learner learner = new NeuralLearner(design);
    List<Features> cells = Cells.of(learner, ROWS * 3, 1);
    FeatureShape shape = cells.get(0).shape();
    Network network =
        design
            .network()
            .apply(shape, Cells.settings(learner, "hidden=6", "width=6", "regularisation=0.3"));
    List<float[][]> rows =
        cells.subList(0, ROWS * network.members()).stream().map(network::read).toList();
    try (NetworkGraph graph = new NetworkGraph(precision, network, shape, new Seed(5))) {
      var runtime = graph.runtime();
      NetworkLayers layers = graph.layers(Optional.of(runtime.ops().constant(17)));
      Operand<TFloating> labels =
          runtime
              .ops()
              .dtypes
              .cast(
                  runtime.ops().constant(Cells.labels(rows.size(), 2)), runtime.precision().type());
      Operand<TFloating> loss = network.loss(layers, graph.operands(), labels);
      List<Operand<TFloating>> gradients =
          LossGradients.of(runtime, loss, graph.weights(), layers.recurrent());
      graph.initialise(List.of());

      SplittableRandom random = new Seed(8).random();
      List<double[]> directions = new ArrayList<>();
      graph.weights().forEach(w -> directions.add(random.doubles(w.size(), -1, 1).toArray()));
      double along = 0;
      List<NamedTensor> start = runtime.save(graph.weights());
      try (StepScope scope = new StepScope()) {
        GraphRun run = runtime.runner();
        gradients.forEach(run::fetch);
        graph.feed(scope, run, rows);
        Result result = runtime.run(scope, run);
        for (int i = 0; i < directions.size(); i++) {
          double[] gradient = TensorValues.doubles(result.get(i));
          for (int k = 0; k < gradient.length; k++) {
            along += gradient[k] * directions.get(i)[k];
          }
        }
      }
      double above = loss(graph, loss, rows, start, directions, step);
      double below = loss(graph, loss, rows, start, directions, -step);
      assertThat(Math.abs(along)).isGreaterThan(1e-3);
      assertThat((above - below) / (2 * step))
          .isCloseTo(along, within(tolerance * Math.max(1, Math.abs(along))));
    }
  }

  private static double loss(
      NetworkGraph graph,
      Operand<TFloating> loss,
      List<float[][]> rows,
      List<NamedTensor> start,
      List<double[]> directions,
      double step) {
    List<NamedTensor> moved = new ArrayList<>();
    for (int i = 0; i < start.size(); i++) {
      NamedTensor tensor = start.get(i);
      double[] values = new double[directions.get(i).length];
      for (int k = 0; k < values.length; k++) {
        values[k] =
            (tensor.hasFloats()
                    ? tensor.getFloats().getValues(k)
                    : tensor.getDoubles().getValues(k))
                + step * directions.get(i)[k];
      }
      moved.add(TensorMessages.of(tensor.getName(), TensorMessages.shape(tensor), values));
    }
    graph.runtime().restore(graph.weights(), moved);
    try (StepScope scope = new StepScope()) {
      GraphRun run = graph.runtime().runner().fetch(loss);
      graph.feed(scope, run, rows);
      return TensorValues.scalar(graph.runtime().run(scope, run).get(0));
    }
  }
}
