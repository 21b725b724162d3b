package org.lambdanas.search.training;

import java.util.Optional;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.Run;
import org.tensorflow.proto.Summary;

/** What TensorBoard shows of a training: scalars for each epoch. */
public final class TrainingEvents {

  private TrainingEvents() {}

  /** Begins the file of a run anew with the epochs that it has kept. */
  public static EpochEvents<TrainingEpochRecord> begin(Run<?, ?> run) {
    return new EpochEvents<>(
        run.events(),
        run.provenance(),
        Optional.empty(),
        run.folder().history(TrainingHistory.getDefaultInstance()).getEpochsList(),
        TrainingEpochRecord::getSeconds,
        TrainingEvents::summary);
  }

  private static Summary summary(TrainingEpochRecord record) {
    Summary.Builder summary = Summary.newBuilder();
    EpochEvents.scalar(summary, "loss/train", record.getTrainLoss());
    EpochEvents.scalar(summary, "loss/validation", record.getValidationLoss());
    EpochEvents.scalar(summary, "accuracy/train", record.getTrainAccuracy());
    EpochEvents.scalar(summary, "accuracy/validation", record.getValidationAccuracy());
    if (record.hasValidationMacroF1()) {
      EpochEvents.scalar(summary, "macro_f1/validation", record.getValidationMacroF1());
    }
    if (record.hasValidationBalancedAccuracy()) {
      EpochEvents.scalar(
          summary, "balanced_accuracy/validation", record.getValidationBalancedAccuracy());
    }
    EpochEvents.scalar(summary, "gradient/clipped_share", record.getClippedShare());
    EpochEvents.scalar(summary, "drop_path", record.getDropPath());
    EpochEvents.scalar(summary, "learning_rate", record.getLearningRate());
    EpochEvents.scalar(summary, "seconds", record.getSeconds());
    return summary.build();
  }
}
