package org.lambdanas.search.training;

import java.util.List;
import java.util.Optional;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.EventFile;
import org.tensorflow.proto.Summary;

/** What TensorBoard shows of a training: scalars for each epoch. */
public final class TrainingEvents {

  private TrainingEvents() {}

  /** Begins the file anew with the epochs that are done. */
  public static EpochEvents<TrainingEpochRecord> begin(
      EventFile file, RunProvenance provenance, List<TrainingEpochRecord> done) {
    return new EpochEvents<>(
        file,
        provenance,
        Optional.empty(),
        done,
        TrainingEpochRecord::getSeconds,
        TrainingEvents::summary);
  }

  private static Summary summary(TrainingEpochRecord record) {
    Summary.Builder summary = Summary.newBuilder();
    EpochEvents.scalar(summary, "loss/train", record.getTrainLoss());
    EpochEvents.scalar(summary, "loss/validation", record.getValidationLoss());
    EpochEvents.scalar(summary, "accuracy/train", record.getTrainAccuracy());
    EpochEvents.scalar(summary, "accuracy/validation", record.getValidationAccuracy());
    EpochEvents.scalar(summary, "gradient/clipped_share", record.getClippedShare());
    EpochEvents.scalar(summary, "learning_rate", record.getLearningRate());
    EpochEvents.scalar(summary, "seconds", record.getSeconds());
    return summary.build();
  }
}
