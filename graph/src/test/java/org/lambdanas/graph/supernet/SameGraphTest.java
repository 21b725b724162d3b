package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.train.Adam;
import org.tensorflow.proto.GraphDef;

/**
 * Gradients are summed in the order in which the graph was built. That order must not depend on
 * where things happen to lie in memory, or no two processes round alike.
 */
class SameGraphTest {

  @RepeatedTest(3)
  void isBuiltTheSameWayEveryTime() {
    List<GraphRuntime> open = new ArrayList<>();
    try {
      GraphDef first = build(open).definition();
      assertThat(build(open).definition().getNodeList()).isEqualTo(first.getNodeList());
    } finally {
      open.forEach(GraphRuntime::close);
    }
  }

  /** Graphs stay open, so that the next one lies elsewhere. */
  private static GraphRuntime build(List<GraphRuntime> open) {
    GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU);
    open.add(runtime);
    SuperNetworkSpec spec =
        new SuperNetworkSpec(NasBench201Space.INSTANCE, new NetworkSize(2, 1, 3, 4), 8, 1e-3);
    SuperNetwork network = new SuperNetwork(runtime, spec, new Seed(1));
    SearchOptimizers optimizers =
        new SearchOptimizers(
            network, new WeightSettings(.9, 3e-4, 5), new Adam.Settings(3e-4, .5, .999, 1e-8, 0));
    new ExactWeightStep(
        optimizers, new Readings(network, Alignment.CORRELATION), network.cellTypes());
    return runtime;
  }
}
