package org.lambdanas.search.cli.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
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
          path
              + " is neither the folder of a training nor a .binpb, .txtpb or .json file of a"
              + " trained network");
    }
    return done(path).read(TrainingRun.MODEL);
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
      throw new ConfigException(path + " is no SavedModel: lnas export makes one of it");
    }
    return ExportedModel.open(path);
  }
}
