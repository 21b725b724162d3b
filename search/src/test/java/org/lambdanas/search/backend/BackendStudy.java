package org.lambdanas.search.backend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.EvaluationBackend.Finished;

/** What backends hold under load, and how fast they are. Minutes. */
@Tag("study")
class BackendStudy {

  private static final int KILLS = 20;
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  private record Done(Map<ByteString, TrialResult> results, double seconds, int attempts) {}

  private static Done run(BackendConfig.Builder config, Objective objective, List<Trial> trials) {
    try (EvaluationBackend backend = Backends.of(config.build(), objective)) {
      long start = System.nanoTime();
      return done(TestTrials.run(backend, trials), start);
    }
  }

  /** Fails if a trial comes twice. */
  private static Done done(List<Finished> finished, long start) {
    return new Done(
        finished.stream()
            .map(end -> TestTrials.timeless(end.result()))
            .collect(toMap(TrialResult::getTrialSha256, result -> result)),
        (System.nanoTime() - start) / 1e9,
        finished.stream().mapToInt(end -> end.result().getAttempts()).sum());
  }

  private static BackendConfig.Builder config(BackendKind kind, int workers) {
    return TestTrials.backend(kind, workers);
  }

  /** About a second each on one core. */
  private static Objective training() {
    TrainingConfig.Builder config = TestTrials.training().setEpochs(5);
    config.getDataBuilder().setTrainImages(400);
    config.getNetworkBuilder().setChannels(8);
    return TestTrials.objective(config);
  }

  @Test
  void resultsAreEqualEverywhere() {
    Objective table = TestTrials.table(folder.resolve("table.binpb"), 40);
    List<Trial> simulated = TestTrials.trials(table, 40);
    Done expected = run(config(BackendKind.BACKEND_KIND_TABLE, 4), table, simulated);
    for (BackendConfig.Builder other :
        List.of(
            config(BackendKind.BACKEND_KIND_IN_PROCESS, 3),
            config(BackendKind.BACKEND_KIND_WORKERS, 1),
            config(BackendKind.BACKEND_KIND_WORKERS, 2))) {
      assertThat(run(other, table, simulated).results()).isEqualTo(expected.results());
    }
    List<Trial> real = TestTrials.trials(training(), 12);
    Done here = run(config(BackendKind.BACKEND_KIND_IN_PROCESS, 1), training(), real);
    for (int workers : List.of(1, 2)) {
      assertThat(run(config(BackendKind.BACKEND_KIND_WORKERS, workers), training(), real).results())
          .isEqualTo(here.results());
    }
    assertThat(here.results()).hasSize(12);
    System.out.printf("equal: %d simulated, %d trained%n", simulated.size(), real.size());
  }

  /** After twenty of the results, at a random moment of what is then at work. */
  @Test
  void killedWorkersLoseNothing() throws InterruptedException {
    Objective small = TestTrials.objective(TestTrials.training());
    List<Trial> trials = TestTrials.trials(small, 30);
    Done here = run(config(BackendKind.BACKEND_KIND_IN_PROCESS, 2), small, trials);
    double millisOfOne = 2000 * here.seconds() / trials.size();
    SplittableRandom random = new SplittableRandom(20);
    Set<Integer> moments = new HashSet<>();
    while (moments.size() < KILLS) {
      moments.add(random.nextInt(trials.size() - 1));
    }
    int kills = 0;
    try (EvaluationBackend backend =
        Backends.of(config(BackendKind.BACKEND_KIND_WORKERS, 2).build(), small)) {
      long start = System.nanoTime();
      trials.forEach(backend::submit);
      List<Finished> finished = new ArrayList<>();
      while (finished.size() < trials.size()) {
        finished.addAll(TestTrials.finish(backend, 1));
        if (moments.contains(finished.size() - 1)) {
          Thread.sleep((long) random.nextDouble(millisOfOne));
          List<ProcessHandle> workers = WorkersTest.workers();
          if (workers.get(random.nextInt(workers.size())).destroyForcibly()) {
            kills++;
          }
        }
      }
      Done done = done(finished, start);
      System.out.printf(
          "killed: %d workers, %d trials in %d attempts, %.0f s; in process %.0f s%n",
          kills, trials.size(), done.attempts(), done.seconds(), here.seconds());
      assertThat(done.results()).isEqualTo(here.results());
      assertThat(backend.next(Duration.ZERO)).isEmpty();
      assertThat(kills).isEqualTo(KILLS);
    }
    assertThat(WorkersTest.workers()).isEmpty();
  }

  /** Table, in process and workers in turn, each at a random moment after it kept something. */
  @Test
  void killedDriversOfLookedUpTrialsLoseNothing() throws Exception {
    List<List<String>> backends =
        List.of(
            List.of("--backend", "table", "--workers", "2"),
            List.of("--backend", "in-process", "--workers", "2"),
            List.of("--backend", "workers", "--workers", "2"));
    killedDriversLoseNothing("looked up", KilledSearchIT.search(150), backends, 100);
  }

  @Test
  void killedDriversOfTrainingsLoseNothing() throws Exception {
    List<String> search =
        List.of(
            "--method", "regularised-evolution",
            "--population", "10",
            "--objective", "train",
            "--data", "digits",
            "--channels", "4",
            "--epochs", "2",
            "--batch-size", "16",
            "--train-images", "160",
            "--queries", "90",
            "--ahead", "2",
            "--seed", "4");
    List<List<String>> backends =
        List.of(
            List.of("--backend", "in-process", "--workers", "1"),
            List.of("--backend", "workers", "--workers", "2"));
    killedDriversLoseNothing("trained", search, backends, 1500);
  }

  private void killedDriversLoseNothing(
      String what, List<String> search, List<List<String>> backends, long mostMillis)
      throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    List<Integer> kept = new ArrayList<>();
    try (SearchProcess whole = new SearchProcess(folder.resolve("whole"), List.of(), search);
        SearchProcess killed = new SearchProcess(folder.resolve("killed"), List.of(), search)) {
      GuidedResult expected = whole.finish(backends.get(backends.size() - 1));
      for (int kill = 0; kill < KILLS; kill++) {
        List<String> backend = backends.get(kill % backends.size());
        kept.add(killed.kill(1 + random.nextInt(3), random, mostMillis, backend));
      }
      GuidedResult end = killed.finish(backends.get(KILLS % backends.size()));
      System.out.printf(
          "killed drivers, %s: results kept at each kill %s of %d%n",
          what, kept, end.getQueriesCount());
      assertThat(kept).isSorted();
      assertThat(end).isEqualTo(expected);
    }
  }

  @Test
  void aTrialThatNeedsTooMuchMemoryFailsAlone() {
    // Activations of batches of 512 images in 256 channels take more than a gigabyte.
    TrainingConfig.Builder large = TestTrials.training().setBatchSize(512);
    large.getDataBuilder().setTrainImages(1200);
    large.getNetworkBuilder().setChannels(256);
    Objective objective = TestTrials.objective(large);
    Objective small = TestTrials.objective(TestTrials.training());
    List<Trial> trials =
        List.of(TestTrials.trial(objective, 2000, 0), TestTrials.trial(objective, 0, 0));
    try (EvaluationBackend backend =
        Backends.of(
            config(BackendKind.BACKEND_KIND_WORKERS, 1).setMemoryMib(1024).build(), objective)) {
      List<TrialResult> results = new ArrayList<>();
      TestTrials.run(backend, trials).forEach(end -> results.add(end.result()));
      System.out.printf("memory: %s%n", results.get(0).getFailure());
      assertThat(results.get(0).getFailure().getKind())
          .isEqualTo(FailureKind.FAILURE_KIND_OUT_OF_MEMORY);
      assertThat(results.get(0).getAttempts()).isEqualTo(1);
      System.out.printf("after it: %s%n", TestTrials.timeless(results.get(1)).getOutcomeCase());
    }
    assertThat(
            run(
                    config(BackendKind.BACKEND_KIND_WORKERS, 1).setMemoryMib(1024),
                    small,
                    TestTrials.trials(small, 4))
                .results()
                .values())
        .allMatch(TrialResult::hasMeasurement);
  }

  @Test
  void aWorkerThatHearsNothingIsEndedAtTheLimit() throws Exception {
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    try (EvaluationBackend backend =
        Backends.of(
            config(BackendKind.BACKEND_KIND_WORKERS, 1).setLimitSeconds(3).build(), endless)) {
      TestTrials.trials(endless, 1).forEach(backend::submit);
      ProcessHandle worker = WorkersTest.workers().get(0);
      // As if it were deep in native code.
      new ProcessBuilder("kill", "-STOP", String.valueOf(worker.pid())).start().waitFor();
      TrialResult result = TestTrials.finish(backend, 1).get(0).result();
      assertThat(result.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
      assertThat(result.getAttempts()).isEqualTo(1);
      assertThat(worker.isAlive()).isFalse();
    }
  }

  /**
   * The same trials with one and with two workers, in turn. Workers start, load TensorFlow and do a
   * trial each before the clock runs.
   */
  @Test
  void twoWorkersAreTimedBesideOne() {
    List<Trial> trials = TestTrials.trials(training(), 26);
    List<Trial> warming = trials.subList(0, 2);
    List<Trial> timed = trials.subList(2, trials.size());
    double[] logSpeedUps = new double[ROUNDS];
    Map<ByteString, TrialResult> first = Map.of();
    for (int round = 0; round < ROUNDS; round++) {
      double[] seconds = new double[3];
      for (int workers : round % 2 == 0 ? new int[] {1, 2} : new int[] {2, 1}) {
        try (EvaluationBackend backend =
            Backends.of(config(BackendKind.BACKEND_KIND_WORKERS, workers).build(), training())) {
          TestTrials.run(backend, warming);
          assertThat(WorkersTest.workers()).hasSize(workers);
          long start = System.nanoTime();
          Done done = done(TestTrials.run(backend, timed), start);
          seconds[workers] = done.seconds();
          first = first.isEmpty() ? done.results() : first;
          assertThat(done.results()).hasSize(timed.size()).isEqualTo(first);
        }
      }
      logSpeedUps[round] = Math.log(seconds[1] / seconds[2]);
      System.out.printf(
          "speed: %d trials, one worker %.1f s, two %.1f s: %.2f%n",
          timed.size(), seconds[1], seconds[2], seconds[1] / seconds[2]);
    }
    System.out.printf(
        "speed-up of two workers over one, geometric mean of %d rounds: %.2f%n",
        ROUNDS, Math.exp(Arrays.stream(logSpeedUps).average().orElseThrow()));
  }
}
