package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Cost;
import org.lambdanas.search.budget.Hypervolume;
import org.lambdanas.search.budget.Standing;

/**
 * The guided search for several objectives, and within limits that are known after an evaluation
 * only: a surrogate for the objective and for each cost that is not known beforehand. Every
 * candidate gets one draw from all its predictions; of those whose draw keeps the limits the one is
 * chosen that would add most to the hypervolume of the front.
 */
final class GuidedFront extends Explorer {

  private final StrategyConfig config;
  private final Budget budget;
  private final List<Cost> costs;
  private final CandidatePool pool;
  private final ScaledSurrogate objective;

  /** Of each cost; empty if it is known of any candidate. */
  private final List<Optional<ScaledSurrogate>> predicted;

  /**
   * What is known of a candidate.
   *
   * @param utility not a number if its evaluation failed
   * @param amounts of the costs; not a number where it is not known
   */
  private record Known(Candidate candidate, double utility, double[] amounts, Standing standing) {}

  private final List<Known> known = new ArrayList<>();

  /** Costs of candidates of late. */
  private final Map<Candidate, double[]> foreseen = new HashMap<>();

  /**
   * A search.
   *
   * @param objective predicts the objective
   * @param ofCost makes what predicts a cost that is not known beforehand: mostly a sum over
   *     operations, so on its own scale
   */
  GuidedFront(
      StrategyConfig config,
      Domain domain,
      Seed seed,
      Budget budget,
      Surrogate objective,
      Function<Cost, Surrogate> ofCost) {
    super(domain, seed);
    this.config = config;
    this.budget = budget;
    this.costs = budget.costs();
    this.pool = new CandidatePool(domain, config.getCandidates());
    this.objective = new ScaledSurrogate(objective);
    this.predicted =
        costs.stream()
            .map(
                cost ->
                    cost.isForeseen()
                        ? Optional.<ScaledSurrogate>empty()
                        : Optional.of(new ScaledSurrogate(ofCost.apply(cost))))
            .toList();
  }

  @Override
  Optional<Candidate> choose(RandomGenerator random) {
    long succeeded = known.stream().filter(one -> !Double.isNaN(one.utility())).count();
    if (proposals() < config.getInitial() || succeeded < objective.least()) {
      return anyNew(random);
    }
    List<Known> front =
        known.stream()
            .filter(one -> known.stream().noneMatch(o -> o.standing().precedes(one.standing())))
            .toList();
    List<Candidate> fresh =
        pool.around(parents(front, random), this::isKnown, random).stream()
            .filter(candidate -> !isKnown(candidate))
            .distinct()
            .toList();
    return fresh.isEmpty() ? anyNew(random) : Optional.of(best(fresh, front, random));
  }

  /** Some of the front, so that all of it has its turn. */
  private List<Candidate> parents(List<Known> front, RandomGenerator random) {
    return random
        .ints(config.getParents(), 0, front.size())
        .distinct()
        .mapToObj(i -> front.get(i).candidate())
        .toList();
  }

  private Candidate best(List<Candidate> fresh, List<Known> front, RandomGenerator random) {
    List<double[]> draws = new ArrayList<>();
    draws.add(draws(objective, utilities(), fresh, random));
    for (int c = 0; c < costs.size(); c++) {
      int amount = c;
      draws.add(
          predicted
              .get(c)
              // Less is better.
              .map(
                  surrogate ->
                      negative(
                          draws(
                              surrogate,
                              negative(
                                  known.stream().mapToDouble(k -> k.amounts()[amount]).toArray()),
                              fresh,
                              random)))
              .orElseGet(() -> fresh.stream().mapToDouble(f -> foreseen(f)[amount]).toArray()));
    }
    if (foreseen.size() > 2 * fresh.size()) {
      foreseen.keySet().retainAll(new HashSet<>(fresh));
    }
    List<Standing> standings =
        IntStream.range(0, fresh.size())
            .mapToObj(
                i ->
                    budget.standing(
                        -draws.get(0)[i],
                        IntStream.range(0, costs.size())
                            .mapToDouble(c -> draws.get(c + 1)[i])
                            .toArray()))
            .toList();
    double[] reference = reference(standings);
    List<double[]> points =
        front.stream()
            .map(Known::standing)
            .filter(Standing::isFeasible)
            .map(Standing::objectives)
            .toList();
    return IntStream.range(0, fresh.size())
        .boxed()
        .max(
            Comparator.<Integer>comparingDouble(i -> -standings.get(i).violation())
                .thenComparingDouble(
                    i -> Hypervolume.added(standings.get(i).objectives(), points, reference))
                .thenComparingDouble(i -> -behind(standings.get(i).objectives(), points)))
        .map(fresh::get)
        .orElseThrow();
  }

  private double[] foreseen(Candidate candidate) {
    return foreseen.computeIfAbsent(
        candidate,
        any ->
            costs.stream()
                .mapToDouble(cost -> cost.isForeseen() ? cost.of(any.architecture()) : Double.NaN)
                .toArray());
  }

  private double[] utilities() {
    return known.stream().mapToDouble(Known::utility).toArray();
  }

  private static double[] negative(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  private double[] draws(
      ScaledSurrogate surrogate, double[] labels, List<Candidate> fresh, RandomGenerator random) {
    surrogate.learn(known.stream().map(Known::candidate).toList(), labels);
    return surrogate.draw(fresh, random);
  }

  /** The worst that was seen, or was drawn, in each objective. */
  private double[] reference(List<Standing> drawn) {
    double[] worst = new double[1 + budget.minimise().size()];
    for (int o = 0; o < worst.length; o++) {
      int objectiveOf = o;
      worst[o] =
          DoubleStream.concat(
                  drawn.stream().mapToDouble(s -> s.objectives()[objectiveOf]),
                  known.stream().mapToDouble(k -> k.standing().objectives()[objectiveOf]))
              .filter(Double::isFinite)
              .max()
              .orElse(0);
    }
    return worst;
  }

  /** By how much, in the objective in which that is least, some point of a front is better. */
  private static double behind(double[] point, List<double[]> front) {
    double most = Double.NEGATIVE_INFINITY;
    for (double[] better : front) {
      double least = Double.POSITIVE_INFINITY;
      for (int o = 0; o < point.length; o++) {
        least = Math.min(least, (point[o] - better[o]) / (1e-9 + Math.abs(better[o])));
      }
      most = Math.max(most, least);
    }
    return most;
  }

  @Override
  void learn(Candidate candidate, Outcome outcome) {
    if (!Double.isNaN(outcome.utility())
        || outcome.result().getFailure().getKind() != FailureKind.FAILURE_KIND_LOST) {
      double[] amounts = budget.amounts(candidate.architecture());
      known.add(
          new Known(
              candidate, outcome.utility(), amounts, budget.standing(-outcome.utility(), amounts)));
    }
  }
}
