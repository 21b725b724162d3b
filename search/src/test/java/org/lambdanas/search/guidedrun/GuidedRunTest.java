package org.lambdanas.search.guidedrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.ExternalObjective;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TellingOrder;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.EvaluationBackend;
import org.lambdanas.search.guided.Strategy;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunKind;

class GuidedRunTest {

  private static final SearchSpace SPACE = SearchSpaces.byId("nasbench201");
  private static final Objective OBJECTIVE =
      Objective.newBuilder().setExternal(ExternalObjective.newBuilder().setName("value")).build();

  @TempDir private Path folder;
  private final List<Trial> submitted = new ArrayList<>();

  private static GuidedConfig config(TellingOrder order, int ahead) {
    return GuidedConfig.newBuilder()
        .setSpace("nasbench201")
        .setStrategy(StrategyConfig.newBuilder().setMethod(StrategyKind.STRATEGY_KIND_RANDOM))
        .setObjective(OBJECTIVE)
        .setBackend(
            BackendConfig.newBuilder()
                .setKind(BackendKind.BACKEND_KIND_IN_PROCESS)
                .setWorkers(1)
                .setMostFailures(4)
                .setTrialThreads(1))
        .setQueries(60)
        .setSeed(3)
        .setOrder(order)
        .setAhead(ahead)
        .build();
  }

  /** What it proposes depends on everything that it was told, and when. */
  private static final class Touchy implements Strategy {
    private final Set<Architecture> seen = new HashSet<>();
    private long state = 17;
    private int asked;
    private int told;

    @Override
    public List<Proposal> ask(int count) {
      state = state * 31 + count;
      List<Proposal> proposals = new ArrayList<>();
      SplittableRandom random = new SplittableRandom(state);
      // Now and then it has less to say than it is asked for.
      int fewer = asked > told && random.nextInt(4) == 0 ? random.nextInt(count + 1) : 0;
      while (proposals.size() < count - fewer) {
        Architecture drawn = SPACE.sample(random);
        if (seen.add(drawn)) {
          proposals.add(new Proposal(asked++, drawn, 0));
        }
      }
      return proposals;
    }

    @Override
    public void tell(Outcome outcome) {
      told++;
      state = state * 31 + Double.hashCode(outcome.utility()) + outcome.proposal().number();
    }
  }

  /** Trials end in an order of its own. */
  private final class Shuffled implements EvaluationBackend {
    private final List<Trial> open = new ArrayList<>();
    private final SplittableRandom random;
    private final Function<Trial, TrialResult> results;
    private final boolean simulated;
    private double seconds;

    Shuffled(long seed, boolean simulated, Function<Trial, TrialResult> results) {
      this.random = new SplittableRandom(seed);
      this.simulated = simulated;
      this.results = results;
    }

    @Override
    public int capacity() {
      return 4;
    }

    @Override
    public void submit(Trial trial) {
      submitted.add(trial);
      open.add(trial);
    }

    @Override
    public Optional<Finished> next(Duration patience) {
      if (open.isEmpty() || (!simulated && random.nextInt(3) == 0)) {
        return Optional.empty();
      }
      seconds += 1 + random.nextInt(5);
      Trial trial = open.remove(random.nextInt(open.size()));
      return Optional.of(new Finished(trial, results.apply(trial), seconds));
    }

    @Override
    public double seconds() {
      return seconds;
    }

    @Override
    public boolean isSimulated() {
      return simulated;
    }

    @Override
    public void close() {
      open.clear();
    }
  }

  private static TrialResult measured(Trial trial) {
    ByteString id = Checksums.sha256(trial.toByteString());
    TrialResult.Builder result =
        TrialResult.newBuilder().setTrialSha256(id).setSeconds(2).setAttempts(1);
    if (id.byteAt(1) % 8 == 0) {
      return result
          .setFailure(
              TrialFailure.newBuilder()
                  .setKind(FailureKind.FAILURE_KIND_DIVERGED)
                  .setMessage("no loss"))
          .build();
    }
    return result.setMeasurement(Measurement.newBuilder().setValue(id.byteAt(0))).build();
  }

  private GuidedParts parts(Supplier<EvaluationBackend> backend) {
    return new GuidedParts(
        Goal.of(config(TellingOrder.TELLING_ORDER_PROPOSALS, 1)),
        Touchy::new,
        SPACE::format,
        backend);
  }

  private Optional<GuidedResult> run(
      Path path, GuidedConfig config, Supplier<EvaluationBackend> backend, BooleanSupplier stop) {
    RunProvenance provenance = RunProvenance.newBuilder().setSeed(3).build();
    try (GuidedRun work = new GuidedRun(config, parts(backend), new GuidedRun.Listener() {});
        Run<GuidedConfig, GuidedResult> run =
            Files.exists(path)
                ? Run.resume(path, RunKind.GUIDED)
                : Run.create(path, RunKind.GUIDED, config, provenance)) {
      return work.run(run, stop);
    }
  }

  private GuidedResult whole(String name, GuidedConfig config, long seed) {
    return run(
            folder.resolve(name),
            config,
            () -> new Shuffled(seed, false, GuidedRunTest::measured),
            () -> false)
        .orElseThrow();
  }

  private static GuidedResult timeless(GuidedResult result) {
    GuidedResult.Builder copy = result.toBuilder().clearClockSeconds().clearProvenance();
    copy.getQueriesBuilderList().forEach(query -> query.clearAskedSeconds().clearArrivedSeconds());
    return copy.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void inTheOrderOfProposalsTheSearchIsTheSameWhicheverTrialEndsFirst(int ahead) {
    GuidedConfig config = config(TellingOrder.TELLING_ORDER_PROPOSALS, ahead);
    GuidedResult first = whole("first", config, 1);

    assertThat(timeless(whole("second", config, 2))).isEqualTo(timeless(first));
    assertThat(first.getQueriesCount()).isEqualTo(60);
    assertThat(first.getQueriesList().stream().map(GuidedQuery::getNumber)).isSorted();
    assertThat(first.getQueriesList().stream().map(GuidedQuery::getArchitecture).distinct())
        .hasSize(60);
  }

  @Test
  void theBestSoFarIsTheBestOfThoseTold() {
    GuidedResult result = whole("run", config(TellingOrder.TELLING_ORDER_ARRIVALS, 5), 1);

    double best = Double.NEGATIVE_INFINITY;
    int failed = 0;
    for (int i = 0; i < result.getQueriesCount(); i++) {
      GuidedQuery query = result.getQueries(i);
      failed += query.hasValue() ? 0 : 1;
      best = query.hasValue() ? Math.max(best, query.getValue()) : best;
      assertThat(result.getBestValues(i))
          .isEqualTo(best == Double.NEGATIVE_INFINITY ? Double.NaN : best);
    }
    assertThat(result.getBestValue()).isEqualTo(best);
    assertThat(result.getQueries(result.getBestQuery()).getArchitecture())
        .isEqualTo(result.getArchitecture());
    assertThat(failed).isPositive();
    assertThat(result.getFailures(0).getTrials()).isEqualTo(failed);
    assertThat(result.getTrialSeconds()).isEqualTo(2 * 60);
  }

  /** A log that was cut anywhere is what a process leaves that was killed then. */
  @ParameterizedTest
  @EnumSource(
      value = TellingOrder.class,
      names = {"TELLING_ORDER_PROPOSALS", "TELLING_ORDER_ARRIVALS"})
  void aKilledRunGoesOnWithoutLosingOrRepeatingATrial(TellingOrder order) throws IOException {
    GuidedConfig config = config(order, 4);
    GuidedResult whole = whole("whole", config, 1);
    byte[] log = Files.readAllBytes(folder.resolve("whole/points.log"));
    SplittableRandom random = new SplittableRandom(5);

    for (int kill = 0; kill < 20; kill++) {
      Path path = folder.resolve("killed" + kill);
      Files.createDirectory(path);
      for (String file : List.of("guided.txtpb", "run.binpb", "environment", "points.log")) {
        Files.copy(folder.resolve("whole").resolve(file), path.resolve(file));
      }
      try (RandomAccessFile cut = new RandomAccessFile(path.resolve("points.log").toFile(), "rw")) {
        cut.setLength(random.nextInt(log.length));
      }
      Set<ByteString> kept = new HashSet<>();
      try (RecordLog<GuidedEvent> found =
          RecordLog.open(path.resolve("points.log"), GuidedEvent.getDefaultInstance())) {
        found.found().stream()
            .filter(GuidedEvent::hasArrived)
            .forEach(event -> kept.add(event.getArrived().getResult().getTrialSha256()));
      }
      submitted.clear();
      long seed = kill;
      GuidedResult resumed =
          run(path, config, () -> new Shuffled(seed, false, GuidedRunTest::measured), () -> false)
              .orElseThrow();

      assertThat(resumed.getQueriesCount()).isEqualTo(60);
      assertThat(submitted).hasSize(60 - kept.size());
      assertThat(submitted.stream().map(t -> Checksums.sha256(t.toByteString())))
          .noneMatch(kept::contains);
      if (order == TellingOrder.TELLING_ORDER_PROPOSALS) {
        assertThat(timeless(resumed)).isEqualTo(timeless(whole));
      }
    }
  }

  /** A simulated clock goes on where it was, so that even arrivals are the same. */
  @Test
  void aSimulatedSearchThatIsStoppedAgainAndAgainIsTheSameToTheSecond() {
    GuidedConfig config = config(TellingOrder.TELLING_ORDER_ARRIVALS, 4);
    Supplier<EvaluationBackend> backend = () -> new Shuffled(9, true, GuidedRunTest::measured);
    GuidedResult whole = run(folder.resolve("whole"), config, backend, () -> false).orElseThrow();

    SplittableRandom random = new SplittableRandom(1);
    Optional<GuidedResult> result = Optional.empty();
    int times = 0;
    while (result.isEmpty()) {
      int[] left = {10 + random.nextInt(30)};
      result = run(folder.resolve("stopped"), config, backend, () -> left[0]-- <= 0);
      times++;
    }
    assertThat(times).isGreaterThan(3);
    assertThat(result.get()).isEqualTo(whole);
  }

  @Test
  void failuresInARowEndTheRunWithTheReasonAndMoreAreAllowedLater() {
    GuidedConfig config = config(TellingOrder.TELLING_ORDER_PROPOSALS, 2);
    int[] done = {0};
    Supplier<EvaluationBackend> backend =
        () ->
            new Shuffled(
                1,
                false,
                trial -> {
                  TrialResult result = measured(trial);
                  int number = done[0]++;
                  return number < 10 || number > 16
                      ? result.toBuilder()
                          .setMeasurement(Measurement.newBuilder().setValue(1))
                          .build()
                      : result.toBuilder()
                          .setFailure(
                              TrialFailure.newBuilder()
                                  .setKind(FailureKind.FAILURE_KIND_OUT_OF_MEMORY)
                                  .setMessage("12 GiB"))
                          .build();
                });
    Path path = folder.resolve("run");
    assertThatThrownBy(() -> run(path, config, backend, () -> false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("4 trials in a row failed, the last with 'out-of-memory': 12 GiB");

    GuidedConfig.Builder patient = config.toBuilder();
    patient.getBackendBuilder().setMostFailures(20);
    assertThat(run(path, patient.build(), backend, () -> false).orElseThrow().getQueriesCount())
        .isEqualTo(60);
  }

  @Test
  void anotherStrategyIsNotTakenForTheOneThatBegan() {
    GuidedConfig config = config(TellingOrder.TELLING_ORDER_PROPOSALS, 2);
    int[] left = {30};
    Supplier<EvaluationBackend> backend = () -> new Shuffled(1, false, GuidedRunTest::measured);
    assertThat(run(folder.resolve("run"), config, backend, () -> left[0]-- <= 0)).isEmpty();

    GuidedParts others =
        new GuidedParts(
            Goal.of(config(TellingOrder.TELLING_ORDER_PROPOSALS, 1)),
            () -> {
              Touchy other = new Touchy();
              other.state = 18;
              return other;
            },
            SPACE::format,
            backend);
    try (GuidedRun work = new GuidedRun(config, others, new GuidedRun.Listener() {});
        Run<GuidedConfig, GuidedResult> run = Run.resume(folder.resolve("run"), RunKind.GUIDED)) {
      assertThatThrownBy(() -> work.run(run, () -> false))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("does not come to the proposals");
    }
  }
}
