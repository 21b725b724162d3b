package org.lambdanas.search.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.run.TrainingFolder;

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
    if (!TrainingFolder.isTraining(path)) {
      throw new DataException(
          path
              + " is neither the folder of a training nor a .binpb, .txtpb or .json file of a"
              + " trained network");
    }
    TrainingFolder folder = TrainingFolder.open(path);
    if (!folder.isDone()) {
      throw new DataException(
          path + " holds a training that is not done: go on with lnas train --resume " + path);
    }
    return folder.model();
  }
}
