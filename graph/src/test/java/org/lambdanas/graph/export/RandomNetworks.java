package org.lambdanas.graph.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;

/** Networks with initial weights, as a training of no epochs would leave them. */
final class RandomNetworks {

  static final String SKIPS =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|"
          + "+|skip_connect~0|nor_conv_3x3~1|avg_pool_3x3~2|";

  /**
   * All operations, channels that do not come out even, a cut, an input that reaches the output.
   */
  static final String VERTICES =
      "{\"matrix\": [[0,1,1,0,0,1], [0,0,0,1,1,0], [0,0,0,1,0,1], [0,0,0,0,0,1], [0,0,0,0,0,1],"
          + " [0,0,0,0,0,0]], \"ops\": [\"input\", \"conv3x3-bn-relu\", \"conv1x1-bn-relu\","
          + " \"maxpool3x3\", \"conv3x3-bn-relu\", \"output\"]}";

  private RandomNetworks() {}

  /** The spaces whose networks can be exported. */
  static List<NetworkSpace> spaces() {
    return SearchSpaces.all().stream().flatMap(space -> space.networks().stream()).toList();
  }

  /** An architecture with every operation that a space has and derives. */
  static Architecture ofEveryOperation(NetworkSpace known) {
    if (!(known instanceof CellSpace space)) {
      return known.parse(VERTICES);
    }
    Map<String, double[][]> mixing = new HashMap<>();
    int next = 0;
    for (CellType type : space.cellTypes()) {
      double[][] rows = new double[type.edges()][type.operations()];
      for (double[] row : rows) {
        row[next++ % row.length] = 1;
      }
      mixing.put(type.name(), rows);
    }
    return space.derive(mixing);
  }

  /** The depth of a small network. */
  static int depth(NetworkSpace space) {
    return space.depth() == Depth.CELLS_PER_STAGE ? 1 : 3;
  }

  static TrainedNetwork of(String spaceId, String text, int depth, long seed) {
    NetworkSpace space = SearchSpaces.networkSpaceById(spaceId);
    NetworkSize size = new NetworkSize(4, depth, 3, 5);
    try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU)) {
      Seed drawn = new Seed(seed);
      DiscreteNetwork network =
          new DiscreteNetwork(
              NetworkInputs.of(runtime, Shape.of(16, 16, 3), drawn),
              NetworkParameters.of(runtime, "", drawn),
              new ArchitectureDefinition(space, space.parse(text), space.plan(size)),
              BatchNormMode.INFERENCE);
      network.initialise();
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
          .addAllWeights(runtime.save(network.parameters().weights().all()))
          .addAllStatistics(runtime.save(network.parameters().statistics().all()))
          .build();
    }
  }
}
