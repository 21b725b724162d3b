package org.lambdanas.search.backend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.EvaluationBackend.Finished;

/** With {@code -Pspark}: a local master. */
@Tag("spark")
class SparkBackendTest {

  @TempDir Path folder;

  private static BackendConfig config(String master, int workers) {
    return TestTrials.backend(BackendKind.BACKEND_KIND_SPARK, workers)
        .setSparkMaster(master)
        .build();
  }

  private static Map<ByteString, TrialResult> results(List<Finished> finished) {
    return finished.stream()
        .map(end -> TestTrials.timeless(end.result()))
        .collect(toMap(TrialResult::getTrialSha256, result -> result));
  }

  private static Map<ByteString, TrialResult> here(Objective objective, List<Trial> trials) {
    try (EvaluationBackend backend =
        Backends.of(
            TestTrials.backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1).build(), objective)) {
      return results(TestTrials.run(backend, trials));
    }
  }

  @Test
  void aLocalMasterGivesTheSameResults() {
    Objective table = TestTrials.table(folder.resolve("table.binpb"), 30);
    List<Trial> looked = TestTrials.trials(table, 31);
    Objective training = TestTrials.objective(TestTrials.training());
    List<Trial> trained = TestTrials.trials(training, 5);
    try (EvaluationBackend backend = Backends.of(config("local[2]", 2), table)) {
      assertThat(results(TestTrials.run(backend, looked))).isEqualTo(here(table, looked));
    }
    try (EvaluationBackend backend = Backends.of(config("local[2]", 2), training)) {
      assertThat(results(TestTrials.run(backend, trained))).isEqualTo(here(training, trained));
    }
  }

  @Test
  void pointsOfAnEvaluationAreTheSame() {
    Objective evaluation = TestTrials.evaluation(4);
    List<Trial> points =
        IntStream.range(0, 4)
            .mapToObj(trial -> EvaluationPoint.newBuilder().setTrial(trial).setTrainSize(20))
            .map(point -> Trial.newBuilder().setObjective(evaluation).setPoint(point).build())
            .toList();
    Map<ByteString, TrialResult> expected = here(evaluation, points);
    assertThat(expected.values())
        .hasSize(4)
        .allMatch(result -> result.getPoint().getMetricsCount() > 0);
    try (EvaluationBackend backend = Backends.of(config("local[2]", 2), evaluation)) {
      assertThat(results(TestTrials.run(backend, points))).isEqualTo(expected);
    }
  }

  @Test
  void trialsThatFailAreNotBegunAgainAndThoseGivenUpEnd() {
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    BackendConfig limited = config("local[1]", 1).toBuilder().setLimitSeconds(.5).build();
    try (EvaluationBackend backend = Backends.of(limited, endless)) {
      TrialResult late = TestTrials.run(backend, TestTrials.trials(endless, 1)).get(0).result();
      assertThat(late.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
      assertThat(late.getAttempts()).isEqualTo(1);
    }
    try (EvaluationBackend backend = Backends.of(config("local", 1), endless)) {
      TestTrials.trials(endless, 2).forEach(backend::submit);
      assertThat(backend.next(Duration.ofMillis(300))).isEmpty();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("trials"))
        .allSatisfy(thread -> thread.join(10_000))
        .noneMatch(Thread::isAlive);
    assertThatThrownBy(() -> Backends.of(config("", 1), endless))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no Spark master");
  }
}
