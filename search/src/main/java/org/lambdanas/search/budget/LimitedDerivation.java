package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;

/**
 * Derives the best cell within limits: of all architectures that keep them the one whose operations
 * have the largest product of mixing weights, exactly. Without a limit that is the cell which the
 * space derives, and where that keeps the limits it is taken as it is.
 *
 * <p>The edges are gone through one after the other, with every way to choose operations so far
 * that no other one beats in its weights and all its costs at once; what cannot be completed within
 * the limits is dropped. Costs of which the sum over operations is not the whole, such as those of
 * latency models that count live operations only, are asked of every member of the space, where
 * they can be counted off.
 */
public final class LimitedDerivation {

  /** A weight that is nothing. */
  private static final double LEAST_WEIGHT = 1e-300;

  /** Room for the rounding of sums, relative to a limit; what is found is asked for itself. */
  private static final double ROUNDING = 1e-9;

  private static final int PROBES = 64;

  private final CellSpace space;
  private final List<Limit> limits;

  /** By limit; empty if some cost is not a sum. */
  private final Optional<List<EdgeCosts>> costs;

  /** One step: an edge, and how many edges of its node are kept before and may be after it. */
  private record Step(CellType type, int edge, int kept, boolean opens, boolean closes) {}

  private final List<Step> steps = new ArrayList<>();

  /** A way to choose operations up to some step. */
  private record Way(
      @Nullable Way before, int step, int operation, int kept, double weight, double[] spent) {}

  /**
   * A derivation.
   *
   * @throws ConfigException if a limit is on what is known after an evaluation only, or cannot be
   *     kept by any cell
   */
  public LimitedDerivation(CellSpace space, List<Limit> limits) {
    this.space = space;
    this.limits = List.copyOf(limits);
    for (Limit limit : limits) {
      if (!limit.cost().isForeseen()) {
        throw new ConfigException(
            "--limit %s: a differentiable search knows params, macs and latency:FILE only"
                .formatted(limit));
      }
    }
    List<EdgeCosts> sums =
        limits.stream().flatMap(limit -> limit.cost().byEdge(space).stream()).toList();
    this.costs =
        sums.size() == limits.size() && areWhole(sums) ? Optional.of(sums) : Optional.empty();
    if (costs.isEmpty() && space.enumeration().isEmpty()) {
      throw new ConfigException(
          "--limit: the latency model counts live operations only, which cells of %s"
                  .formatted(space.id())
              + " cannot be derived by");
    }
    for (CellType type : space.cellTypes()) {
      int[] kept = KeptEdges.byTarget(space, type);
      for (int e = 0; e < type.edges(); e++) {
        int target = target(type, e);
        steps.add(
            new Step(
                type,
                e,
                kept[target],
                e == 0 || target(type, e - 1) != target,
                e == type.edges() - 1 || target(type, e + 1) != target));
      }
    }
    requirePossible();
  }

  private static int target(CellType type, int edge) {
    return type.topology().edges().get(edge).target();
  }

  /** Whether the costs of operations add up to those of architectures. */
  private boolean areWhole(List<EdgeCosts> sums) {
    SplittableRandom random = new Seed(0).random();
    for (int i = 0; i < PROBES; i++) {
      Architecture probe = space.sample(random);
      for (int l = 0; l < sums.size(); l++) {
        double whole = limits.get(l).cost().of(probe);
        if (Math.abs(sums.get(l).of(space, probe) - whole) > 1e-6 * Math.max(1, Math.abs(whole))) {
          return false;
        }
      }
    }
    return true;
  }

  private void requirePossible() {
    Map<CellType, double[][]> even = KeptEdges.even(space);
    for (Limit limit : limits) {
      if (best(even, List.of(limit)).isEmpty()) {
        throw new ConfigException(
            "%s: no cell of %s keeps it".formatted(limit.cost().typed(limit.most()), space.id()));
      }
    }
    if (limits.size() > 1 && best(even, limits).isEmpty()) {
      throw new ConfigException(
          "%s: no cell of %s keeps them all"
              .formatted(
                  limits.stream()
                      .map(limit -> limit.cost().typed(limit.most()))
                      .collect(Collectors.joining(", ")),
                  space.id()));
    }
  }

  /**
   * Derives.
   *
   * @param mixing for each cell type {@code [edge][operation]}; negative where an operation may not
   *     be derived
   * @param free what is derived without limits
   * @return an architecture that keeps all limits
   */
  public Architecture derive(Map<CellType, double[][]> mixing, Architecture free) {
    return keeps(free, limits)
        ? free
        : best(mixing, limits)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "--limit: no cell of %s that may be derived keeps %s"
                            .formatted(space.id(), limits)));
  }

  /** What a mixture of operations costs, each as a share of its limit. */
  public List<EdgeCosts> expectedShares() {
    List<EdgeCosts> shares = new ArrayList<>();
    for (Limit limit : limits) {
      shares.add(limit.cost().byEdge(space).orElseThrow().expectedShare(space, limit.most()));
    }
    return shares;
  }

  /** Mixing weights that are all the same. */
  public Map<CellType, double[][]> even() {
    return KeptEdges.even(space);
  }

  /**
   * Which operations may be derived.
   *
   * @param mixing as for {@link #derive}
   * @return for each cell type {@code [edge][operation]}
   */
  public Map<CellType, boolean[][]> derivable(Map<CellType, double[][]> mixing) {
    Map<CellType, boolean[][]> derivable = new LinkedHashMap<>();
    for (Step step : steps) {
      double[] weights = weights(mixing, step);
      boolean[] row = new boolean[weights.length];
      for (int o = 0; o < row.length; o++) {
        row[o] = isAllowed(step, o, weights);
      }
      derivable.computeIfAbsent(step.type(), type -> new boolean[type.edges()][])[step.edge()] =
          row;
    }
    return derivable;
  }

  /** The sum of the logarithms of an architecture's mixing weights. */
  public double logWeight(Map<CellType, double[][]> mixing, Architecture architecture) {
    double sum = 0;
    for (Map.Entry<CellType, double[][]> weights : mixing.entrySet()) {
      for (ChosenEdge edge : space.chosenEdges(architecture, weights.getKey())) {
        List<Operation> candidates = weights.getKey().candidates().get(edge.edge());
        sum += log(weights.getValue()[edge.edge()][candidates.indexOf(edge.operation())]);
      }
    }
    return sum;
  }

  private static double log(double weight) {
    return weight < 0 ? Double.NEGATIVE_INFINITY : Math.log(Math.max(LEAST_WEIGHT, weight));
  }

  private static boolean keeps(Architecture architecture, List<Limit> limits) {
    return limits.stream().allMatch(l -> l.cost().of(architecture) <= l.most());
  }

  private Optional<Architecture> best(Map<CellType, double[][]> mixing, List<Limit> within) {
    if (costs.isEmpty()) {
      return space.members().stream()
          .filter(member -> logWeight(mixing, member) > Double.NEGATIVE_INFINITY)
          .filter(member -> keeps(member, within))
          .max(Comparator.comparingDouble(member -> logWeight(mixing, member)));
    }
    List<EdgeCosts> sums =
        within.stream().map(limit -> costs.get().get(limits.indexOf(limit))).toList();
    double[] most = new double[sums.size()];
    double[] fixed = new double[sums.size()];
    for (int l = 0; l < most.length; l++) {
      most[l] = within.get(l).most() * (1 + ROUNDING);
      fixed[l] = sums.get(l).fixed();
    }
    double[][][] rest = leastToCome(sums, mixing);
    List<Way> ways = List.of(new Way(null, -1, -1, 0, 0, fixed));
    for (int s = 0; s < steps.size(); s++) {
      ways = extended(ways, s, mixing, sums, most, rest);
    }
    // Sums and wholes may differ in their last bits: the limit holds for the whole.
    return ways.stream()
        .sorted(Comparator.comparingDouble(way -> -way.weight()))
        .map(this::architecture)
        .filter(found -> keeps(found, within))
        .findFirst();
  }

  private List<Way> extended(
      List<Way> ways,
      int s,
      Map<CellType, double[][]> mixing,
      List<EdgeCosts> sums,
      double[] most,
      double[][][] rest) {
    Step step = steps.get(s);
    double[] weights = weights(mixing, step);
    List<Way> longer = new ArrayList<>();
    for (Way way : ways) {
      int kept = step.opens() ? 0 : way.kept();
      for (int o = -1; o < weights.length; o++) {
        int now = kept + (o < 0 ? 0 : 1);
        if ((o >= 0 && !isAllowed(step, o, weights))
            || now > step.kept()
            || (step.closes() && now < step.kept())) {
          continue;
        }
        double[] spent = way.spent();
        double weight = way.weight();
        if (o >= 0) {
          spent = spent.clone();
          weight += log(weights[o]);
          for (int l = 0; l < spent.length; l++) {
            spent[l] += cost(sums.get(l), step, o);
          }
        }
        boolean possible = true;
        for (int l = 0; l < spent.length; l++) {
          possible &= spent[l] + rest[l][s + 1][step.closes() ? 0 : now] <= most[l];
        }
        if (possible) {
          longer.add(new Way(way, s, o, now, weight, spent));
        }
      }
    }
    return unbeaten(longer);
  }

  private boolean isAllowed(Step step, int operation, double[] weights) {
    return weights[operation] >= 0
        && (space.derivations().contains(Derivation.DERIVATION_WITH_NONE)
            || step.type().candidates().get(step.edge()).get(operation) != Operation.NONE);
  }

  private static double[] weights(Map<CellType, double[][]> mixing, Step step) {
    double[][] rows = mixing.get(step.type());
    if (rows == null) {
      throw new IllegalArgumentException(
          "mixing weights of " + step.type().name() + " are missing");
    }
    return rows[step.edge()];
  }

  private static double cost(EdgeCosts sums, Step step, int operation) {
    double[][] table = sums.byType().get(step.type());
    if (table == null) {
      throw new IllegalStateException("no costs of " + step.type().name());
    }
    return table[step.edge()][operation];
  }

  /**
   * The least that the edges from a step on can cost.
   *
   * @return by cost, by step, by how many edges of the step's node are kept already; infinite where
   *     too few edges are left
   */
  private double[][][] leastToCome(List<EdgeCosts> sums, Map<CellType, double[][]> mixing) {
    double[][][] least = new double[sums.size()][steps.size() + 1][];
    for (int l = 0; l < least.length; l++) {
      least[l][steps.size()] = new double[1];
      for (int s = steps.size() - 1; s >= 0; s--) {
        Step step = steps.get(s);
        double[] weights = weights(mixing, step);
        double cheapest = Double.POSITIVE_INFINITY;
        for (int o = 0; o < weights.length; o++) {
          if (isAllowed(step, o, weights)) {
            cheapest = Math.min(cheapest, cost(sums.get(l), step, o));
          }
        }
        least[l][s] = new double[step.kept() + 1];
        for (int kept = 0; kept <= step.kept(); kept++) {
          double skip =
              !step.closes()
                  ? least[l][s + 1][kept]
                  : kept == step.kept() ? least[l][s + 1][0] : Double.POSITIVE_INFINITY;
          double take =
              kept == step.kept() || (step.closes() && kept + 1 < step.kept())
                  ? Double.POSITIVE_INFINITY
                  : cheapest + least[l][s + 1][step.closes() ? 0 : kept + 1];
          least[l][s][kept] = Math.min(skip, take);
        }
      }
    }
    return least;
  }

  /** Drops ways that another one with as many edges beats or equals in everything. */
  private static List<Way> unbeaten(List<Way> ways) {
    Map<Integer, List<Way>> byKept = new HashMap<>();
    List<Way> sorted = new ArrayList<>(ways);
    sorted.sort(
        Comparator.<Way>comparingDouble(way -> -way.weight())
            .thenComparing(way -> way.spent().length == 0 ? 0 : way.spent()[0]));
    List<Way> unbeaten = new ArrayList<>();
    for (Way way : sorted) {
      List<Way> rivals = byKept.computeIfAbsent(way.kept(), k -> new ArrayList<>());
      if (rivals.stream().noneMatch(rival -> isNoMore(rival.spent(), way.spent()))) {
        if (way.spent().length == 1) {
          // Of one cost the last is the cheapest: no other can beat what comes.
          rivals.clear();
        }
        rivals.add(way);
        unbeaten.add(way);
      }
    }
    return unbeaten;
  }

  private static boolean isNoMore(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
    }
    return true;
  }

  /** What the space derives if nothing but the operations of a way has weight. */
  private Architecture architecture(Way last) {
    Map<String, double[][]> only = new HashMap<>();
    for (CellType type : space.cellTypes()) {
      only.put(type.name(), new double[type.edges()][type.operations()]);
    }
    for (Way way = last; way != null && way.step() >= 0; way = way.before()) {
      if (way.operation() >= 0) {
        Step step = steps.get(way.step());
        double[][] rows = only.get(step.type().name());
        if (rows != null) {
          rows[step.edge()][way.operation()] = 1;
        }
      }
    }
    return space.derive(only);
  }

  /** The limits. */
  public List<Limit> limits() {
    return limits;
  }
}
