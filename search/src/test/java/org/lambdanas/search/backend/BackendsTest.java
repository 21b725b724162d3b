package org.lambdanas.search.backend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.backend.EvaluationBackend.Finished;

class BackendsTest {

  private static final int ROWS = 40;

  @TempDir Path folder;

  private Objective table() {
    return TestTrials.table(folder.resolve("table.binpb"), ROWS);
  }

  private static EvaluationBackend backend(BackendKind kind, int workers, Objective objective) {
    return Backends.of(TestTrials.backend(kind, workers).build(), objective);
  }

  private static TrialResult result(Objective objective, Trial trial) {
    try (EvaluationBackend backend = backend(BackendKind.BACKEND_KIND_TABLE, 1, objective)) {
      TrialResult result = TestTrials.run(backend, List.of(trial)).get(0).result();
      Validation.check(result);
      assertThat(result.getTrialSha256()).isEqualTo(Trials.sha256(trial));
      return result;
    }
  }

  @Test
  void aTrialIsToldWhatItsEpochsShowAndNoMore() {
    Objective objective = table();
    for (int row : List.of(0, 17, 39)) {
      TrialResult whole = result(objective, TestTrials.trial(objective, row, 0));
      assertThat(whole.getMeasurement().getValue())
          .isEqualTo(Double.parseDouble(Float.toString(TestTrials.accuracy(row, 4))));
      assertThat(whole.getSimulatedSeconds()).isEqualTo(TestTrials.seconds(row, 4));
      assertThat(whole.getSeconds()).isZero();
      assertThat(names(whole.getMeasurement()))
          .containsExactly("accuracy", "early_accuracy", "params_millions", "seconds");
      Trial named = TestTrials.trial(objective, row, 4);
      assertThat(result(objective, named).getMeasurement()).isEqualTo(whole.getMeasurement());
      for (int epochs = 1; epochs < 4; epochs++) {
        TrialResult part = result(objective, TestTrials.trial(objective, row, epochs));
        Measurement measured = part.getMeasurement();
        assertThat((float) measured.getValue()).isEqualTo(TestTrials.accuracy(row, epochs));
        assertThat(part.getSimulatedSeconds()).isEqualTo(TestTrials.seconds(row, epochs));
        assertThat(names(measured)).containsExactly("early_accuracy", "params_millions");
        assertThat(measured.getCurvesList())
            .extracting(LearningCurve::getValuesCount)
            .containsExactly(epochs, epochs);
      }
    }
  }

  private static List<String> names(Measurement measured) {
    return measured.getMetricsList().stream().map(Feature::getName).toList();
  }

  @Test
  void whatTheTableCannotAnswerIsAnInvalidTrial() {
    Objective objective = table();
    Map<Trial, String> invalid =
        Map.of(
            TestTrials.trial(objective, TestTrials.UNMEASURED, 0), "no accuracy of row 5",
            TestTrials.trial(objective, 2000, 0), "does not have |",
            TestTrials.trial(objective, 0, 5), "nothing of 5 epochs");
    invalid.forEach(
        (trial, why) -> {
          TrialResult result = result(objective, trial);
          assertThat(result.getFailure().getKind()).isEqualTo(FailureKind.FAILURE_KIND_INVALID);
          assertThat(result.getFailure().getMessage()).contains(why);
        });
    Objective other = objective.toBuilder().setTable(withMetric(objective, "seconds")).build();
    assertThat(result(objective, TestTrials.trial(other, 0, 0)).hasFailure()).isTrue();
    assertThat(result(other, TestTrials.trial(other, 0, 2)).getFailure().getMessage())
        .contains("no learning curve of seconds");
  }

  private static TableObjective.Builder withMetric(Objective objective, String metric) {
    return objective.getTable().toBuilder().setMetric(metric);
  }

  @Test
  void anObjectiveThatCannotBeIsRefused() {
    Objective objective = table();
    List<TableObjective.Builder> wrong =
        List.of(
            withMetric(objective, "precision"),
            objective.getTable().toBuilder().setCostMetric("hours"));
    for (TableObjective.Builder settings : wrong) {
      Objective refused = Objective.newBuilder().setTable(settings).build();
      assertThatThrownBy(() -> backend(BackendKind.BACKEND_KIND_TABLE, 1, refused))
          .isInstanceOf(ConfigException.class);
    }
    TableObjective.Builder changed =
        objective.getTable().toBuilder().setTableSha256(ByteString.copyFrom(new byte[32]));
    Objective later = Objective.newBuilder().setTable(changed).build();
    assertThatThrownBy(() -> backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1, later))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not the one");
    Objective training = TestTrials.objective(TestTrials.training());
    assertThatThrownBy(() -> backend(BackendKind.BACKEND_KIND_TABLE, 1, training))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("simulated for published results only");
    Objective started = TestTrials.objective(TestTrials.training().setInitialWeights("x"));
    assertThatThrownBy(() -> backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1, started))
        .isInstanceOf(ConfigException.class);
  }

  /**
   * By a model of machines that is written down otherwise: each takes what waits when it is free.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void simulatedMachinesFinishInTrueOrder(int machines) {
    Objective objective = table();
    List<Trial> trials = TestTrials.trials(objective, ROWS);
    double[] free = new double[machines];
    Map<Integer, Double> ends = new HashMap<>();
    for (int row = 0; row < ROWS; row++) {
      int first = 0;
      for (int m = 1; m < machines; m++) {
        first = free[m] < free[first] ? m : first;
      }
      // What was not measured costs nothing.
      free[first] += row == TestTrials.UNMEASURED ? 0 : TestTrials.seconds(row, 4);
      ends.put(row, free[first]);
    }
    try (EvaluationBackend backend = backend(BackendKind.BACKEND_KIND_TABLE, machines, objective)) {
      assertThat(backend.capacity()).isEqualTo(machines);
      List<Finished> finished = TestTrials.run(backend, trials);
      assertThat(finished)
          .extracting(Finished::seconds)
          .isSorted()
          .containsExactlyElementsOf(ends.values().stream().sorted().toList());
      finished.forEach(
          end -> assertThat(end.seconds()).isEqualTo(ends.get(trials.indexOf(end.trial()))));
      assertThat(backend.seconds()).isEqualTo(finished.get(ROWS - 1).seconds());
      assertThat(backend.next(Duration.ofHours(1))).isEmpty();
    }
  }

  @Test
  void aSimulatedTrialThatTakesLongerHasFailedAtTheLimit() {
    Objective objective = table();
    double limit = TestTrials.seconds(3, 4);
    try (EvaluationBackend backend =
        Backends.of(
            TestTrials.backend(BackendKind.BACKEND_KIND_TABLE, 1).setLimitSeconds(limit).build(),
            objective)) {
      for (Finished end : TestTrials.run(backend, TestTrials.trials(objective, 5))) {
        double whole = TestTrials.seconds((int) end.trial().getSeed() - 1000, 4);
        assertThat(end.result().getSimulatedSeconds()).isEqualTo(Math.min(whole, limit));
        assertThat(end.result().hasFailure()).isEqualTo(whole > limit);
        if (whole > limit) {
          assertThat(end.result().getFailure().getKind())
              .isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void resultsDoNotDependOnTheBackend(int workers) {
    Objective objective = table();
    List<Trial> trials = TestTrials.trials(objective, ROWS);
    List<Map<ByteString, TrialResult>> all = new ArrayList<>();
    for (BackendKind kind :
        List.of(BackendKind.BACKEND_KIND_TABLE, BackendKind.BACKEND_KIND_IN_PROCESS)) {
      try (EvaluationBackend backend = backend(kind, workers, objective)) {
        all.add(
            TestTrials.run(backend, trials).stream()
                .map(end -> TestTrials.timeless(end.result()))
                .collect(toMap(TrialResult::getTrialSha256, result -> result)));
        assertThat(backend.next(Duration.ZERO)).isEmpty();
      }
    }
    assertThat(all.get(0)).hasSize(ROWS).isEqualTo(all.get(1));
  }

  @Test
  void trainingsDependOnTheTrialOnly() {
    Objective objective = TestTrials.objective(TestTrials.training());
    List<Trial> trials = new ArrayList<>(TestTrials.trials(objective, 3));
    trials.add(TestTrials.trial(objective, 1, 1));
    trials.add(TestTrials.trial(objective, 2, 0).toBuilder().setSeed(5).build());
    List<Map<ByteString, TrialResult>> all = new ArrayList<>();
    for (int threads : List.of(1, 3)) {
      try (EvaluationBackend backend =
          backend(BackendKind.BACKEND_KIND_IN_PROCESS, threads, objective)) {
        all.add(
            TestTrials.run(backend, trials).stream()
                .peek(end -> Validation.check(end.result()))
                .map(end -> TestTrials.timeless(end.result()))
                .collect(toMap(TrialResult::getTrialSha256, result -> result)));
      }
    }
    assertThat(all.get(0)).hasSize(5).isEqualTo(all.get(1));
    List<Measurement> measured =
        trials.stream()
            .map(t -> Objects.requireNonNull(all.get(0).get(Trials.sha256(t))).getMeasurement())
            .toList();
    assertThat(measured).extracting(Measurement::getWeightsSha256).doesNotHaveDuplicates();
    assertThat(measured.get(1).getCurves(0).getValuesCount()).isEqualTo(2);
    assertThat(measured.get(3).getCurves(0).getValuesCount()).isEqualTo(1);
    measured.forEach(
        m -> {
          assertThat(m.getWeightsSha256().size()).isEqualTo(32);
          assertThat((float) m.getValue())
              .isEqualTo(m.getCurves(3).getValues(m.getCurves(3).getValuesCount() - 1));
          assertThat(names(m)).containsExactly("params", "macs", "validation_loss");
        });
  }

  @Test
  void trainingsThatCannotBeAreFailuresOfTheirKind() {
    TrainingConfig.Builder wild = TestTrials.training().setEpochs(30);
    wild.getWeightOptimizerBuilder()
        .setLearningRate(1e30)
        .setFinalLearningRate(1e30)
        .setClipNorm(0);
    Objective diverging = TestTrials.objective(wild);
    Objective longer = TestTrials.objective(TestTrials.training().setEpochs(100_000));
    Trial foreign =
        TestTrials.trial(longer, 0, 0).toBuilder()
            .setArchitecture(
                TestTrials.cell(0).toBuilder()
                    .setEdgeCell(
                        TestTrials.cell(0).getEdgeCell().toBuilder().addOperations("none")))
            .build();
    try (EvaluationBackend first = backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1, diverging);
        EvaluationBackend second =
            Backends.of(
                TestTrials.backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1)
                    .setLimitSeconds(.3)
                    .build(),
                longer)) {
      assertThat(kind(first, TestTrials.trial(diverging, 8, 0)))
          .isEqualTo(FailureKind.FAILURE_KIND_DIVERGED);
      assertThat(kind(second, foreign)).isEqualTo(FailureKind.FAILURE_KIND_INVALID);
      assertThat(kind(second, TestTrials.trial(longer, 8, 0)))
          .isEqualTo(FailureKind.FAILURE_KIND_TIMED_OUT);
    }
  }

  private static FailureKind kind(EvaluationBackend backend, Trial trial) {
    TrialResult result = TestTrials.run(backend, List.of(trial)).get(0).result();
    Validation.check(result);
    return result.getFailure().getKind();
  }

  @Test
  void closingGivesUpWhatIsAtWork() {
    Objective endless = TestTrials.objective(TestTrials.training().setEpochs(1_000_000));
    EvaluationBackend backend = backend(BackendKind.BACKEND_KIND_IN_PROCESS, 2, endless);
    TestTrials.trials(endless, 5).forEach(backend::submit);
    assertThat(backend.next(Duration.ofMillis(50))).isEmpty();
    backend.close();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("trials")))
        .allSatisfy(thread -> thread.join(10_000))
        .noneMatch(Thread::isAlive);
  }

  @Test
  void aScoreIsWhatTheScorerSays() {
    ScoreConfig config =
        ScoreConfig.newBuilder()
            .setSpace("nasbench201")
            .addMeasures("nwot")
            .setData(
                DataConfig.newBuilder()
                    .setDataSet("digits")
                    .setImageSize(8)
                    .setTrainPortion(1)
                    .setClasses(DataSets.byName("digits").classes()))
            .setNetwork(NetworkConfig.newBuilder().setChannels(4).setCellsPerStage(1))
            .setBatchSize(8)
            .setInitialisations(1)
            .setSeed(3)
            .setExecution(
                ExecutionConfig.newBuilder()
                    .setDevice("cpu")
                    .setPrecision("float32")
                    .setPrefetch(2))
            .build();
    Objective objective = Objective.newBuilder().setScore(config).build();
    ArchitectureScorer scorer = ArchitectureScorer.of(config);
    try (EvaluationBackend backend = backend(BackendKind.BACKEND_KIND_IN_PROCESS, 2, objective)) {
      for (Finished end : TestTrials.run(backend, TestTrials.trials(objective, 4))) {
        assertThat(end.result().getMeasurement().getValue())
            .isEqualTo(scorer.score(end.trial().getArchitecture()).values().get("nwot"));
      }
    }
    ScoreConfig several = config.toBuilder().addMeasures("fisher").addMeasures("params").build();
    ArchitectureScorer expected = ArchitectureScorer.of(several);
    try (RemoteScorer remote =
        new RemoteScorer(
            TestTrials.backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1).build(), several)) {
      for (int row = 0; row < 4; row++) {
        assertThat(remote.score(TestTrials.cell(row)))
            .isEqualTo(expected.score(TestTrials.cell(row)));
      }
    }
  }

  @Test
  void aPointThatTheEvaluationDoesNotHaveIsRefused() {
    Objective objective = TestTrials.evaluation(1);
    Trial.Builder trial = Trial.newBuilder().setObjective(objective);
    try (EvaluationBackend backend = backend(BackendKind.BACKEND_KIND_IN_PROCESS, 1, objective)) {
      List<Trial> trials =
          List.of(
              trial.setPoint(EvaluationPoint.newBuilder().setTrainSize(20)).build(),
              trial.setPoint(EvaluationPoint.newBuilder().setTrainSize(21)).build(),
              trial.clearPoint().build());
      List<TrialResult> results =
          TestTrials.run(backend, trials).stream().map(Finished::result).toList();
      results.forEach(Validation::check);
      assertThat(results.get(0).getPoint().getMetricsList())
          .as(results.get(0).toString())
          .isNotEmpty();
      assertThat(results.get(1).getFailure().getMessage()).contains("no such point");
      assertThat(results.get(2).getFailure().getMessage()).contains("does not say which point");
    }
  }

  @Test
  void failuresInARowEndTheSearchWithTheReason() {
    TrialResult well =
        TrialResult.newBuilder().setMeasurement(Measurement.getDefaultInstance()).build();
    Map<FailureKind, Class<?>> kinds =
        Map.of(
            FailureKind.FAILURE_KIND_INVALID, DataException.class,
            FailureKind.FAILURE_KIND_DIVERGED, DivergedException.class,
            FailureKind.FAILURE_KIND_OUT_OF_MEMORY, GraphBuildException.class);
    kinds.forEach(
        (kind, type) -> {
          TrialResult failed =
              TrialResult.newBuilder().setFailure(TrialFailures.of(kind, "why\nmore")).build();
          FailureStreak streak = new FailureStreak(3);
          List.of(failed, failed, well, failed, failed).forEach(streak::add);
          assertThatThrownBy(() -> streak.add(failed))
              .isInstanceOf(type)
              .hasMessageContaining("3 trials in a row failed (--most-failures)")
              .hasMessageEndingWith("why");
        });
  }

  @Test
  void equalTrialsHaveOneName() {
    Objective objective = TestTrials.objective(TestTrials.training());
    Trial trial = TestTrials.trial(objective, 3, 1);
    assertThat(Trials.sha256(trial.toBuilder().build())).isEqualTo(Trials.sha256(trial));
    assertThat(
            List.of(
                Trials.sha256(trial),
                Trials.sha256(TestTrials.trial(objective, 3, 2)),
                Trials.sha256(TestTrials.trial(objective, 4, 1)),
                Trials.sha256(trial.toBuilder().setSeed(1).build())))
        .doesNotHaveDuplicates();
  }
}
