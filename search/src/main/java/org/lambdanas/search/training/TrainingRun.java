package org.lambdanas.search.training;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.TrainingFolder;

/** A training that keeps what it does in a folder: begun, or resumed, and brought to its end. */
public final class TrainingRun implements AutoCloseable {

  private final TrainingFolder folder;
  private final RunProvenance provenance;
  private final Training training;
  private final Optional<TrainingCheckpoint> resumedAt;

  private TrainingRun(
      TrainingFolder folder,
      RunProvenance provenance,
      Training training,
      Optional<TrainingCheckpoint> resumedAt) {
    this.folder = folder;
    this.provenance = provenance;
    this.training = training;
    this.resumedAt = resumedAt;
  }

  /**
   * Begins a training. The folder is made once the network stands.
   *
   * @param path of the new folder
   * @param config resolved configuration; its initial weights, if it names any, are read
   * @param data its images
   * @param provenance where and how it runs
   * @return the run, to be closed
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used or the folder
   *     holds a run
   * @throws DataException if the initial weights cannot be read or do not fit
   */
  public static TrainingRun begin(
      Path path, TrainingConfig config, TrainingData data, RunProvenance provenance) {
    Training training = new Training(config, data);
    try {
      start(training, config);
      TrainingFolder folder = TrainingFolder.create(path, config, provenance);
      return new TrainingRun(folder, provenance, training, Optional.empty());
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Goes on with a training, from its newest checkpoint if it has one.
   *
   * @param folder of the run
   * @param data its images
   * @return the run, to be closed
   * @throws DataException if the images are others or the checkpoint does not fit
   */
  public static TrainingRun resume(TrainingFolder folder, TrainingData data) {
    TrainingConfig config = folder.config();
    RunProvenance provenance = folder.provenance();
    if (!provenance.getDataSha256().equals(ByteString.copyFrom(data.sha256()))) {
      throw new DataException(
          "the images are not those that the run in " + folder.path() + " was started with");
    }
    Training training = new Training(config, data);
    try {
      Optional<TrainingCheckpoint> checkpoint =
          folder.hasCheckpoint() ? Optional.of(folder.newestCheckpoint()) : Optional.empty();
      if (checkpoint.isPresent()) {
        restore(training, checkpoint.get(), folder);
      } else {
        start(training, config);
      }
      return new TrainingRun(folder, provenance, training, checkpoint);
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  private static void restore(
      Training training, TrainingCheckpoint checkpoint, TrainingFolder folder) {
    try {
      training.restore(checkpoint);
    } catch (DataException e) {
      throw new DataException(folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static void start(Training training, TrainingConfig config) {
    String file = config.getInitialWeights();
    if (file.isEmpty()) {
      return;
    }
    TrainedNetwork network = Messages.read(Path.of(file), TrainedNetwork.getDefaultInstance());
    try {
      training.start(network);
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Where the run is kept.
   *
   * @return its folder
   */
  public TrainingFolder folder() {
    return folder;
  }

  /**
   * What the run goes on from.
   *
   * @return empty if it starts
   */
  public Optional<TrainingCheckpoint> resumedAt() {
    return resumedAt;
  }

  /**
   * Trains to the end and writes the result and the network.
   *
   * @param listener watches
   * @param stopRequested asked after every step; true stops early
   * @return the result, or empty if the training was stopped; it can be resumed then
   * @throws org.lambdanas.graph.error.DivergedException if the training diverges
   * @throws org.lambdanas.graph.error.ConfigException if another run works in the folder
   */
  public Optional<TrainingResult> run(TrainingListener listener, BooleanSupplier stopRequested) {
    try (FolderLock lock = FolderLock.take(folder.path())) {
      if (!training.run(listener, stopRequested, folder::keep)) {
        return Optional.empty();
      }
      TrainingResult result = training.result(provenance);
      folder.finish(result, training.network(result));
      return Optional.of(result);
    }
  }

  @Override
  public void close() {
    training.close();
  }
}
