package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.RecordingLayers;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;

/** Which outputs can be dropped. */
class DropPathTest {

  @ParameterizedTest
  @CsvSource({
    "'|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|none~1|none~2|', 0",
    "'|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|', 3"
  })
  void everyOperationButTheIdentity(String architecture, int droppable) {
    NasBench201Space space = NasBench201Space.INSTANCE;
    CostLayers costs = new CostLayers();
    // Behind a recorder, as in every network.
    new NetworkBuilder<>(new RecordingLayers<>(costs))
        .discreteNetwork(
            space,
            space.parse(architecture),
            space.plan(new NetworkSize(4, 2, 3, 10)),
            new FeatureShape(8, 8, 3));
    // Two cells in each of three stages.
    assertThat(costs.paths()).isEqualTo(6 * droppable);
  }
}
