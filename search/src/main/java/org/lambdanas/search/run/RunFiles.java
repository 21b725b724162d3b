package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * The files that the folder of every run has: {@code config.txtpb} (resolved), {@code run.binpb}
 * (provenance), {@code history.binpb} (a record for each epoch), {@code checkpoints/} and, when the
 * run is done, {@code result.binpb}. Every file is replaced whole or not at all.
 *
 * @param path the folder
 */
record RunFiles(Path path) {

  private static final String CONFIG = "config.txtpb";
  private static final String PROVENANCE = "run.binpb";
  private static final String HISTORY = "history.binpb";
  private static final String RESULT = "result.binpb";

  /**
   * Makes the folder of a new run.
   *
   * @throws ConfigException if the folder holds a run or cannot be made
   */
  static RunFiles create(Path path, Message config, RunProvenance provenance) {
    RunFiles files = new RunFiles(path);
    // The rest of a run whose configuration is gone is worth keeping too.
    if (Files.exists(files.configFile()) || files.isDone() || files.hasCheckpoint()) {
      throw new ConfigException(
          path + " already holds a run: resume it with --resume or choose another --run-dir");
    }
    try {
      Files.createDirectories(files.checkpoints().path());
    } catch (IOException e) {
      throw new ConfigException("cannot make the run folder " + path + ": " + e, e);
    }
    Messages.write(path.resolve(PROVENANCE), provenance);
    Messages.write(files.configFile(), config);
    return files;
  }

  /**
   * The files of an earlier run.
   *
   * @throws DataException if the folder holds no run
   */
  static RunFiles open(Path path) {
    RunFiles files = new RunFiles(path);
    if (!Files.exists(files.configFile())) {
      throw new DataException(path + " holds no run: there is no " + CONFIG + " in it");
    }
    return files;
  }

  Path configFile() {
    return path.resolve(CONFIG);
  }

  <M extends Message> M config(M form) {
    return Messages.read(configFile(), form);
  }

  RunProvenance provenance() {
    return Messages.read(path.resolve(PROVENANCE), RunProvenance.getDefaultInstance());
  }

  /** As of the newest checkpoint; empty before the first. */
  <M extends Message> M history(M form) {
    Path file = path.resolve(HISTORY);
    return Files.exists(file) ? Messages.read(file, form) : form;
  }

  /** Keeps a state; older states but one are removed. */
  void keep(int epoch, int step, Message checkpoint, Message history) {
    checkpoints().keep(epoch, step, checkpoint);
    Messages.write(path.resolve(HISTORY), history);
    checkpoints().prune();
  }

  /**
   * The newest state that can be used; damaged ones are passed over with a warning.
   *
   * @throws DataException if there is none
   */
  <M extends Message> M newestCheckpoint(M form) {
    return checkpoints().newest(form);
  }

  /** Whether there is a checkpoint, good or not. */
  boolean hasCheckpoint() {
    return !checkpoints().all().isEmpty();
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(path.resolve("checkpoints"));
  }

  boolean isDone() {
    return Files.exists(path.resolve(RESULT));
  }

  <M extends Message> M result(M form) {
    return Messages.read(path.resolve(RESULT), form);
  }

  /**
   * Writes the result as JSON too; its own file, by which a run is known to be done, comes last.
   */
  void finish(Message result) {
    Messages.write(path.resolve("result.json"), result);
    Messages.write(path.resolve(RESULT), result);
  }
}
