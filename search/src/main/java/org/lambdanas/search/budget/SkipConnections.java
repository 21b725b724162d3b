package org.lambdanas.search.budget;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;

/**
 * The skip connections of the normal cell. A search by gradient prefers them where its network is
 * small or trained on few images, whatever they are worth in the network that the cell is for; Chen
 * et al., Progressive Differentiable Architecture Search (ICCV 2019), section 3.3, keep two.
 *
 * @param space of the cells
 */
public record SkipConnections(CellSpace space) implements Cost {

  /** Whether cells of a space can have any. */
  public static boolean occurIn(CellSpace space) {
    return space.cellTypes().get(0).candidates().stream()
        .anyMatch(operations -> operations.contains(Operation.SKIP_CONNECT));
  }

  @Override
  public String name() {
    return "skip connections";
  }

  @Override
  public double of(Architecture architecture) {
    return count(space.chosenEdges(architecture, normal()));
  }

  private CellType normal() {
    return space.cellTypes().get(0);
  }

  private static long count(List<ChosenEdge> edges) {
    return edges.stream().filter(edge -> edge.operation() == Operation.SKIP_CONNECT).count();
  }

  @Override
  public Optional<EdgeCosts> byEdge(CellSpace cells) {
    return Optional.of(
        EdgeCosts.of(
            cells,
            (Map<CellType, List<ChosenEdge>> edges) ->
                count(edges.getOrDefault(normal(), List.of()))));
  }

  @Override
  public Quantity quantity() {
    return Quantity.COUNT;
  }

  /** Settings have a field of their own for it. */
  @Override
  public CostDefinition definition() {
    return CostDefinition.newBuilder().setName(name()).build();
  }

  @Override
  public String typed(double most) {
    return "--skip-limit " + Numbers.text(most);
  }
}
