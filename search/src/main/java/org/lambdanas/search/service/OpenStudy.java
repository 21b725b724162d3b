package org.lambdanas.search.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TellingOrder;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.Trials;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Proposal;
import org.lambdanas.search.guidedrun.Course;
import org.lambdanas.search.guidedrun.GuidedHistory;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.run.Run;

/**
 * A study with its method in memory. What was kept of it is gone through first, one event after
 * another. Used by one thread at a time.
 */
final class OpenStudy implements AutoCloseable {

  /** Metrics and curves of different names that a study is told: its table has them as columns. */
  static final int MOST_NAMES = 100;

  private final Run<GuidedConfig, GuidedResult> run;
  private final GuidedConfig config;
  private final GuidedParts parts;
  private final RecordLog<GuidedEvent> log;
  private final Deque<GuidedEvent> behind;
  private final Course course;
  private final GuidedHistory history;
  private final Map<Integer, TrialResult> results = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final long opened = System.nanoTime();
  private double before;
  private long bytes;

  /**
   * Opens a study.
   *
   * @param run its folder, closed with it
   * @param parts what its search is made of
   * @param strategy a new one of theirs
   */
  OpenStudy(
      Run<GuidedConfig, GuidedResult> run,
      GuidedConfig config,
      GuidedParts parts,
      Strategy strategy) {
    this.run = run;
    this.config = config;
    this.parts = parts;
    this.log = run.log(GuidedEvent.getDefaultInstance());
    try {
      this.course = new Course(strategy, parts.goal());
      this.history = new GuidedHistory(config, parts.goal());
      this.behind = new ArrayDeque<>(log.found());
      if (behind.isEmpty()) {
        course.keepIn(this::keep);
      }
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Whether all that was kept has been gone through. */
  boolean isReady() {
    return behind.isEmpty();
  }

  /**
   * Goes through the next event.
   *
   * @throws org.lambdanas.graph.error.DataException if the method comes to another proposal
   */
  void catchUp() {
    GuidedEvent event = behind.remove();
    course.replay(event);
    took(event);
    if (behind.isEmpty()) {
      before = course.seconds();
      course.keepIn(this::keep);
      // The server ended between a result and its telling.
      for (OptionalInt next = next(); next.isPresent(); next = next()) {
        course.tell(next.getAsInt(), seconds());
      }
      finish();
    }
  }

  private OptionalInt next() {
    return course.next(TellingOrder.TELLING_ORDER_ARRIVALS);
  }

  private void keep(GuidedEvent event) {
    try {
      log.append(event);
    } catch (DataException e) {
      throw StudyErrors.disk(run.path().getFileName().toString(), e);
    }
    took(event);
  }

  private void took(GuidedEvent event) {
    history.add(event);
    bytes += event.getSerializedSize();
    if (event.hasArrived()) {
      TrialResult result = event.getArrived().getResult();
      results.put(event.getArrived().getNumber(), result);
      names(result).forEach(names::add);
    }
  }

  private static Stream<String> names(TrialResult result) {
    return Stream.concat(
        result.getMeasurement().getMetricsList().stream().map(Feature::getName),
        result.getMeasurement().getCurvesList().stream().map(LearningCurve::getMetric));
  }

  /** Whether there would be too many names of metrics and curves with those of a result. */
  boolean hasTooManyNames(TrialResult result) {
    return Stream.concat(names.stream(), names(result)).distinct().count() > MOST_NAMES;
  }

  /** Since the study was begun, without the time in which it was not open. */
  private double seconds() {
    return before + (System.nanoTime() - opened) / 1e9;
  }

  /** New proposals, at most so many. */
  List<Proposal> ask(int count) {
    int free =
        Math.min(
            count,
            Math.min(
                config.getAhead() - course.outstanding(), config.getQueries() - course.asked()));
    List<Proposal> proposals =
        free > 0 && !course.waits() ? course.ask(free, seconds()) : List.of();
    finish();
    return proposals;
  }

  /** The oldest proposals without results, at most so many. */
  List<Proposal> again(int count) {
    return course.proposals().stream()
        .filter(proposal -> course.isAtWork(proposal.number()))
        .limit(count)
        .toList();
  }

  /** Whether no new proposals will come. */
  boolean isEnded() {
    return course.asked() >= config.getQueries() || isExhausted();
  }

  private boolean isExhausted() {
    return course.waits() && course.outstanding() == 0;
  }

  /** Whether a proposal was made of which nothing was told. */
  boolean isAtWork(int number) {
    return course.isAtWork(number);
  }

  /** What was told of a proposal. */
  Optional<TrialResult> told(int number) {
    return Optional.ofNullable(results.get(number));
  }

  /** Learns what a proposal came to. */
  void tell(int number, TrialResult result) {
    course.arrive(
        number,
        result.toBuilder()
            .setTrialSha256(Trials.sha256(parts.trial(config, course.proposals().get(number))))
            .build(),
        seconds());
    course.tell(number, seconds());
    finish();
  }

  private void finish() {
    if (isEnded() && course.outstanding() == 0 && !run.folder().isDone()) {
      try {
        GuidedRun.finish(run, config, parts.goal(), course, history);
      } catch (DataException e) {
        throw StudyErrors.disk(run.path().getFileName().toString(), e);
      }
    }
  }

  /** What its events come to. */
  GuidedHistory history() {
    return history;
  }

  /** What its events take. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    try (Run<GuidedConfig, GuidedResult> closed = run) {
      log.close();
    }
  }
}
