package org.lambdanas.search.budget;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.Feature;

/**
 * What a search keeps small, and what it must not pass.
 *
 * @param minimise objectives beside the search's own
 * @param limits hard limits
 */
public record Budget(List<Cost> minimise, List<Limit> limits) {

  /** A search of one objective without limits. */
  public static final Budget NONE = new Budget(List.of(), List.of());

  /** Copies. */
  public Budget {
    minimise = List.copyOf(minimise);
    limits = List.copyOf(limits);
  }

  /** The budget of a resolved configuration; {@link Costs} makes those. */
  public static Budget of(BudgetConfig config) {
    return Costs.read(config);
  }

  /** The limits as they were understood, each with its unit; empty: there are none. */
  public Optional<String> saidLimits() {
    return limits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "limits: " + limits.stream().map(Limit::said).collect(Collectors.joining(", ")));
  }

  /** Whether anything is asked for. */
  public boolean isNone() {
    return minimise.isEmpty() && limits.isEmpty();
  }

  /**
   * By how much an architecture passes the limits, each as a share of its limit.
   *
   * @return 0 if it keeps them all; not a number if some cost is not known
   */
  public double violation(Architecture architecture) {
    return limits.stream().mapToDouble(l -> l.violation(l.cost().of(architecture))).sum();
  }

  /** Whether an architecture keeps all limits; what is not known keeps none. */
  public boolean isFeasible(Architecture architecture) {
    return violation(architecture) == 0;
  }

  /** Whether an architecture keeps those limits that can be told before it is evaluated. */
  public boolean mayBeFeasible(Architecture architecture) {
    return foreseenViolation(architecture) == 0;
  }

  /** By how much it passes those. */
  public double foreseenViolation(Architecture architecture) {
    return limits.stream()
        .filter(limit -> limit.cost().isForeseen())
        .mapToDouble(limit -> limit.violation(limit.cost().of(architecture)))
        .sum();
  }

  /** All costs, each once. */
  public List<Cost> costs() {
    return Stream.concat(minimise.stream(), limits.stream().map(Limit::cost)).distinct().toList();
  }

  /** What an architecture costs, in the order of {@link #costs()}; NaN where it is not known. */
  public double[] amounts(Architecture architecture) {
    return costs().stream().mapToDouble(cost -> cost.of(architecture)).toArray();
  }

  /**
   * Where an answer stands.
   *
   * @param objective smaller is better; not a number if it is missing
   * @param amounts of the costs, in the order of {@link #costs()}
   */
  public Standing standing(double objective, double[] amounts) {
    List<Cost> costs = costs();
    double[] objectives = new double[1 + minimise.size()];
    objectives[0] = objective;
    for (int i = 0; i < minimise.size(); i++) {
      objectives[i + 1] = amounts[costs.indexOf(minimise.get(i))];
    }
    double violation = 0;
    for (Limit limit : limits) {
      violation += limit.violation(amounts[costs.indexOf(limit.cost())]);
    }
    return Standing.ofKnown(objectives, violation);
  }

  /** The costs of an architecture, those that are known. */
  public List<Feature> costs(Architecture architecture) {
    return costs().stream()
        .map(
            cost ->
                Feature.newBuilder().setName(cost.name()).setValue(cost.of(architecture)).build())
        .filter(feature -> Double.isFinite(feature.getValue()))
        .toList();
  }
}
