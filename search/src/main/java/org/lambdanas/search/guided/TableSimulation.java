package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.SimulatedClock;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.guided.Strategy.Outcome;
import org.lambdanas.search.guided.Strategy.Proposal;

/**
 * Searches in a metric of a table, one evaluation after another, in memory: what many seeds of many
 * methods are compared by. Safe for use by several threads.
 */
public final class TableSimulation {

  private final BenchmarkTableFile table;
  private final String metric;
  private final double sign;
  private final Optional<TrainingCost> cost;
  private final Domain domain;
  private final Budget budget;

  /**
   * A simulation.
   *
   * @param metric what is searched for; the table says whether more of it is better. What shorter
   *     trainings come to is read from the curve of that name
   * @param cost what trainings take; empty: nothing
   * @throws org.lambdanas.graph.error.ConfigException if the table has no such metric
   */
  public TableSimulation(BenchmarkTableFile table, String metric, Optional<TrainingCost> cost) {
    this(table, metric, cost, Budget.NONE);
  }

  /** A simulation of searches within a budget. */
  public TableSimulation(
      BenchmarkTableFile table, String metric, Optional<TrainingCost> cost, Budget budget) {
    this.table = table;
    this.metric = metric;
    this.sign = table.metric(metric).getHigherIsBetter() ? 1 : -1;
    this.cost = cost;
    this.domain = Domain.of(table, metric, budget);
    this.budget = budget;
  }

  /** What is searched. */
  public Domain domain() {
    return domain;
  }

  /**
   * What a search came to.
   *
   * @param proposals in their order; fewer than asked for if the domain was exhausted
   * @param values of each, in the table's unit
   * @param best of the whole trainings up to each; not a number before the first
   * @param seconds what the trainings would have taken, one after another
   */
  public record Course(
      List<Proposal> proposals, List<Double> values, List<Double> best, double seconds) {}

  /** Runs a search of at most so many evaluations. */
  public Course run(StrategyConfig config, Seed seed, int queries) {
    Strategy strategy = Strategies.of(config, domain, budget, seed, queries);
    Optional<SimulatedClock> clock = cost.map(SimulatedClock::new);
    List<Proposal> proposals = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    List<Double> best = new ArrayList<>();
    double most = Double.NaN;
    while (proposals.size() < queries) {
      List<Proposal> asked = strategy.ask(1);
      if (asked.isEmpty()) {
        break;
      }
      Proposal proposal = asked.get(0);
      long row = table.findAny(proposal.architecture()).orElseThrow();
      Measurement measurement = measure(row, proposal.fidelity());
      clock.ifPresent(known -> known.train(row, epochs(proposal.fidelity())));
      double utility = sign * measurement.getValue();
      strategy.tell(
          new Outcome(
              proposal,
              utility,
              TrialResult.newBuilder().setMeasurement(measurement).setAttempts(1).build()));
      if (proposal.fidelity() == 0 && !(sign * most >= utility)) {
        most = measurement.getValue();
      }
      proposals.add(proposal);
      values.add(measurement.getValue());
      best.add(most);
    }
    return new Course(proposals, values, best, clock.map(SimulatedClock::seconds).orElse(0.0));
  }

  private int epochs(int fidelity) {
    return fidelity == 0 ? cost.orElseThrow().fullEpochs() : fidelity;
  }

  private Measurement measure(long row, int fidelity) {
    if (fidelity == 0) {
      return Measurement.newBuilder()
          .setValue(BenchmarkTableFile.decimal(table.value(row, metric)))
          .addAllCurves(table.curves(row, Integer.MAX_VALUE))
          .build();
    }
    List<LearningCurve> curves = table.curves(row, fidelity);
    LearningCurve own =
        curves.stream().filter(curve -> curve.getMetric().equals(metric)).findFirst().orElseThrow();
    return Measurement.newBuilder()
        .setValue(own.getValues(own.getValuesCount() - 1))
        .addAllCurves(curves)
        .build();
  }
}
