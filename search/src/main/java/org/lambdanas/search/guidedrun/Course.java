package org.lambdanas.search.guidedrun;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.GuidedArrival;
import org.lambdanas.proto.v1.GuidedAsk;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedProposal;
import org.lambdanas.proto.v1.TellingOrder;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Outcome;
import org.lambdanas.search.guided.Strategy.Proposal;

/**
 * A strategy and what was asked of it and told to it, each event kept before anything follows from
 * it. What is kept brings a new strategy to the same state, whoever did the trials. Used by one
 * thread.
 */
public final class Course {

  private final Strategy strategy;
  private final Goal goal;
  private final List<GuidedEvent> events = new ArrayList<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final Map<Integer, TrialResult> arrived = new LinkedHashMap<>();
  private final List<Boolean> told = new ArrayList<>();
  private Consumer<GuidedEvent> log = event -> {};
  private int tellings;
  private int firstUntold;
  private boolean waits;
  private int failures;
  private TrialFailure lastFailure = TrialFailure.getDefaultInstance();

  /**
   * Begins, without keeping what happens.
   *
   * @param strategy a new one
   */
  public Course(Strategy strategy, Goal goal) {
    this.strategy = strategy;
    this.goal = goal;
  }

  /**
   * Goes on from what was kept.
   *
   * @param strategy a new one
   * @param kept by an earlier course; empty at the beginning
   * @param log keeps what happens from now on
   * @throws DataException if the strategy does not come to the same proposals
   */
  public Course(Strategy strategy, Goal goal, List<GuidedEvent> kept, Consumer<GuidedEvent> log) {
    this(strategy, goal);
    kept.forEach(this::replay);
    keepIn(log);
  }

  /** Keeps what happens from now on. */
  public void keepIn(Consumer<GuidedEvent> keeper) {
    this.log = keeper;
  }

  /**
   * Does again what an earlier course did next.
   *
   * @throws DataException if the strategy does not come to the same proposals
   */
  public void replay(GuidedEvent event) {
    switch (event.getEventCase()) {
      case ASKED -> {
        ask(event.getAsked().getCount(), event.getSeconds());
        if (!events.get(events.size() - 1).equals(event)) {
          throw new DataException(
              "the search does not come to the proposals that it had made: it was begun by another"
                  + " version of this program, or its predictors compute otherwise here");
        }
      }
      case ARRIVED -> {
        int number = event.getArrived().getNumber();
        if (!isAtWork(number)) {
          throw new DataException("the log has a result that was not asked for: " + number);
        }
        arrive(number, event.getArrived().getResult(), event.getSeconds());
      }
      case TOLD -> {
        if (!arrived.containsKey(event.getTold())) {
          throw new DataException("the log tells a result that is not there: " + event.getTold());
        }
        tell(event.getTold(), event.getSeconds());
      }
      default -> throw new DataException("the log has an event that this version does not know");
    }
  }

  /**
   * Asks the strategy.
   *
   * @param count how many evaluations could be begun, at least 1
   * @param seconds the time, on the clock that trials go by
   * @return at most so many; none where the strategy waits for results, or has nothing more
   */
  public List<Proposal> ask(int count, double seconds) {
    List<Proposal> answer = strategy.ask(count);
    GuidedAsk.Builder asked = GuidedAsk.newBuilder().setCount(count);
    for (Proposal proposal : answer) {
      asked.addProposals(
          GuidedProposal.newBuilder()
              .setArchitecture(proposal.architecture())
              .setFidelity(proposal.fidelity()));
    }
    keep(GuidedEvent.newBuilder().setAsked(asked), seconds);
    proposals.addAll(answer);
    answer.forEach(proposal -> told.add(false));
    waits = answer.size() < count;
    return answer;
  }

  /** A trial has come to its end; the strategy is not told yet. */
  public void arrive(int number, TrialResult result, double seconds) {
    keep(
        GuidedEvent.newBuilder()
            .setArrived(GuidedArrival.newBuilder().setNumber(number).setResult(result)),
        seconds);
    arrived.put(number, result);
  }

  /**
   * Tells the strategy a result that has arrived.
   *
   * @return what it was told
   */
  public Outcome tell(int number, double seconds) {
    TrialResult result = arrived.get(number);
    if (result == null) {
      throw new IllegalArgumentException("nothing has arrived of " + number);
    }
    keep(GuidedEvent.newBuilder().setTold(number), seconds);
    arrived.remove(number);
    Outcome outcome = new Outcome(proposals.get(number), goal.utility(result), result);
    strategy.tell(outcome);
    told.set(number, true);
    tellings++;
    while (firstUntold < told.size() && told.get(firstUntold)) {
      firstUntold++;
    }
    failures = result.hasFailure() ? failures + 1 : 0;
    lastFailure = result.getFailure();
    waits = false;
    return outcome;
  }

  private void keep(GuidedEvent.Builder event, double seconds) {
    GuidedEvent built = event.setSeconds(seconds).build();
    log.accept(built);
    events.add(built);
  }

  /** Everything that has happened. */
  public List<GuidedEvent> events() {
    return List.copyOf(events);
  }

  /** When the last of it happened. */
  public double seconds() {
    return events.isEmpty() ? 0 : events.get(events.size() - 1).getSeconds();
  }

  /** All proposals, by number. */
  public List<Proposal> proposals() {
    return List.copyOf(proposals);
  }

  /** How many proposals there were. */
  public int asked() {
    return proposals.size();
  }

  /** How many results the strategy was told. */
  public int told() {
    return tellings;
  }

  /** Proposals whose results the strategy does not know. */
  public int outstanding() {
    return proposals.size() - tellings;
  }

  /**
   * Whether the strategy had less to propose than it was asked for, and has learnt nothing since.
   */
  public boolean waits() {
    return waits;
  }

  /** How many of the results told last were failures. */
  public int failuresInARow() {
    return failures;
  }

  /** The last of them. */
  TrialFailure lastFailure() {
    return lastFailure;
  }

  /** Whether a proposal is there that has no result yet. */
  public boolean isAtWork(int number) {
    return number >= 0
        && number < proposals.size()
        && !told.get(number)
        && !arrived.containsKey(number);
  }

  /** Which result is to be told next; none where it is not there yet. */
  public OptionalInt next(TellingOrder order) {
    return order == TellingOrder.TELLING_ORDER_ARRIVALS
        ? arrived.keySet().stream().mapToInt(Integer::intValue).findFirst()
        : arrived.containsKey(firstUntold) ? OptionalInt.of(firstUntold) : OptionalInt.empty();
  }
}
