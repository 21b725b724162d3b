package org.lambdanas.search.extension;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.EdgeCellSpace;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.TrainingRecipe;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;

/** A user's space: 27 cells of three edges, stacked before and after one halving. */
public final class ToySpace extends EdgeCellSpace {

  /** For the service loader. */
  public ToySpace() {
    super(
        "toy",
        "toy",
        3,
        List.of(new Edge(0, 1), new Edge(0, 2), new Edge(1, 2)),
        List.of(Operation.SKIP_CONNECT, Operation.NOR_CONV_3X3, Operation.MAX_POOL_3X3));
  }

  @Override
  public Depth depth() {
    return Depth.CELLS;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    int channels = size.channels();
    return new NetworkPlan(
        size,
        Stream.<List<? extends NetworkPlan.Block>>of(
                List.of(new NetworkPlan.Stem(channels)),
                Collections.nCopies(
                    size.depth() / 2, new NetworkPlan.Cell(cell(), channels, false)),
                List.of(new NetworkPlan.Residual(2 * channels)),
                Collections.nCopies(
                    (size.depth() + 1) / 2, new NetworkPlan.Cell(cell(), 2 * channels, false)),
                List.of(new NetworkPlan.Head(true)))
            .<NetworkPlan.Block>flatMap(List::stream)
            .toList());
  }

  @Override
  public SearchConfig publishedSearch() {
    return network(8, 4).toBuilder().setBatchSize(48).build();
  }

  @Override
  public SearchConfig smallSearch() {
    return network(2, 2).toBuilder().setEpochs(3).build();
  }

  private static SearchConfig network(int channels, int cells) {
    return SearchConfig.newBuilder()
        .setNetwork(NetworkConfig.newBuilder().setChannels(channels).setCells(cells))
        .build();
  }

  @Override
  public TrainingRecipe training() {
    return TrainingRecipe.DARTS;
  }
}
