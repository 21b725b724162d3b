package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.ForwardingLayers;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Layers;
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
    AtomicInteger asked = new AtomicInteger();
    Layers<FeatureShape> costs = new CostLayers();
    Layers<FeatureShape> counting =
        new ForwardingLayers<FeatureShape, FeatureShape>() {
          @Override
          protected FeatureShape build(
              LayerKind kind,
              String name,
              List<FeatureShape> inputs,
              BiFunction<Layers<FeatureShape>, List<FeatureShape>, FeatureShape> layer) {
            return layer.apply(costs, inputs);
          }

          @Override
          public int side(FeatureShape x) {
            return costs.side(x);
          }

          @Override
          public FeatureShape path(FeatureShape x) {
            asked.incrementAndGet();
            return x;
          }
        };
    // Behind a recorder, as in every network.
    new NetworkBuilder<>(new RecordingLayers<>(counting))
        .discreteNetwork(
            space.relaxation().orElseThrow(),
            space.parse(architecture),
            space.relaxation().orElseThrow().plan(new NetworkSize(4, 2, 3, 10)),
            new FeatureShape(8, 8, 3));
    // Two cells in each of three stages.
    assertThat(asked).hasValue(6 * droppable);
  }
}
