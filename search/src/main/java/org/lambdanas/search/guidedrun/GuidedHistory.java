package org.lambdanas.search.guidedrun;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedFailures;
import org.lambdanas.proto.v1.GuidedProposal;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Fronts;

/** What the events of a search come to so far. Used by one thread. */
public final class GuidedHistory {

  private record Asked(GuidedProposal proposal, double seconds) {}

  private record Arrived(TrialResult result, double seconds) {}

  private final GuidedConfig config;
  private final Goal goal;
  private final SearchSpace space;
  private final Budget budget;
  private final List<Asked> asked = new ArrayList<>();
  private final Map<Integer, Arrived> arrived = new HashMap<>();
  private final List<GuidedQuery> queries = new ArrayList<>();
  private final List<Double> bestValues = new ArrayList<>();
  private Measurement bestMeasurement = Measurement.getDefaultInstance();
  private final Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
  private int best = -1;
  private double clockSeconds;
  private double trialSeconds;
  private double simulatedSeconds;

  /** Nothing yet. */
  public GuidedHistory(GuidedConfig config, Goal goal) {
    this.config = config;
    this.goal = goal;
    this.space = SearchSpaces.byId(config.getSpace());
    this.budget = Budget.of(config.getBudget());
  }

  /** Takes an event in. */
  public void add(GuidedEvent event) {
    switch (event.getEventCase()) {
      case ASKED ->
          event
              .getAsked()
              .getProposalsList()
              .forEach(proposal -> asked.add(new Asked(proposal, event.getSeconds())));
      case ARRIVED ->
          arrived.put(
              event.getArrived().getNumber(),
              new Arrived(event.getArrived().getResult(), event.getSeconds()));
      case TOLD -> told(event.getTold());
      default -> {}
    }
  }

  private void told(int number) {
    Asked question = asked.get(number);
    Arrived answer = arrived.remove(number);
    if (answer == null) {
      throw new IllegalStateException("nothing has arrived of " + number);
    }
    TrialResult result = answer.result();
    GuidedQuery.Builder query =
        GuidedQuery.newBuilder()
            .setNumber(number)
            .setArchitecture(question.proposal().getArchitecture())
            .setArchitectureText(space.format(question.proposal().getArchitecture()))
            .setFidelity(question.proposal().getFidelity())
            .setAskedSeconds(question.seconds())
            .setArrivedSeconds(answer.seconds());
    if (result.hasMeasurement()) {
      query.setValue(result.getMeasurement().getValue());
    } else {
      query.setFailure(result.getFailure().getKind()).setMessage(result.getFailure().getMessage());
      failures.merge(result.getFailure().getKind(), 1, Integer::sum);
    }
    query
        .addAllCosts(budget.costs(query.getArchitecture()))
        .setInfeasible(!budget.isFeasible(query.getArchitecture()));
    queries.add(query.build());
    if (query.hasValue()
        && !query.getInfeasible()
        && (best < 0 || isBetter(queries.get(queries.size() - 1), best()))) {
      best = queries.size() - 1;
      bestMeasurement = result.getMeasurement();
    }
    bestValues.add(best < 0 ? Double.NaN : best().getValue());
    clockSeconds = Math.max(clockSeconds, answer.seconds());
    trialSeconds += result.getSeconds();
    simulatedSeconds += result.getSimulatedSeconds();
  }

  /** What was trained for longer is known better. */
  private boolean isBetter(GuidedQuery query, GuidedQuery than) {
    int longer = Long.compare(fidelity(query), fidelity(than));
    return longer > 0
        || (longer == 0 && goal.turned(query.getValue()) > goal.turned(than.getValue()));
  }

  private static long fidelity(GuidedQuery query) {
    return query.getFidelity() == 0 ? Long.MAX_VALUE : Integer.toUnsignedLong(query.getFidelity());
  }

  private GuidedQuery best() {
    return queries.get(best);
  }

  /** The query told last. */
  public GuidedQuery last() {
    return queries.get(queries.size() - 1);
  }

  /** Best objective so far; not a number before the first success. */
  public double bestValue() {
    return bestValues.isEmpty() ? Double.NaN : bestValues.get(bestValues.size() - 1);
  }

  /** The best that was told of; empty before the first success. */
  public Optional<GuidedQuery> answer() {
    return best < 0 ? Optional.empty() : Optional.of(best());
  }

  /** What was told of the best. */
  public Measurement bestMeasurement() {
    return bestMeasurement;
  }

  /** How many proposals there were. */
  public int asked() {
    return asked.size();
  }

  /** How many results were told. */
  public int told() {
    return queries.size();
  }

  /** How many of them were failures. */
  public int failed() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What was told of that is best in the objective and the costs; of searches that minimise. */
  public ParetoFront front() {
    return new Fronts(space, budget, goal.name(), goal.higherIsBetter(), goal.isPercent())
        .of(
            IntStream.range(0, queries.size())
                .mapToObj(
                    q ->
                        new Fronts.Answer(
                            q,
                            queries.get(q).getArchitecture(),
                            queries.get(q).hasValue() ? queries.get(q).getValue() : Double.NaN))
                .toList());
  }

  /** What it comes to, without where it comes from. */
  public GuidedResult.Builder result() {
    GuidedResult.Builder result =
        GuidedResult.newBuilder()
            .setConfig(config)
            .setObjective(goal.name())
            .setHigherIsBetter(goal.higherIsBetter())
            .addAllQueries(queries)
            .addAllBestValues(bestValues)
            .setClockSeconds(clockSeconds)
            .setTrialSeconds(trialSeconds)
            .setSimulatedSeconds(simulatedSeconds);
    failures.forEach(
        (kind, trials) ->
            result.addFailures(GuidedFailures.newBuilder().setKind(kind).setTrials(trials)));
    if (!budget.minimise().isEmpty()) {
      result.setFront(front());
    }
    if (best >= 0) {
      result
          .addAllCosts(best().getCostsList())
          .setArchitecture(best().getArchitecture())
          .setArchitectureText(best().getArchitectureText())
          .setBestValue(best().getValue())
          .setBestQuery(best);
      Optional<BenchmarkTableFile> table =
          goal.table().or(() -> PublishedTables.bySpace(space.id()));
      table.flatMap(t -> t.lookup(best().getArchitecture())).ifPresent(result::setPublished);
    }
    return result;
  }
}
