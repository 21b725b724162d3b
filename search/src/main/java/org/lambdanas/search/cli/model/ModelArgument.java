package org.lambdanas.search.cli.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.NoFolder;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.training.TrainingRun;

/** A trained network as a person gives it: the folder of a training, or a message file. */
final class ModelArgument {

  private ModelArgument() {}

  /** Whether this names a message file. */
  static boolean isMessage(Path path) {
    return !Files.isDirectory(path) && MessageFormat.of(path).isPresent();
  }

  /** Reads a trained network. */
  static TrainedNetwork read(Path path) {
    if (isMessage(path)) {
      return Messages.read(path, TrainedNetwork.getDefaultInstance());
    }
    if (!isTraining(path)) {
      throw new DataException(
          "%s is neither the folder of a training nor a .binpb, .txtpb or .json file of a trained"
                  .formatted(path)
              + " network: "
              + what(path));
    }
    return done(path).read(TrainingRun.MODEL);
  }

  private static String what(Path path) {
    return RunFolder.kindOf(path)
        .map(kind -> "it holds " + kind.withArticle())
        .orElseGet(() -> NoFolder.why(path, "no training left its configuration there"));
  }

  /** The folder of a finished training. */
  static RunFolder<TrainingConfig, TrainingResult> done(Path path) {
    RunFolder<TrainingConfig, TrainingResult> folder = RunFolder.open(path, RunKind.TRAINING);
    folder.requireDone();
    return folder;
  }

  /** Whether this names the folder of a training. */
  static boolean isTraining(Path path) {
    return RunFolder.kindOf(path).filter(RunKind.TRAINING::equals).isPresent();
  }

  /** What the files of a SavedModel say. */
  static ExportedModel saved(Path path) {
    if (isMessage(path) || isTraining(path)) {
      throw new DataException(path + " is no SavedModel: lnas export makes one of it");
    }
    RunFolder.kindOf(path)
        .ifPresent(
            kind -> {
              throw new DataException(
                  "%s holds %s, no SavedModel%s"
                      .formatted(
                          path,
                          kind.withArticle(),
                          kind.equals(RunKind.FIT) ? ": name the folder of its --output" : ""));
            });
    return ExportedModel.open(path);
  }
}
