package org.lambdanas.graph.interchange;

import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.ValidationImages;

/** Rules of {@code training.proto}. */
final class TrainingChecks {

  private TrainingChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(TrainingConfig.class, TrainingChecks::config)
        .on(TrainingEpochRecord.class, TrainingChecks::epoch)
        .on(TrainingHistory.class, TrainingChecks::history)
        .on(TrainingResult.class, TrainingChecks::result)
        .on(TrainingCheckpoint.class, TrainingChecks::checkpoint);
  }

  private static void config(TrainingConfig config, FieldPath path) {
    path.present("architecture", config.hasArchitecture());
    path.present("data", config.hasData());
    path.present("network", config.hasNetwork());
    path.present("weight_optimizer", config.hasWeightOptimizer());
    path.present("execution", config.hasExecution());
    path.atLeast("batch_size", config.getBatchSize(), 1);
    path.present(
        "validation", config.getValidation() != ValidationImages.VALIDATION_IMAGES_UNSPECIFIED);
    boolean heldOut = config.getValidation() == ValidationImages.VALIDATION_IMAGES_HELD_OUT;
    double portion = config.getData().getTrainPortion();
    if (heldOut == (portion == 1)) {
      throw path.field("data")
          .field("train_portion")
          .refuse(
              "is "
                  + portion
                  + ", must be "
                  + (heldOut ? "below 1 to hold images out" : "1 to validate on the test images"));
    }
    path.belowOne("drop_path", config.getDropPath());
    path.belowOne("label_smoothing", config.getLabelSmoothing());
    path.notNegative("auxiliary_weight", config.getAuxiliaryWeight());
    path.belowOne("ema_decay", config.getEmaDecay());
  }

  private static void epoch(TrainingEpochRecord epoch, FieldPath path) {
    path.within("train_accuracy", epoch.getTrainAccuracy(), 0, 100);
    path.within("validation_accuracy", epoch.getValidationAccuracy(), 0, 100);
    path.notNegative("learning_rate", epoch.getLearningRate());
    path.within("drop_path", epoch.getDropPath(), 0, 1);
    path.within("clipped_share", epoch.getClippedShare(), 0, 1);
    path.notNegative("seconds", epoch.getSeconds());
  }

  private static void history(TrainingHistory history, FieldPath path) {
    for (int i = 0; i < history.getEpochsCount(); i++) {
      int epoch = history.getEpochs(i).getEpoch();
      if (epoch != i) {
        throw path.element("epochs", i).field("epoch").refuse("is " + epoch + ", must be " + i);
      }
    }
  }

  private static void result(TrainingResult result, FieldPath path) {
    path.present("config", result.hasConfig());
    path.within("validation_accuracy", result.getValidationAccuracy(), 0, 100);
    path.within("best_accuracy", result.getBestAccuracy(), 0, 100);
    path.notNegative("seconds", result.getSeconds());
  }

  private static void checkpoint(TrainingCheckpoint checkpoint, FieldPath path) {
    path.unique("tensors", checkpoint.getTensorsList().stream().map(NamedTensor::getName).toList());
    path.unique("running", checkpoint.getRunningList().stream().map(NamedTensor::getName).toList());
    path.present("config_sha256", !checkpoint.getConfigSha256().isEmpty());
    path.digest("config_sha256", checkpoint.getConfigSha256().size());
    path.notNegative("seconds", checkpoint.getSeconds());
  }
}
