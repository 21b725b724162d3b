package org.lambdanas.search.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.CountedCost;
import org.lambdanas.proto.v1.CountedKind;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.ModelSize;

/**
 * What one model may not pass, whatever its network: parameters, multiply-accumulates of an image,
 * milliseconds of an image on this machine.
 *
 * @param most by the cost's name, {@code params}, {@code macs} or {@code latency}
 */
public record ModelLimits(Map<String, Double> most) {

  private static final Map<String, Quantity> COSTS =
      Map.of(
          Costs.PARAMS, Quantity.COUNT,
          Costs.MACS, Quantity.COUNT,
          Costs.LATENCY, Quantity.MILLISECONDS);

  private static final List<String> NAMES = List.of(Costs.PARAMS, Costs.MACS, Costs.LATENCY);

  /** Copies. */
  public ModelLimits {
    most = Map.copyOf(most);
  }

  /**
   * Reads limits as people write them.
   *
   * @param typed such as {@code params=200k} and {@code latency=5ms}
   * @throws ConfigException naming the option and what is wrong with its value
   */
  public static ModelLimits parse(List<String> typed) {
    Map<String, Double> most = new LinkedHashMap<>();
    for (String text : typed) {
      String option = "--limit " + Excerpt.of(text);
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(option + ": write COST=MOST, such as params=300k");
      }
      String name = text.substring(0, equals);
      Quantity quantity = COSTS.get(name);
      if (quantity == null) {
        throw new ConfigException(
            "%s: no such cost as %s: use params, macs or latency"
                .formatted(option, Suggestion.quoted(name, NAMES)));
      }
      try {
        if (most.put(name, quantity.read(text.substring(equals + 1))) != null) {
          throw new ConfigException("there is another limit on " + name + ": give one");
        }
      } catch (ConfigException e) {
        throw new ConfigException(option + ": " + e.getMessage(), e);
      }
    }
    return new ModelLimits(most);
  }

  /** The same as they are typed, with numbers in the costs' own units. */
  public List<String> texts() {
    return NAMES.stream()
        .filter(most::containsKey)
        .map(name -> name + "=" + Numbers.text(most.getOrDefault(name, 0.0)))
        .toList();
  }

  /** The same with their units, for people: {@code "latency=5 ms"}. */
  public List<String> said() {
    return NAMES.stream()
        .filter(most::containsKey)
        .map(
            name ->
                name
                    + "="
                    + COSTS.getOrDefault(name, Quantity.COUNT).said(most.getOrDefault(name, 0.0)))
        .toList();
  }

  /** The limit on milliseconds, if there is one. */
  public OptionalDouble latency() {
    Double limit = most.get(Costs.LATENCY);
    return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit);
  }

  /** Whether a network keeps what follows from its shapes. */
  public boolean allow(NetworkCost cost) {
    return cost.weights() <= most.getOrDefault(Costs.PARAMS, Double.POSITIVE_INFINITY)
        && cost.multiplyAccumulates() <= most.getOrDefault(Costs.MACS, Double.POSITIVE_INFINITY);
  }

  /** Whether a network keeps the limit on milliseconds. */
  public boolean allow(double milliseconds) {
    return milliseconds <= latency().orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * The same for a search of networks of one size.
   *
   * @param latency of such networks; without one, a limit on latency is left out
   * @param share of the limit on latency that the search may use, as the model is right on the
   *     whole only
   */
  public BudgetConfig budget(
      SearchSpace space, ModelSize size, Optional<LatencyModel> latency, double share) {
    BudgetConfig.Builder budget = BudgetConfig.newBuilder();
    for (String name : NAMES) {
      Double limit = most.get(name);
      if (limit == null || (name.equals(Costs.LATENCY) && latency.isEmpty())) {
        continue;
      }
      CostDefinition.Builder cost = CostDefinition.newBuilder().setName(name);
      if (name.equals(Costs.LATENCY)) {
        cost.setLatency(latency.orElseThrow());
        limit *= share;
      } else {
        cost.setCounted(
            CountedCost.newBuilder()
                .setSpace(space.id())
                .setKind(
                    name.equals(Costs.MACS)
                        ? CountedKind.COUNTED_KIND_MACS
                        : CountedKind.COUNTED_KIND_PARAMS)
                .setSize(size));
      }
      budget.addLimits(name + "=" + Numbers.text(limit)).addCosts(cost);
    }
    return budget.build();
  }
}
