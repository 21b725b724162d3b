package org.lambdanas.graph.export;

import java.util.List;
import org.lambdanas.graph.layer.TensorFlowLayers;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;

/** Networks with initial weights, as a training of no epochs would leave them. */
final class RandomNetworks {

  static final String SKIPS =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|"
          + "+|skip_connect~0|nor_conv_3x3~1|avg_pool_3x3~2|";

  private RandomNetworks() {}

  static TrainedNetwork of(String spaceId, String text, int depth, long seed) {
    CellSpace space = SearchSpaces.cellSpaceById(spaceId);
    NetworkSize size = new NetworkSize(4, depth, 3, 5);
    try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU)) {
      ParameterStore weights =
          new ParameterStore(runtime.ops(), runtime.precision(), "weights", new Seed(seed));
      ParameterStore statistics =
          new ParameterStore(runtime.ops(), runtime.precision(), "statistics", new Seed(seed));
      new NetworkBuilder<>(
              new TensorFlowLayers(runtime, weights, statistics, TensorFlowLayers.Mode.INFERENCE))
          .discreteNetwork(
              space,
              space.parse(text),
              space.plan(size),
              runtime
                  .ops()
                  .placeholder(
                      runtime.precision().type(), Placeholder.shape(Shape.of(-1, 16, 16, 3))));
      runtime.initialise(weights.all());
      runtime.initialise(statistics.all());
      return TrainedNetwork.newBuilder()
          .setArchitecture(space.parse(text))
          .setSize(
              ModelSize.newBuilder()
                  .setChannels(4)
                  .setCells(depth)
                  .setImageChannels(3)
                  .setClasses(5)
                  .setImageSize(16))
          .setNormalisation(
              InputNormalisation.newBuilder()
                  .addAllMean(List.of(.5, .4, .3))
                  .addAllDeviation(List.of(.2, .3, .25)))
          .addAllLabels(List.of("ant", "bee", "cat", "dog", "eel"))
          .addAllWeights(runtime.save(weights.all()))
          .addAllStatistics(runtime.save(statistics.all()))
          .build();
    }
  }
}
