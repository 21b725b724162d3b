package org.lambdanas.search.backend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerHello;
import org.lambdanas.proto.v1.WorkerSetup;
import org.lambdanas.search.backend.EvaluationBackend.Finished;

class WorkersTest {

  @TempDir Path folder;

  private static BackendConfig.Builder config(int workers) {
    return TestTrials.backend(BackendKind.BACKEND_KIND_WORKERS, workers);
  }

  private static Map<ByteString, TrialResult> results(List<Finished> finished) {
    return finished.stream()
        .map(end -> TestTrials.timeless(end.result()))
        .collect(toMap(TrialResult::getTrialSha256, result -> result));
  }

  static List<ProcessHandle> workers() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
  }

  @Test
  void lostWorkersAreReplacedAndTheirTrialsDoneOnce() {
    Objective objective = TestTrials.objective(TestTrials.training());
    List<Trial> trials = TestTrials.trials(objective, 6);
    // Not in this process: how many threads its TensorFlow has, other tests have decided.
    Map<ByteString, TrialResult> undisturbed;
    try (EvaluationBackend backend = Backends.of(config(1).build(), objective)) {
      undisturbed = results(TestTrials.run(backend, trials));
    }
    try (EvaluationBackend backend = Backends.of(config(1).build(), objective)) {
      assertThat(workers()).hasSize(1);
      trials.forEach(backend::submit);
      Finished first = backend.next(Duration.ofMinutes(1)).orElseThrow();
      assertThat(first.result().getAttempts()).isEqualTo(1);
      assertThat(workers().get(0).destroyForcibly()).isTrue();
      List<Finished> finished = TestTrials.finish(backend, 5);
      assertThat(finished.stream().mapToInt(end -> end.result().getAttempts()).max().orElse(0))
          .isLessThanOrEqualTo(2);
      finished.add(first);
      assertThat(results(finished)).hasSize(6).isEqualTo(undisturbed);
    }
    assertThat(workers()).isEmpty();
  }

  @Test
  void whatTheLimitsRefuseIsAFailureAndNotTriedAgain() {
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    try (EvaluationBackend backend = Backends.of(config(1).setLimitSeconds(.5).build(), endless)) {
      TrialResult late = TestTrials.run(backend, TestTrials.trials(endless, 1)).get(0).result();
      assertThat(late.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
      assertThat(late.getAttempts()).isEqualTo(1);
      assertThat(workers()).hasSize(1);
      // Closing does not wait for what is at work.
      TestTrials.trials(endless, 3).forEach(backend::submit);
    }
    assertThat(workers()).isEmpty();
  }

  @Test
  void workersThatCannotWorkSayWhy() {
    Objective objective = TestTrials.table(folder.resolve("table.binpb"), 3);
    Objective.Builder wrong = objective.toBuilder();
    wrong.getTableBuilder().setMetric("precision");
    assertThatThrownBy(() -> Backends.of(config(1).build(), wrong.build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no metric 'precision'");
    wrong.getTableBuilder().setTable(folder.resolve("none.binpb").toString());
    assertThatThrownBy(() -> Backends.of(config(1).build(), wrong.build()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
    assertThat(workers()).isEmpty();
  }

  @Test
  void workersThatNeverStartEndTheRunWithTheirReason() {
    Objective objective = TestTrials.table(folder.resolve("table.binpb"), 3);
    String classPath = System.setProperty("java.class.path", folder.toString());
    try {
      assertThatThrownBy(() -> Backends.of(config(1).build(), objective))
          .isInstanceOf(GraphBuildException.class)
          .hasMessageMatching(
              "5 worker processes in a row ended before they could do a trial, the last so: .* exit"
                  + " code 1: .*ClassNotFound.*--backend in-process");
    } finally {
      System.setProperty("java.class.path", classPath);
    }
    assertThat(workers()).isEmpty();
  }

  @Test
  void workersThatAreLostNowAndThenBeforeTheyStartEndNothing() {
    Objective objective = TestTrials.table(folder.resolve("table.binpb"), 4);
    int[] started = {0};
    WorkerPool.Starter unlucky =
        (number, setup, memory, abandoned) -> {
          if (started[0]++ % 4 < 3) {
            throw new WorkerEnded(
                TrialFailures.of(FailureKind.FAILURE_KIND_LOST, "killed at its start"));
          }
          return WorkerProcess.start(number, setup, memory, abandoned);
        };
    try (WorkerPool pool = new WorkerPool(config(1).build(), objective, unlucky)) {
      for (Trial trial : TestTrials.trials(objective, 4)) {
        assertThat(pool.evaluate(trial, () -> false).hasMeasurement()).isTrue();
        workers().forEach(ProcessHandle::destroyForcibly);
      }
      assertThat(started[0]).isEqualTo(16);
    }
    assertThat(workers()).isEmpty();
  }

  @Test
  void aWorkerHearsNobodyButWhoStartedItAndEndsWithThem() throws Exception {
    assumeThat(File.separatorChar).isEqualTo('/');
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    Process worker =
        new ProcessBuilder(WorkerCommand.of(0))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = worker.getOutputStream()) {
      WorkerSetup.newBuilder()
          .setProtocol(WorkerLoop.PROTOCOL)
          .setObjective(endless)
          .setTrialThreads(1)
          .build()
          .writeDelimitedTo(in);
      in.flush();
      WorkerHello hello = WorkerHello.parseDelimitedFrom(worker.getInputStream());
      assertThat(hello.getProcess()).isEqualTo(worker.pid());
      assertThat(hello.getTensorflow()).isNotEmpty();
      TestTrials.trial(endless, 3, 0).writeDelimitedTo(in);
      in.flush();
      // As Ctrl-C on a terminal does to every process.
      for (String signal : List.of("INT", "HUP")) {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(worker.pid())).start().waitFor();
      }
      assertThat(worker.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(worker.exitValue()).isZero();
    assertThat(worker.getInputStream().read()).isEqualTo(-1);
  }
}
