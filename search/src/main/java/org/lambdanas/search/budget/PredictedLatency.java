package org.lambdanas.search.budget;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.LatencyModel;

/** What a latency model says: milliseconds for a batch. An operation it never saw costs nothing. */
public final class PredictedLatency implements Cost {

  private final String name;
  private final LatencyModel model;
  private final NetworkSpace space;
  private final Map<String, Double> milliseconds = new HashMap<>();

  /** The predictions of a model. */
  public PredictedLatency(String name, LatencyModel model) {
    this.name = name;
    this.model = model;
    this.space = SearchSpaces.networkSpaceById(model.getSpace());
    model.getOperationsList().forEach(o -> milliseconds.put(o.getOperation(), o.getMilliseconds()));
  }

  @Override
  public String name() {
    return name;
  }

  LatencyModel model() {
    return model;
  }

  /** What one more of an operation adds. */
  double of(String operation) {
    return milliseconds.getOrDefault(operation, 0.0);
  }

  @Override
  public double of(Architecture architecture) {
    double sum = model.getIntercept();
    for (Map.Entry<String, Integer> count :
        OperationCounts.of(space, architecture, model.getLive()).entrySet()) {
      sum += count.getValue() * of(count.getKey());
    }
    return sum;
  }

  @Override
  public Optional<EdgeCosts> byEdge(CellSpace cells) {
    return Optional.of(
        EdgeCosts.of(
            cells,
            edges ->
                edges.entrySet().stream()
                    .flatMapToDouble(
                        ofType ->
                            ofType.getValue().stream()
                                .mapToDouble(
                                    edge ->
                                        of(
                                            OperationCounts.name(
                                                ofType.getKey(), edge.edge(), edge.operation()))))
                    .reduce(model.getIntercept(), Double::sum)));
  }

  @Override
  public Quantity quantity() {
    return Quantity.MILLISECONDS;
  }

  @Override
  public CostDefinition definition() {
    return CostDefinition.newBuilder().setName(name).setLatency(model).build();
  }
}
