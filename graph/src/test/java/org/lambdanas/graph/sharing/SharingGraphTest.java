package org.lambdanas.graph.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.training.TrainingGraph;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingMethod;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

class SharingGraphTest {

  private static final int SIDE = 8;

  private static Batch batch(int first, int images) {
    int values = SIDE * SIDE;
    float[] all = new float[16 * values];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[images];
    Arrays.setAll(labels, i -> (first + i) % 4);
    return new Batch(
        Arrays.copyOfRange(all, first * values, (first + images) * values),
        labels,
        images,
        SIDE,
        SIDE,
        1);
  }

  @Test
  void eachShareOfABatchGoesItsOwnWay() {
    CellSpace space = SearchSpaces.cellSpaceById("nasbench201");
    SharingConfig config =
        SharingConfig.newBuilder()
            .setMethod(SharingMethod.SHARING_METHOD_RSWS)
            .setPaths(3)
            .setWeightOptimizer(WeightOptimizerConfig.newBuilder().setMomentum(.9).setClipNorm(5))
            .setExecution(
                ExecutionConfig.newBuilder()
                    .setDevice("cpu")
                    .setPrecision("float64")
                    .setIntraOpThreads(1)
                    .setInterOpThreads(1))
            .build();
    List<Route> ways =
        List.of(
            Route.of(space, space.sample(new Seed(1).random())),
            Route.of(space, space.sample(new Seed(2).random())),
            Route.of(space, space.sample(new Seed(3).random())));
    try (SharingGraph graph = new SharingGraph(config, space, new NetworkSize(2, 1, 1, 4), SIDE)) {
      // Shares of ten images in three: the later ones take what is over.
      double first = graph.evaluate(batch(0, 3), ways.get(0)).loss() / 3;
      double second = graph.evaluate(batch(3, 3), ways.get(1)).loss() / 3;
      double third = graph.evaluate(batch(6, 4), ways.get(2)).loss() / 4;
      TrainingGraph.Outcome outcome = graph.step(batch(0, 10), .1, ways, 0);
      assertThat(outcome.loss()).isCloseTo((first + second + third) / 3, within(1e-12));
      assertThat(outcome.images()).isEqualTo(10);
      assertThat(outcome.gradientNorm()).isPositive();
      assertThat(graph.evaluate(batch(0, 3), ways.get(0)).loss() / 3).isNotEqualTo(first);
    }
  }
}
