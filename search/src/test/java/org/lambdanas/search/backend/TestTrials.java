package org.lambdanas.search.backend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.evaluation.EvaluationPlan;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableWriter;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationObjective;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.backend.EvaluationBackend.Finished;
import org.lambdanas.search.training.TrainingPresets;

/** Objectives and trials for the tests of backends. */
final class TestTrials {

  static final int EPOCHS = 4;

  /** Rows of the table that were not measured. */
  static final int UNMEASURED = 5;

  private TestTrials() {}

  static Architecture cell(int row) {
    return NasBench201Space.INSTANCE.at(7L * row + 1);
  }

  /** Accuracy of a row after so many epochs. */
  static float accuracy(int row, int epochs) {
    return row % 9 + 10 * epochs + row / 16f;
  }

  /** Seconds of the epochs of a row; ever the same in rows 7 and 8. */
  static float[] seconds(int row) {
    SplittableRandom random = new SplittableRandom(Math.min(row, 7));
    float[] seconds = new float[EPOCHS];
    for (int i = 0; i < EPOCHS; i++) {
      seconds[i] = 1 + random.nextInt(1000) / 8f;
    }
    return seconds;
  }

  static double seconds(int row, int epochs) {
    double sum = 0;
    for (int i = 0; i < epochs; i++) {
      sum += seconds(row)[i];
    }
    return sum;
  }

  /** A table of made-up trainings of four epochs; row i is {@link #cell} i. */
  static Objective table(Path file, int rows) {
    TableHeader header =
        TableHeader.newBuilder()
            .setName("made-up")
            .setSpace("nasbench201")
            .addMetrics(metric("accuracy", EPOCHS))
            .addMetrics(metric("early_accuracy", 1))
            .addMetrics(metric("params_millions", 0))
            .addMetrics(metric("seconds", EPOCHS).toBuilder().setUnit(Unit.UNIT_SECONDS))
            .addCurves("accuracy")
            .addCurves("epoch_seconds")
            .build();
    try (TableWriter writer = TableWriter.create(file, header)) {
      for (int row = 0; row < rows; row++) {
        float[] curve = new float[EPOCHS];
        for (int i = 0; i < EPOCHS; i++) {
          curve[i] = accuracy(row, i + 1);
        }
        float accuracy = row == UNMEASURED ? Float.NaN : accuracy(row, EPOCHS);
        writer.add(
            cell(row),
            new float[] {accuracy, curve[0], row / 8f, (float) seconds(row, EPOCHS)},
            List.of(curve, seconds(row)));
      }
      writer.finish();
    }
    return Objective.newBuilder()
        .setTable(
            TableObjective.newBuilder()
                .setTable(file.toString())
                .setMetric("accuracy")
                .setCostMetric("epoch_seconds"))
        .build();
  }

  private static MetricDescription metric(String name, int epochs) {
    return MetricDescription.newBuilder()
        .setName(name)
        .setEpochs(epochs)
        .setHigherIsBetter(true)
        .build();
  }

  /** Trainings of two short epochs. */
  static TrainingConfig.Builder training() {
    TrainingConfig.Builder config =
        TrainingPresets.config(
            TrainingPresets.of(SearchSpaces.DEFAULT, DataSets.byName("digits")),
            cell(0),
            DataSets.byName("digits"));
    config
        .clearArchitecture()
        .setEpochs(2)
        .setBatchSize(16)
        .setKeep(KeptEpoch.KEPT_EPOCH_LAST)
        .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
    config.getDataBuilder().setTrainImages(80).setTrainPortion(.5);
    config.getNetworkBuilder().setChannels(2);
    return config;
  }

  static Objective objective(TrainingConfig.Builder training) {
    return Objective.newBuilder().setTraining(training).build();
  }

  /** Points of one quick predictor, fitted on 20 architectures. */
  static Objective evaluation(int trials) {
    EvaluationConfig.Builder config =
        EvaluationConfig.newBuilder()
            .setMetric("cifar10valid_test_200ep_seed888")
            .addPredictors(PredictorSpec.newBuilder().setPredictor("bayes_lin_reg"))
            .addTrainSizes(20)
            .setTestSize(10)
            .setTrials(trials);
    return Objective.newBuilder()
        .setEvaluation(
            EvaluationObjective.newBuilder()
                .setTable("nasbench201")
                .setConfig(
                    EvaluationPlan.complete(
                        config.build(), PublishedTables.open("nasbench201"), Predictors::byId)))
        .build();
  }

  static Trial trial(Objective objective, int row, int fidelity) {
    return Trial.newBuilder()
        .setObjective(objective)
        .setArchitecture(cell(row))
        .setFidelity(fidelity)
        .setSeed(1000 + row)
        .build();
  }

  static List<Trial> trials(Objective objective, int count) {
    List<Trial> trials = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      trials.add(trial(objective, row, 0));
    }
    return trials;
  }

  static BackendConfig.Builder backend(BackendKind kind, int workers) {
    return BackendConfig.newBuilder()
        .setKind(kind)
        .setWorkers(workers)
        .setMostFailures(10)
        .setTrialThreads(1);
  }

  /** Does trials, as many at a time as can be, and gives them in the order in which they finish. */
  static List<Finished> run(EvaluationBackend backend, List<Trial> trials) {
    trials.forEach(backend::submit);
    return finish(backend, trials.size());
  }

  /** Waits for so many results. */
  static List<Finished> finish(EvaluationBackend backend, int count) {
    List<Finished> finished = new ArrayList<>();
    while (finished.size() < count) {
      Optional<Finished> next = backend.next(Duration.ofMinutes(20));
      finished.add(next.orElseThrow(() -> new AssertionError("a result does not come")));
    }
    return finished;
  }

  /** A result without what the clock says. */
  static TrialResult timeless(TrialResult result) {
    TrialResult.Builder timeless = result.toBuilder().clearSeconds().clearAttempts();
    if (timeless.hasPoint()) {
      timeless.getPointBuilder().clearFitSeconds().clearPredictSeconds();
    }
    return timeless.build();
  }
}
