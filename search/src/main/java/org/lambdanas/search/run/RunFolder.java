package org.lambdanas.search.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchResult;

/**
 * The folder of a run. Everything in it can be read back: {@code config.txtpb} (resolved), {@code
 * run.binpb} (provenance), {@code history.binpb} (a record for each epoch), {@code checkpoints/},
 * {@code tensorboard/}, and when the run is done {@code architecture.txtpb}, {@code result.binpb},
 * {@code result.json} and {@code cell.svg}. Every file is replaced whole or not at all.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /**
   * Makes the folder of a new run.
   *
   * @param path must not hold a run yet
   * @param config resolved configuration
   * @param provenance where and how it runs
   * @return the folder
   * @throws ConfigException if the folder holds a run or cannot be made
   */
  public static RunFolder create(Path path, SearchConfig config, RunProvenance provenance) {
    return new RunFolder(RunFiles.create(path, config, provenance).path());
  }

  /**
   * Opens the folder of an earlier run.
   *
   * @param path its folder
   * @return the folder
   * @throws DataException if it holds no run
   */
  public static RunFolder open(Path path) {
    return new RunFolder(RunFiles.open(path).path());
  }

  private RunFiles files() {
    return new RunFiles(path);
  }

  /**
   * The resolved configuration of the run.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public SearchConfig config() {
    return files().config(SearchConfig.getDefaultInstance());
  }

  /**
   * Where and how the run was started.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public RunProvenance provenance() {
    return files().provenance();
  }

  /**
   * Whether the run came to its end.
   *
   * @return true if there is a result
   */
  public boolean isDone() {
    return files().isDone();
  }

  /**
   * What the run found.
   *
   * @return as it was written
   * @throws DataException if the run is not done or the file cannot be read
   */
  public SearchResult result() {
    return files().result(SearchResult.getDefaultInstance());
  }

  /**
   * Keeps the state of the run; older states but one are removed.
   *
   * @param checkpoint the state
   */
  public void keep(SearchCheckpoint checkpoint) {
    files().keep(checkpoint.getEpoch(), checkpoint.getStep(), checkpoint, checkpoint.getHistory());
  }

  /**
   * The newest state that can be used; damaged ones are passed over with a warning.
   *
   * @return the state to go on from
   * @throws DataException if there is none
   */
  public SearchCheckpoint newestCheckpoint() {
    return files().newestCheckpoint(SearchCheckpoint.getDefaultInstance());
  }

  /**
   * Whether the run has kept a state.
   *
   * @return true if there is a checkpoint, good or not
   */
  public boolean hasCheckpoint() {
    return files().hasCheckpoint();
  }

  /**
   * Reads a checkpoint.
   *
   * @param file as written by {@link #keep}
   * @return the state
   * @throws DataException if it is cut short, damaged or not a checkpoint
   */
  public static SearchCheckpoint read(Path file) {
    return Checkpoints.read(file, SearchCheckpoint.getDefaultInstance());
  }

  /**
   * Writes what the run found.
   *
   * @param result the result
   * @param cell its cell, drawn as SVG
   */
  public void finish(SearchResult result, String cell) {
    Messages.write(path.resolve("architecture.txtpb"), result.getArchitecture());
    AtomicFile.write(path.resolve("cell.svg"), cell.getBytes(StandardCharsets.UTF_8));
    files().finish(result);
  }

  /**
   * What TensorBoard reads: {@code tensorboard --logdir} of the folder, or of a folder of runs.
   *
   * @return the file
   */
  public EventFile events() {
    return new EventFile(path.resolve("tensorboard").resolve("events.out.tfevents.lambda-nas"));
  }

  /**
   * The records of the epochs done so far.
   *
   * @return as of the newest checkpoint; none before the first
   * @throws DataException if they cannot be read
   */
  public SearchHistory history() {
    return files().history(SearchHistory.getDefaultInstance());
  }
}
