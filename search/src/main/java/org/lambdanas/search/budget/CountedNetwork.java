package org.lambdanas.search.budget;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.CountedCost;
import org.lambdanas.proto.v1.CountedKind;
import org.lambdanas.proto.v1.ModelSize;

/** What follows from the shapes of an architecture's network, operations that are not used too. */
final class CountedNetwork implements Cost {

  private final NetworkSpace space;
  private final CountedKind kind;
  private final ModelSize size;
  private @Nullable EdgeCosts byEdge;

  CountedNetwork(NetworkSpace space, CountedKind kind, ModelSize size) {
    this.space = space;
    this.kind = kind;
    this.size = size;
  }

  @Override
  public String name() {
    return kind == CountedKind.COUNTED_KIND_MACS ? Costs.MACS : Costs.PARAMS;
  }

  @Override
  public double of(Architecture architecture) {
    return of(NetworkCost.ofArchitecture(space, architecture, networkSize(), size.getImageSize()));
  }

  private double of(NetworkCost cost) {
    return kind == CountedKind.COUNTED_KIND_MACS ? cost.multiplyAccumulates() : cost.weights();
  }

  private NetworkSize networkSize() {
    return new NetworkSize(
        size.getChannels(),
        size.getCells(),
        size.getImageChannels(),
        size.getClasses(),
        NetworkStem.of(size.getStem()));
  }

  @Override
  public Optional<EdgeCosts> byEdge(CellSpace cells) {
    return Optional.of(ofEdges(cells));
  }

  private synchronized EdgeCosts ofEdges(CellSpace cells) {
    if (byEdge == null) {
      byEdge =
          EdgeCosts.of(
              cells,
              edges ->
                  of(
                      NetworkCost.ofEdges(
                          cells,
                          type -> edges.getOrDefault(type, List.of()),
                          networkSize(),
                          size.getImageSize())));
    }
    return byEdge;
  }

  @Override
  public Quantity quantity() {
    return Quantity.COUNT;
  }

  @Override
  public CostDefinition definition() {
    return CostDefinition.newBuilder()
        .setName(name())
        .setCounted(CountedCost.newBuilder().setSpace(space.id()).setKind(kind).setSize(size))
        .build();
  }
}
