package org.lambdanas.graph.interchange;

import java.util.List;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.CheckpointFile;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchResult;

/** Rules of the records and results of a search: {@code search.proto}. */
final class SearchChecks {

  private SearchChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(CellRecord.class, SearchChecks::cell)
        .on(MixingRecord.class, SearchChecks::mixing)
        .on(EpochRecord.class, SearchChecks::epoch)
        .on(SearchHistory.class, SearchChecks::history)
        .on(SearchResult.class, SearchChecks::result)
        .on(CheckpointFile.class, SearchChecks::file)
        .on(SearchCheckpoint.class, SearchChecks::checkpoint);
  }

  private static void cell(CellRecord cell, FieldPath path) {
    path.name("type", cell.getType());
    path.notNegative("gradient_norm", cell.getGradientNorm());
    path.within("gradient_share", cell.getGradientShare(), 0, 1);
    path.within("cosine_with_sum", cell.getCosineWithSum(), -1, 1);
  }

  private static void mixing(MixingRecord mixing, FieldPath path) {
    path.name("type", mixing.getType());
    path.present("mixing", mixing.hasMixing());
    path.count("mixing.shape", mixing.getMixing().getShapeCount(), 2, "edges and operations");
    path.within("entropy", mixing.getEntropy(), 0, 1);
    path.within("maximum", mixing.getMaximum(), 0, 1);
    path.within("saturation", mixing.getSaturation(), 0, 0.25);
    path.within("skip_share", mixing.getSkipShare(), 0, 1);
    path.within("parameter_free_share", mixing.getParameterFreeShare(), 0, 1);
  }

  private static void epoch(EpochRecord epoch, FieldPath path) {
    path.within("train_accuracy", epoch.getTrainAccuracy(), 0, 100);
    path.within("validation_accuracy", epoch.getValidationAccuracy(), 0, 100);
    path.within("evaluation_accuracy", epoch.getEvaluationAccuracy(), 0, 100);
    path.within("lambda_train", epoch.getLambdaTrain(), -1, 1);
    path.within("lambda_validation", epoch.getLambdaValidation(), -1, 1);
    path.within("lambda_train_reduction", epoch.getLambdaTrainReduction(), -1, 1);
    path.within("lambda_validation_reduction", epoch.getLambdaValidationReduction(), -1, 1);
    path.notNegative("lambda_strength", epoch.getLambdaStrength());
    path.notNegative("learning_rate", epoch.getLearningRate());
    path.within("clipped_share", epoch.getClippedShare(), 0, 1);
    path.notNegative("seconds", epoch.getSeconds());
  }

  private static void history(SearchHistory history, FieldPath path) {
    for (int i = 1; i < history.getEpochsCount(); i++) {
      int previous = history.getEpochs(i - 1).getEpoch();
      int epoch = history.getEpochs(i).getEpoch();
      if (epoch <= previous) {
        throw path.element("epochs", i)
            .field("epoch")
            .refuse("is " + epoch + ", but comes after " + previous);
      }
    }
  }

  private static void result(SearchResult result, FieldPath path) {
    path.present("config", result.hasConfig());
    path.present("architecture", result.hasArchitecture());
    uniqueTensors("alpha", result.getAlphaList(), path);
    path.notNegative("seconds", result.getSeconds());
    int epochs = result.getHistory().getEpochsCount();
    if (result.hasDerivedAfter() && result.getDerivedAfter() >= epochs) {
      throw path.field("derived_after")
          .refuse("is " + result.getDerivedAfter() + ", there are " + epochs + " epochs");
    }
  }

  private static void file(CheckpointFile file, FieldPath path) {
    path.present("sha256", !file.getSha256().isEmpty());
    path.digest("sha256", file.getSha256().size());
    path.present("payload", !file.getPayload().isEmpty());
  }

  private static void checkpoint(SearchCheckpoint checkpoint, FieldPath path) {
    uniqueTensors("tensors", checkpoint.getTensorsList(), path);
    uniqueTensors("running", checkpoint.getRunningList(), path);
    path.present("config_sha256", !checkpoint.getConfigSha256().isEmpty());
    path.digest("config_sha256", checkpoint.getConfigSha256().size());
    path.atLeast("alpha_steps", checkpoint.getAlphaSteps(), 0);
    path.notNegative("seconds", checkpoint.getSeconds());
  }

  private static void uniqueTensors(String field, List<NamedTensor> tensors, FieldPath path) {
    path.unique(field, tensors.stream().map(NamedTensor::getName).toList());
  }
}
