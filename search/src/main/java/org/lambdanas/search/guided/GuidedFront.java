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
import org.lambdanas.search.budget.Limit;
import org.lambdanas.search.budget.Ranking;
import org.lambdanas.search.budget.Standing;
import org.lambdanas.search.guided.ScaledSurrogate.Predicted;

/**
 * The guided search for several objectives, and within limits that are known after an evaluation
 * only: a surrogate for the objective and for each cost that is not known beforehand. Every
 * candidate gets one draw from all its predictions; the one is chosen that would add most to the
 * hypervolume of the front, by how likely it keeps the limits (Gardner et al., Bayesian
 * optimization with inequality constraints, 2014).
 */
final class GuidedFront extends Explorer {

  /**
   * Every second proposal is so likely to keep the limits; else what is far beyond them, but would
   * be much better, took nearly all evaluations.
   */
  private static final double LIKELY = 0.4;

  /**
   * For which a random candidate stays. What is best at a limit is no neighbour of what is best
   * beyond it, or a little below: it has to come by.
   */
  private static final int ROUNDS = 64;

  private final StrategyConfig config;
  private final Budget budget;
  private final List<Cost> costs;
  private final CandidatePool pool;
  private final ScaledSurrogate objective;

  /** Of each cost; empty if it is known of any candidate. */
  private final List<Optional<ScaledSurrogate>> surrogates;

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
    this.pool = new CandidatePool(domain, config.getCandidates(), ROUNDS);
    this.objective = new ScaledSurrogate(objective);
    this.surrogates =
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

  /** Some of the front, so that all of it has its turn; of a small one all, and what is next. */
  private List<Candidate> parents(List<Known> front, RandomGenerator random) {
    if (front.size() < config.getParents()) {
      return Ranking.order(known.stream().map(Known::standing).toList()).stream()
          .limit(config.getParents())
          .map(i -> known.get(i).candidate())
          .toList();
    }
    return random
        .ints(config.getParents(), 0, front.size())
        .distinct()
        .mapToObj(i -> front.get(i).candidate())
        .toList();
  }

  private Candidate best(List<Candidate> fresh, List<Known> front, RandomGenerator random) {
    double[] utility = predicted(objective, utilities(), fresh).draw(random);
    double[][] objectives = new double[fresh.size()][1 + budget.minimise().size()];
    double[] likely = new double[fresh.size()];
    Arrays.fill(likely, 1);
    for (int i = 0; i < utility.length; i++) {
      objectives[i][0] = -utility[i];
    }
    for (int c = 0; c < costs.size(); c++) {
      int amount = c;
      int objectiveOf = 1 + budget.minimise().indexOf(costs.get(c));
      Optional<Predicted> cost =
          surrogates
              .get(c)
              // Less is better.
              .map(
                  surrogate ->
                      predicted(
                          surrogate,
                          negative(known.stream().mapToDouble(k -> k.amounts()[amount]).toArray()),
                          fresh));
      if (objectiveOf > 0) {
        double[] amounts =
            cost.map(of -> negative(of.draw(random)))
                .orElseGet(() -> fresh.stream().mapToDouble(f -> foreseen(f)[amount]).toArray());
        for (int i = 0; i < amounts.length; i++) {
          objectives[i][objectiveOf] = amounts[i];
        }
      }
      if (cost.isPresent()) {
        for (Limit limit : budget.limits()) {
          if (limit.cost().equals(costs.get(c))) {
            double[] keeps = cost.get().atLeast(-limit.most());
            Arrays.setAll(likely, i -> likely[i] * keeps[i]);
          }
        }
      }
    }
    if (foreseen.size() > 2 * fresh.size()) {
      foreseen.keySet().retainAll(new HashSet<>(fresh));
    }
    double[] reference = reference(objectives);
    double least = proposals() % 2 == 0 ? LIKELY : 0;
    List<double[]> points =
        front.stream()
            .map(Known::standing)
            .filter(Standing::isFeasible)
            .map(Standing::objectives)
            .toList();
    return IntStream.range(0, fresh.size())
        .boxed()
        .max(
            Comparator.<Integer>comparingDouble(
                    i ->
                        likely[i] < least
                            ? 0
                            : likely[i] * Hypervolume.added(objectives[i], points, reference))
                .thenComparing(i -> likely[i] >= LIKELY)
                .thenComparingDouble(i -> -behind(objectives[i], points)))
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

  private Predicted predicted(ScaledSurrogate surrogate, double[] labels, List<Candidate> fresh) {
    surrogate.learn(known.stream().map(Known::candidate).toList(), labels);
    return surrogate.predict(fresh);
  }

  /** The worst that was seen, or was drawn, in each objective. */
  private double[] reference(double[][] drawn) {
    double[] worst = new double[1 + budget.minimise().size()];
    for (int o = 0; o < worst.length; o++) {
      int objectiveOf = o;
      worst[o] =
          DoubleStream.concat(
                  Arrays.stream(drawn).mapToDouble(one -> one[objectiveOf]),
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
