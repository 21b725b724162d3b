package org.lambdanas.search.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * A run in its folder, which is nobody else's until the run is closed: begun, or gone on with. A
 * process may be killed at any moment: what it leaves holds either no run, so that it can be
 * started again, or one that can be resumed, as the configuration comes last.
 *
 * @param <C> type of the configuration
 * @param <R> type of the result
 */
public final class Run<C extends Message, R extends Message> implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger();

  /** Points, scores and the like, one by one. */
  static final String LOG_FILE = "points.log";

  private static final String ENVIRONMENT = "environment";

  /** The options that it was begun with, for whoever wants to begin it again. */
  public static final String OPTIONS = "options.yaml";

  private final RunFolder<C, R> folder;
  private final FolderLock lock;
  private Optional<RunProvenance> provenance;
  private boolean begun;

  private Run(RunFolder<C, R> folder, FolderLock lock, Optional<RunProvenance> provenance) {
    this.folder = folder;
    this.lock = lock;
    this.provenance = provenance;
  }

  /**
   * Takes a folder for a new run, before anything of it is made. Closed without having begun, the
   * run leaves nothing behind.
   *
   * @param path the folder; made if it is missing
   * @throws ConfigException if the folder holds a run, is another run's at the moment, or cannot be
   *     made
   */
  public static <C extends Message, R extends Message> Run<C, R> claim(
      Path path, RunKind<C, R> kind) {
    // Twice: a run that is there is not touched, and one that came in between is not overwritten.
    requireFree(path);
    FolderLock lock = take(path);
    try {
      requireFree(path);
      return new Run<>(new RunFolder<>(path, kind), lock, Optional.empty());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The same in a new folder that is named by the time.
   *
   * @throws ConfigException if the folder cannot be made
   */
  public static <C extends Message, R extends Message> Run<C, R> claimDated(
      String name, RunKind<C, R> kind) {
    while (true) {
      Path path = RunFolder.unusedDated(kind.home(), name);
      try {
        return claim(path, kind);
      } catch (ConfigException e) {
        // Of a run that began in the same second: the next number is tried.
        if (Files.notExists(path)) {
          throw e;
        }
      }
    }
  }

  /** Begins a run whose folder was claimed. */
  public void begin(C config, RunProvenance whence) {
    tidy();
    origin(whence);
    provenance = Optional.of(whence);
    write(folder.kind().config().file(), config);
    begun = true;
  }

  /**
   * Claims a folder and begins a run in it.
   *
   * @param path its folder; made if it is missing
   * @param config resolved configuration
   * @throws ConfigException as {@link #claim} has it
   */
  public static <C extends Message, R extends Message> Run<C, R> create(
      Path path, RunKind<C, R> kind, C config, RunProvenance provenance) {
    Run<C, R> run = claim(path, kind);
    try {
      run.begin(config, provenance);
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Goes on with a run.
   *
   * @throws DataException if the folder holds no run of that kind
   * @throws ConfigException if the run is under way
   */
  public static <C extends Message, R extends Message> Run<C, R> resume(
      Path path, RunKind<C, R> kind) {
    // Nothing is made where nothing is.
    RunFolder.open(path, kind);
    FolderLock lock = take(path);
    try {
      RunFolder<C, R> folder = RunFolder.open(path, kind);
      Run<C, R> run = new Run<>(folder, lock, RunFolder.provenanceIn(path));
      run.begun = true;
      run.tidy();
      return run;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Takes back a run that was begun and that nothing was kept of: no trace of it stays.
   *
   * @param made what {@link #made} said when it was begun
   * @return false, with nothing removed, if something was kept of it
   * @throws ConfigException if the run is under way
   */
  public static boolean takeBack(RunFolder<?, ?> begun, List<Path> made) {
    FolderLock lock = take(begun.path());
    // The configuration first: without it, the rest is no run.
    List<String> files =
        List.of(begun.kind().config().file(), RunFolder.PROVENANCE, ENVIRONMENT, OPTIONS);
    try (Stream<Path> all = Files.list(begun.path())) {
      if (!all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.equals(FolderLock.FILE))
          .allMatch(files::contains)) {
        lock.close();
        return false;
      }
      for (String file : files) {
        Files.deleteIfExists(begun.path().resolve(file));
      }
    } catch (IOException e) {
      lock.close();
      throw new DataException("cannot remove the run in " + begun.path() + ": " + e, e);
    }
    lock.abandon(made);
    return true;
  }

  private static FolderLock take(Path path) {
    try {
      return FolderLock.take(path);
    } catch (DataException e) {
      throw new ConfigException("cannot make the run folder " + path + ": " + e.getMessage(), e);
    }
  }

  /** The rest of a run whose configuration is gone is worth keeping too. */
  private static void requireFree(Path path) {
    boolean free =
        RunKind.ALL.stream()
            .noneMatch(
                kind ->
                    Files.exists(path.resolve(kind.config().file()))
                        || Files.exists(path.resolve(kind.result().file())));
    if (!free
        || Files.exists(path.resolve(LOG_FILE))
        || !new RunFolder<>(path, RunKind.SEARCH).checkpoints().all().isEmpty()) {
      throw new ConfigException(
          path + " already holds a run: resume it with --resume or choose another --run-dir");
    }
  }

  private void tidy() {
    AtomicFile.removeLeftovers(path());
    AtomicFile.removeLeftovers(folder.checkpoints().path());
    AtomicFile.removeLeftovers(events().path().resolveSibling(""));
  }

  private void origin(RunProvenance whence) {
    Messages.write(path().resolve(RunFolder.PROVENANCE), whence);
    write(ENVIRONMENT, RunProcess.environment(whence).getBytes(UTF_8));
  }

  /** What can be read of the run. */
  public RunFolder<C, R> folder() {
    return folder;
  }

  /** The folders that were made for the run, the innermost first. */
  public List<Path> made() {
    return lock.made();
  }

  /** Where the run is kept. */
  public Path path() {
    return folder.path();
  }

  /**
   * Where and how the run was begun.
   *
   * @throws DataException if it is missing or damaged, and was not renewed
   */
  public RunProvenance provenance() {
    return provenance.orElseGet(folder::provenance);
  }

  /** The same; empty if it is missing or damaged. */
  Optional<RunProvenance> knownProvenance() {
    return provenance;
  }

  /**
   * Makes sure that a run goes on with the data it began with. Where its provenance is lost, that
   * is not known, and it gets a new one.
   *
   * @throws DataException if the data are others
   */
  public void requireSameData(RunProvenance now) {
    if (provenance.isEmpty()) {
      LOG.error(
          "{} is missing or damaged: the run goes on without knowing whether its data are the same",
          path().resolve(RunFolder.PROVENANCE));
      origin(now);
      provenance = Optional.of(now);
    } else if (!provenance.get().getDataSha256().equals(now.getDataSha256())) {
      throw new DataException(
          "the %s are not those that the run in %s was started with"
              .formatted(now.getImages() > 0 ? "images" : "data", path()));
    }
  }

  /**
   * Keeps the state of a run of epochs; older states but one are removed.
   *
   * @param checkpoint the state, with the fields {@code epoch}, {@code step} and {@code history}
   */
  public void keep(Message checkpoint) {
    folder
        .checkpoints()
        .keep((int) field(checkpoint, "epoch"), (int) field(checkpoint, "step"), checkpoint);
    write(RunFolder.HISTORY, (Message) field(checkpoint, "history"));
    folder.checkpoints().prune();
  }

  private static Object field(Message message, String name) {
    Descriptor type = message.getDescriptorForType();
    return message.getField(type.findFieldByName(name));
  }

  /**
   * Goes back to the newest state that can be used, if the run has kept any.
   *
   * @return false if the run has kept none
   * @throws DataException if none can be used, or the one taken does not fit
   */
  public <K extends Message> boolean restore(K form, Consumer<K> restore) {
    if (folder.checkpoints().all().isEmpty()) {
      return false;
    }
    K newest = folder.checkpoints().newest(form);
    try {
      restore.accept(newest);
    } catch (DataException e) {
      throw new DataException(path() + ": " + e.getMessage(), e);
    }
    return true;
  }

  /** The log of a run that keeps records one by one. */
  public <M extends Message> RecordLog<M> log(M form) {
    return RecordLog.open(path().resolve(LOG_FILE), form);
  }

  /** What TensorBoard reads: {@code tensorboard --logdir} of the folder, or of a folder of runs. */
  public EventFile events() {
    return EventFile.in(path());
  }

  /** Writes a file of the kind's own. */
  public void write(String name, Message message) {
    Messages.write(path().resolve(name), message);
  }

  /** Writes a file of the kind's own. */
  public void write(String name, byte[] content) {
    AtomicFile.write(path().resolve(name), content);
  }

  /**
   * Writes what the run came to, as JSON too; its own file, by which a run is known to be done,
   * comes last.
   */
  public void finish(R result) {
    String file = folder.kind().result().file();
    write(file.replace(".binpb", ".json"), result);
    write(file, result);
  }

  @Override
  public void close() {
    if (begun) {
      lock.close();
    } else {
      lock.abandon();
    }
  }
}
