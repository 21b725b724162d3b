package org.lambdanas.search.guidedrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.backend.Trials;
import org.lambdanas.search.budget.Fronts;
import org.lambdanas.search.draw.FrontDrawing;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Proposal;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A guided search as a run: asks its strategy, has trials done, keeps each result as soon as it is
 * there, and tells the strategy. Who goes on with a run does so by replaying what was kept, on
 * whichever backend: nothing is done twice that was done.
 */
public final class GuidedRun implements RunWork<GuidedConfig, GuidedResult> {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final GuidedConfig config;
  private final GuidedParts parts;
  private final Listener listener;
  private Optional<Strategy> strategy = Optional.empty();
  private Optional<EvaluationBackend> backend = Optional.empty();

  /** Watches a search. Called by the thread that runs it. */
  public interface Listener {

    /**
     * The search begins or goes on.
     *
     * @param told results that the strategy knows from before
     * @param open trials that had been begun and are begun anew
     */
    default void begins(int told, int open) {}

    /**
     * The strategy was told a result.
     *
     * @param query what it was told
     * @param told how many results it knows
     * @param best value so far; not a number before the first success
     * @param seconds on the clock that trials go by
     */
    default void told(GuidedQuery query, int told, double best, double seconds) {}
  }

  /**
   * A search.
   *
   * @param config resolved
   * @param parts what it is made of
   */
  public GuidedRun(GuidedConfig config, GuidedParts parts, Listener listener) {
    this.config = config;
    this.parts = parts;
    this.listener = listener;
  }

  @Override
  public RunProcess.Input input() {
    return parts.goal().input(config);
  }

  /** What strategy and backend cannot do is known before there is a folder. */
  @Override
  public void start() {
    strategy = Optional.of(parts.strategy().get());
    backend = Optional.of(parts.backend().get());
  }

  private Strategy strategy() {
    Strategy made = strategy.orElseGet(parts.strategy());
    strategy = Optional.empty();
    return made;
  }

  private EvaluationBackend backend() {
    EvaluationBackend made = backend.orElseGet(parts.backend());
    backend = Optional.empty();
    return made;
  }

  @Override
  public void close() {
    backend.ifPresent(EvaluationBackend::close);
  }

  @Override
  public Optional<GuidedResult> run(
      Run<GuidedConfig, GuidedResult> run, BooleanSupplier stopRequested) {
    try (RecordLog<GuidedEvent> log = run.log(GuidedEvent.getDefaultInstance())) {
      GuidedHistory history = new GuidedHistory(config, parts.goal());
      log.found().forEach(history::add);
      Course course =
          new Course(
              strategy(),
              parts.goal(),
              log.found(),
              event -> {
                log.append(event);
                history.add(event);
              });
      try (OpenTrials trials = new OpenTrials(course)) {
        listener.begins(course.told(), trials.atWork());
        if (!goOn(course, trials, history, stopRequested)) {
          return Optional.empty();
        }
      }
      return Optional.of(finish(run, config, parts.goal(), course, history));
    }
  }

  /** Writes what a search came to. */
  public static GuidedResult finish(
      Run<GuidedConfig, GuidedResult> run,
      GuidedConfig config,
      Goal goal,
      Course course,
      GuidedHistory history) {
    GuidedResult result =
        history
            .result()
            .setProvenance(run.provenance())
            .setEndedEarly(
                course.asked() < config.getQueries()
                    ? "the method has nothing more to propose"
                    : "")
            .build();
    if (result.hasFront()) {
      run.write("front.csv", Fronts.csv(result.getFront()).getBytes(UTF_8));
      run.write("front.json", result.getFront());
      run.write("front.svg", FrontDrawing.svg(result.getFront()).getBytes(UTF_8));
    }
    MeasuredTable.write(
        run.path().resolve(MeasuredTable.FILE), config, goal, course.events(), run.provenance());
    run.finish(result);
    return result;
  }

  /**
   * Every choice here follows from what was kept, so that a run that was stopped makes it again.
   */
  private boolean goOn(
      Course course, OpenTrials trials, GuidedHistory history, BooleanSupplier stopRequested) {
    while (true) {
      requireSuccesses(course);
      if (stopRequested.getAsBoolean()) {
        return false;
      }
      int free =
          Math.min(config.getAhead() - course.outstanding(), config.getQueries() - course.asked());
      OptionalInt next = course.next(config.getOrder());
      if (free > 0 && !course.waits()) {
        course.ask(free, trials.seconds()).forEach(trials::submit);
      } else if (next.isPresent()) {
        course.tell(next.getAsInt(), trials.seconds());
        listener.told(history.last(), course.told(), history.bestValue(), trials.seconds());
      } else if (course.outstanding() == 0) {
        return true;
      } else {
        trials.next();
      }
    }
  }

  private void requireSuccesses(Course course) {
    int most = config.getBackend().getMostFailures();
    if (course.failuresInARow() >= most) {
      TrialFailure last = course.lastFailure();
      throw new DataException(
          "%d trials in a row failed, the last with '%s': %s; --most-failures allows more"
              .formatted(course.failuresInARow(), EnumNames.of(last.getKind()), last.getMessage()));
    }
  }

  /** The trials of a course on a backend. */
  private final class OpenTrials implements AutoCloseable {

    private final Course course;
    private final Map<ByteString, Integer> numbers = new HashMap<>();
    private EvaluationBackend backend;
    private double before;

    /** Begins what had been begun. */
    OpenTrials(Course course) {
      this.course = course;
      this.backend = backend();
      try {
        if (backend.isSimulated()) {
          if (catchUp()) {
            return;
          }
          backend.close();
          backend = backend();
          numbers.clear();
        }
        before = course.seconds();
        course.proposals().stream()
            .filter(proposal -> course.isAtWork(proposal.number()))
            .forEach(this::submit);
      } catch (RuntimeException e) {
        backend.close();
        throw e;
      }
    }

    /** A made-up clock is brought to the same time by the same trials, which cost nothing. */
    private boolean catchUp() {
      int number = 0;
      for (GuidedEvent event : course.events()) {
        if (event.hasAsked()) {
          for (int i = 0; i < event.getAsked().getProposalsCount(); i++) {
            submit(course.proposals().get(number++));
          }
        } else if (event.hasArrived()
            && !backend
                .next(PATIENCE)
                .flatMap(
                    finished ->
                        Optional.ofNullable(numbers.remove(Trials.sha256(finished.trial()))))
                .equals(Optional.of(event.getArrived().getNumber()))) {
          return false;
        }
      }
      return true;
    }

    int atWork() {
      return numbers.size();
    }

    double seconds() {
      return before + backend.seconds();
    }

    void submit(Proposal proposal) {
      Trial trial = parts.trial(config, proposal);
      if (numbers.put(Trials.sha256(trial), proposal.number()) != null) {
        throw new IllegalStateException("the strategy proposes the same trial twice");
      }
      backend.submit(trial);
    }

    void next() {
      backend
          .next(PATIENCE)
          .ifPresent(
              finished -> {
                Integer number = numbers.remove(Trials.sha256(finished.trial()));
                if (number == null) {
                  throw new IllegalStateException("a result that nobody asked for");
                }
                course.arrive(number, finished.result(), before + finished.seconds());
              });
    }

    @Override
    public void close() {
      backend.close();
    }
  }
}
