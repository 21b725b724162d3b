package org.lambdanas.search.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingResult;

/**
 * The folder of a training, laid out like a search's: {@code config.txtpb} (resolved), {@code
 * run.binpb} (provenance), {@code history.binpb}, {@code checkpoints/}, and when the training is
 * done {@code model.binpb}, {@code result.binpb} and {@code result.json}. Every file is replaced
 * whole or not at all.
 *
 * @param path the folder
 */
public record TrainingFolder(Path path) {

  private static final String MODEL = "model.binpb";

  /**
   * Makes the folder of a new training.
   *
   * @param path must not hold a run yet
   * @param config resolved configuration
   * @param provenance where and how it runs
   * @return the folder
   * @throws ConfigException if the folder holds a run or cannot be made
   */
  public static TrainingFolder create(Path path, TrainingConfig config, RunProvenance provenance) {
    return new TrainingFolder(RunFiles.create(path, config, provenance).path());
  }

  /**
   * Whether a folder holds a training, done or not; searches keep their folders the same way.
   *
   * @param path any folder
   * @return true if there is the configuration of a training
   */
  public static boolean isTraining(Path path) {
    Path config = new RunFiles(path).configFile();
    if (!Files.isRegularFile(config)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(config)) {
      // What a search is yet to find.
      return lines.anyMatch(line -> line.startsWith("architecture "));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("cannot read " + config + ": " + e, e);
    }
  }

  /**
   * Opens the folder of an earlier training.
   *
   * @param path its folder
   * @return the folder
   * @throws DataException if it holds no run
   */
  public static TrainingFolder open(Path path) {
    return new TrainingFolder(RunFiles.open(path).path());
  }

  private RunFiles files() {
    return new RunFiles(path);
  }

  /**
   * The resolved configuration.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public TrainingConfig config() {
    return files().config(TrainingConfig.getDefaultInstance());
  }

  /**
   * Where and how the training was started.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public RunProvenance provenance() {
    return files().provenance();
  }

  /**
   * What the training came to.
   *
   * @return as it was written
   * @throws DataException if the training is not done or the file cannot be read
   */
  public TrainingResult result() {
    return files().result(TrainingResult.getDefaultInstance());
  }

  /**
   * The records of the epochs done so far.
   *
   * @return as of the newest checkpoint; none before the first
   * @throws DataException if they cannot be read
   */
  public TrainingHistory history() {
    return files().history(TrainingHistory.getDefaultInstance());
  }

  /**
   * Whether the training came to its end.
   *
   * @return true if there is a result
   */
  public boolean isDone() {
    return files().isDone();
  }

  /**
   * The trained network.
   *
   * @return as of the end of training
   * @throws DataException if the training is not done or the file cannot be read
   */
  public TrainedNetwork model() {
    return Messages.read(path.resolve(MODEL), TrainedNetwork.getDefaultInstance());
  }

  /**
   * Keeps the state of the training; older states but one are removed.
   *
   * @param checkpoint the state
   */
  public void keep(TrainingCheckpoint checkpoint) {
    files().keep(checkpoint.getEpoch(), checkpoint.getStep(), checkpoint, checkpoint.getHistory());
  }

  /**
   * The newest state that can be used; damaged ones are passed over with a warning.
   *
   * @return the state to go on from
   * @throws DataException if there is none
   */
  public TrainingCheckpoint newestCheckpoint() {
    return files().newestCheckpoint(TrainingCheckpoint.getDefaultInstance());
  }

  /**
   * Whether the training has kept a state.
   *
   * @return true if there is a checkpoint, good or not
   */
  public boolean hasCheckpoint() {
    return files().hasCheckpoint();
  }

  /**
   * Writes what the training came to.
   *
   * @param result the result
   * @param network the trained network
   */
  public void finish(TrainingResult result, TrainedNetwork network) {
    Messages.write(path.resolve(MODEL), network);
    files().finish(result);
  }
}
