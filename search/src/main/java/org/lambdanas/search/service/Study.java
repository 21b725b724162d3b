package org.lambdanas.search.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.proto.v1.AskRequest;
import org.lambdanas.proto.v1.AskResponse;
import org.lambdanas.proto.v1.BestResponse;
import org.lambdanas.proto.v1.FrontResponse;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.StudyInfo;
import org.lambdanas.proto.v1.StudyProposal;
import org.lambdanas.proto.v1.TellRequest;
import org.lambdanas.proto.v1.TellResponse;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.guided.Strategy.Proposal;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedHistory;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;

/**
 * A search whose results callers bring, in a run folder. It is in memory as far as it was asked or
 * told since; what goes wrong there is forgotten, and gone through again from the folder. Used by
 * one thread at a time, but for {@link #info}.
 */
final class Study {

  private static final Logger LOG = LogManager.getLogger();

  private final RunFolder<GuidedConfig, GuidedResult> folder;
  private final StudyLimits limits;
  private final GuidedConfig config;
  private final Goal goal;
  private final SearchSpace space;
  private final Budget budget;
  private final String created;
  private volatile StudyInfo info;
  private Optional<OpenStudy> open = Optional.empty();

  /**
   * A study in its folder.
   *
   * @throws DataException if it cannot be read
   */
  Study(RunFolder<GuidedConfig, GuidedResult> folder, StudyLimits limits) {
    this.folder = folder;
    this.limits = limits;
    this.config = folder.config();
    if (!config.getObjective().hasExternal()) {
      throw new DataException(folder.path() + " holds a search that does its trials itself");
    }
    this.goal = Goal.of(config);
    this.space = SearchSpaces.byId(config.getSpace());
    this.budget = Budget.of(config.getBudget());
    this.created = folder.provenance().getStarted();
    this.info = describe(keptHistory());
  }

  /**
   * Begins a study.
   *
   * @param path a new folder
   * @throws ConfigException if settings do not fit each other
   */
  static Study create(Path path, GuidedConfig config, RunProcess process, StudyLimits limits) {
    Run<GuidedConfig, GuidedResult> run = Run.claim(path, RunKind.GUIDED);
    try {
      GuidedParts parts = parts(config);
      // What it cannot do is known before there is a folder.
      Strategy strategy = parts.strategy().get();
      run.begin(config, process.provenance(RunKind.GUIDED, parts.goal().input(config)));
      Study study = new Study(run.folder(), limits);
      study.open = Optional.of(new OpenStudy(run, config, parts, strategy));
      return study;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private static GuidedParts parts(GuidedConfig config) {
    return GuidedParts.of(
        config,
        () -> {
          throw new IllegalStateException("callers do the trials of a study");
        });
  }

  String name() {
    return folder.path().getFileName().toString();
  }

  Path path() {
    return folder.path();
  }

  GuidedConfig config() {
    return config;
  }

  /** How far it is. Safe for use by several threads. */
  StudyInfo info() {
    return info;
  }

  private StudyInfo describe(GuidedHistory history) {
    StudyInfo.Builder described =
        StudyInfo.newBuilder()
            .setStudy(name())
            .setConfig(StudyConfigs.study(config))
            .setAsked(history.asked())
            .setTold(history.told())
            .setFailed(history.failed())
            .setDone(folder.isDone())
            .setCreated(created);
    history.answer().ifPresent(best -> described.setBestValue(best.getValue()));
    return described.build();
  }

  private GuidedHistory keptHistory() {
    GuidedHistory history = new GuidedHistory(config, goal);
    folder.log(GuidedEvent.getDefaultInstance()).forEach(history::add);
    return history;
  }

  /** As far as it is in memory, else as it is on disk, which takes no method. */
  private GuidedHistory history() {
    return open.filter(OpenStudy::isReady)
        .map(OpenStudy::history)
        .orElseGet(() -> onDisk(this::keptHistory));
  }

  private <T> T onDisk(Supplier<T> work) {
    try {
      return work.get();
    } catch (ConfigException | DataException e) {
      throw StudyErrors.disk(name(), e);
    }
  }

  /**
   * Does a part of what it takes to be asked or told.
   *
   * @return whether nothing is left of that
   */
  boolean isReady() {
    if (open.isEmpty()) {
      open = Optional.of(onDisk(this::opened));
    } else if (!open.get().isReady()) {
      // Work that was done before, in bounded parts: not ended within one of them.
      change(
          study -> {
            Cancellation.during(
                () -> {},
                () -> {
                  study.catchUp();
                  return study;
                });
          });
    }
    return open.get().isReady();
  }

  private OpenStudy opened() {
    Run<GuidedConfig, GuidedResult> run = Run.resume(path(), RunKind.GUIDED);
    try {
      GuidedParts parts = parts(config);
      return new OpenStudy(run, config, parts, parts.strategy().get());
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private interface Change {
    void of(OpenStudy study);
  }

  /** Changes what is in memory. After a failure that is not what is on disk, and is forgotten. */
  private void change(Change change) {
    boolean done = false;
    try {
      change.of(open.orElseThrow());
      if (open.get().isReady()) {
        info = describe(open.get().history());
      }
      done = true;
    } catch (ConfigException | DataException | DivergedException e) {
      LOG.error("study {}: {}", name(), e.getMessage());
      throw StudyErrors.of(
          Status.FAILED_PRECONDITION,
          "study '%s' cannot go on: %s".formatted(name(), e.getMessage()));
    } finally {
      if (!done) {
        shut();
      }
    }
  }

  /** Within the time of a call; not ended when its caller leaves, as that would cost more. */
  private void changeInTime(String what, Change change) {
    long start = System.nanoTime();
    change(
        study ->
            Cancellation.during(
                () -> {
                  if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(limits.seconds())) {
                    throw new InterruptedRunException(
                        "the %s took longer than %d s, the most that this server allows"
                            .formatted(what, limits.seconds()));
                  }
                },
                () -> {
                  change.of(study);
                  return study;
                }));
  }

  /** Proposals, new ones or those without results. To be called when it is ready. */
  AskResponse ask(AskRequest request) {
    AskResponse.Builder answer = AskResponse.newBuilder();
    if (request.getAgain()) {
      describe(answer, open.orElseThrow().again(request.getCount()));
    } else {
      requireRoom(0);
      changeInTime("ask", study -> describe(answer, study.ask(request.getCount())));
    }
    return answer.setEnded(open.orElseThrow().isEnded()).build();
  }

  private void describe(AskResponse.Builder answer, List<Proposal> proposals) {
    for (Proposal proposal : proposals) {
      answer.addProposals(
          StudyProposal.newBuilder()
              .setNumber(proposal.number())
              .setArchitecture(proposal.architecture())
              .setArchitectureText(space.format(proposal.architecture()))
              .setFidelity(proposal.fidelity())
              .addAllCosts(budget.costs(proposal.architecture())));
    }
  }

  private void requireRoom(long more) {
    if (open.orElseThrow().bytes() + more > limits.bytes()) {
      throw StudyErrors.of(
          Status.RESOURCE_EXHAUSTED,
          "study '%s' has as much as the server keeps of one, %d MiB"
              .formatted(name(), limits.bytes() >> 20));
    }
  }

  /** Learns what a proposal came to. To be called when it is ready. */
  TellResponse tell(TellRequest request) {
    int number = request.getNumber();
    OpenStudy study = open.orElseThrow();
    TrialResult result = result(request);
    Optional<TrialResult> before = study.told(number);
    if (before.isPresent()) {
      requireSame(number, before.get(), result);
    } else if (!study.isAtWork(number)) {
      throw new ConfigException(
          "TellRequest.number is %d: study '%s' has made %d proposals, counted from 0"
              .formatted(number, name(), study.history().asked()));
    } else {
      requireRoom(result.getSerializedSize());
      if (study.hasTooManyNames(result)) {
        throw StudyErrors.of(
            Status.RESOURCE_EXHAUSTED,
            "study '%s' would have metrics and curves of more than %d names"
                .formatted(name(), OpenStudy.MOST_NAMES));
      }
      changeInTime("tell", changed -> changed.tell(number, result));
    }
    return TellResponse.newBuilder().setStudy(info).build();
  }

  private static TrialResult result(TellRequest request) {
    TrialResult.Builder result =
        TrialResult.newBuilder().setSeconds(request.getSeconds()).setAttempts(1);
    return switch (request.getOutcomeCase()) {
      case MEASUREMENT -> result.setMeasurement(request.getMeasurement()).build();
      case FAILURE -> result.setFailure(request.getFailure()).build();
      case OUTCOME_NOT_SET ->
          throw new ConfigException("TellRequest has neither a measurement nor a failure");
    };
  }

  private void requireSame(int number, TrialResult before, TrialResult now) {
    if (!before.getMeasurement().equals(now.getMeasurement())
        || !before.getFailure().equals(now.getFailure())) {
      throw StudyErrors.of(
          Status.ALREADY_EXISTS,
          "TellRequest.number is %d: of this proposal of study '%s' something else was told (%s)"
              .formatted(
                  number,
                  name(),
                  before.hasMeasurement()
                      ? goal.name() + " " + before.getMeasurement().getValue()
                      : EnumNames.of(before.getFailure().getKind())));
    }
  }

  /** The best that was told of. */
  BestResponse best() {
    GuidedHistory history = history();
    BestResponse.Builder answer = BestResponse.newBuilder().setStudy(info);
    history
        .answer()
        .ifPresent(
            best -> answer.setProposal(proposal(best)).setMeasurement(history.bestMeasurement()));
    return answer.build();
  }

  private static StudyProposal proposal(GuidedQuery query) {
    return StudyProposal.newBuilder()
        .setNumber(query.getNumber())
        .setArchitecture(query.getArchitecture())
        .setArchitectureText(query.getArchitectureText())
        .setFidelity(query.getFidelity())
        .addAllCosts(query.getCostsList())
        .build();
  }

  /** What was told of of which none is better than another. */
  FrontResponse front() {
    if (budget.minimise().isEmpty()) {
      throw StudyErrors.of(
          Status.FAILED_PRECONDITION,
          "study '%s' minimises no cost beside its objective: it has a best and no front"
              .formatted(name()));
    }
    return FrontResponse.newBuilder().setStudy(info).setFront(history().front()).build();
  }

  /** Forgets what is in memory. */
  void shut() {
    Optional<OpenStudy> closed = open;
    open = Optional.empty();
    try {
      closed.ifPresent(OpenStudy::close);
    } catch (DataException | StatusRuntimeException e) {
      LOG.error("study {}: {}", name(), e.getMessage());
    }
  }
}
