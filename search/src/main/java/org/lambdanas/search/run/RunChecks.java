package org.lambdanas.search.run;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldPath;
import org.lambdanas.graph.interchange.MessageChecks;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.DiagnosisConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/** Rules of the messages of runs that are more than each field's own. */
public final class RunChecks implements MessageChecks.Source {

  /** For the service loader. */
  public RunChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    checks
        .on(SearchConfig.class, RunChecks::search)
        .on(TrainingConfig.class, RunChecks::training)
        .on(SharingConfig.class, (m, path) -> leavesImages(m.getData(), "to judge by", path))
        .on(DataConfig.class, RunChecks::data)
        .on(DiagnosisConfig.class, RunChecks::diagnosis)
        .on(WeightOptimizerConfig.class, RunChecks::weightOptimizer)
        .on(ExecutionConfig.class, RunChecks::execution)
        .on(
            MixingRecord.class,
            (m, path) ->
                path.count(
                    "mixing.shape", m.getMixing().getShapeCount(), 2, "edges and operations"))
        .on(SearchHistory.class, RunChecks::searchHistory)
        .on(TrainingHistory.class, RunChecks::trainingHistory)
        .on(SearchResult.class, RunChecks::result);
  }

  private static void search(SearchConfig config, FieldPath path) {
    leavesImages(config.getData(), "for alpha", path);
    int still = config.getAlphaOptimizer().getWarmUpEpochs();
    if (still > 0 && still >= config.getEpochs()) {
      throw path.field("alpha_optimizer.warm_up_epochs")
          .refuse("is " + still + ": must be below the number of epochs, " + config.getEpochs());
    }
    if (config.getMethod() == SearchMethod.SEARCH_METHOD_LAMBDA_DARTS) {
      path.present(
          "regulariser.kind",
          config.getRegulariser().getKind() != RegulariserKind.REGULARISER_KIND_UNSPECIFIED);
    }
  }

  private static void leavesImages(DataConfig data, String what, FieldPath path) {
    if (data.getTrainPortion() == 1) {
      throw path.field("data.train_portion")
          .refuse("is 1: must be below 1, to leave images " + what);
    }
  }

  /** What would leave nothing of an image, and crops that exclude each other. */
  private static void data(DataConfig data, FieldPath path) {
    if (data.getImageSize() > 0) {
      String limit = ": must be below the side of the images, " + data.getImageSize();
      if (data.getCutout() >= data.getImageSize()) {
        throw path.field("cutout").refuse("is " + data.getCutout() + limit);
      }
      if (data.getCropPadding() >= data.getImageSize()) {
        throw path.field("crop_padding").refuse("is " + data.getCropPadding() + limit);
      }
    }
    if (data.getCropPadding() > 0 && data.getLeastCropShare() > 0) {
      throw path.field("least_crop_share")
          .refuse(
              "is "
                  + Numbers.text(data.getLeastCropShare())
                  + ": must be 0 beside a crop after padding, one of the two crops being enough");
    }
  }

  private static void training(TrainingConfig config, FieldPath path) {
    int rising = config.getWarmUpEpochs();
    if (rising > 0 && config.getEpochs() > 0 && rising >= config.getEpochs()) {
      throw path.field("warm_up_epochs")
          .refuse("is " + rising + ": must be below the number of epochs, " + config.getEpochs());
    }
    boolean heldOut = config.getValidation() == ValidationImages.VALIDATION_IMAGES_HELD_OUT;
    double portion = config.getData().getTrainPortion();
    if (heldOut == (portion == 1)) {
      throw path.field("data.train_portion")
          .refuse(
              "is "
                  + Numbers.text(portion)
                  + ": must be "
                  + (heldOut ? "below 1 to hold images out" : "1 to validate on the test images"));
    }
    if (config.getEpochs() == 0 && config.getInitialWeights().isEmpty()) {
      throw path.field("epochs").refuse("is 0: must be at least 1 without initial weights");
    }
  }

  private static void diagnosis(DiagnosisConfig diagnosis, FieldPath path) {
    if (diagnosis.getEarlyStopRatio() != 0 && diagnosis.getHessianEvery() == 0) {
      throw path.field("hessian_every")
          .refuse("is 0: must be at least 1, to stop early by the eigenvalue");
    }
  }

  private static void weightOptimizer(WeightOptimizerConfig optimizer, FieldPath path) {
    double last = optimizer.getFinalLearningRate();
    if (last > optimizer.getLearningRate()) {
      throw path.field("final_learning_rate")
          .refuse(
              "is "
                  + Numbers.text(last)
                  + ": must not be above the learning rate, "
                  + Numbers.text(optimizer.getLearningRate()));
    }
  }

  private static void execution(ExecutionConfig execution, FieldPath path) {
    try {
      ExecutionOptions.of(execution);
    } catch (ConfigException e) {
      throw path.field("device").refuse("cannot be used: " + e.getMessage());
    }
  }

  private static void searchHistory(SearchHistory history, FieldPath path) {
    for (int i = 1; i < history.getEpochsCount(); i++) {
      int previous = history.getEpochs(i - 1).getEpoch();
      int epoch = history.getEpochs(i).getEpoch();
      if (epoch <= previous) {
        throw path.element("epochs", i)
            .field("epoch")
            .refuse("is " + epoch + ": must be above " + previous);
      }
    }
  }

  private static void trainingHistory(TrainingHistory history, FieldPath path) {
    for (int i = 0; i < history.getEpochsCount(); i++) {
      int epoch = history.getEpochs(i).getEpoch();
      if (epoch != i) {
        throw path.element("epochs", i).field("epoch").refuse("is " + epoch + ": must be " + i);
      }
    }
  }

  private static void result(SearchResult result, FieldPath path) {
    if (result.hasDerivedAfter()) {
      path.below("derived_after", result.getDerivedAfter(), result.getHistory().getEpochsCount());
    }
  }
}
