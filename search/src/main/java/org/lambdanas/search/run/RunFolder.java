package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.NoFolder;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * The folder of a run, to be read, also while the run is under way: every file is replaced whole or
 * not at all. Each kind has a resolved configuration and a result (see {@link RunKind}), {@code
 * run.binpb} (kind and provenance), {@code environment} (the same for the launcher) and {@code
 * report.html}; runs of epochs have {@code history.binpb} and {@code checkpoints/}, others a log.
 *
 * @param path the folder
 * @param kind what it holds
 * @param <C> type of the configuration
 * @param <R> type of the result
 */
public record RunFolder<C extends Message, R extends Message>(Path path, RunKind<C, R> kind) {

  static final String PROVENANCE = "run.binpb";
  static final String HISTORY = "history.binpb";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  /**
   * Opens the folder of a run.
   *
   * @throws DataException if it holds no run, or one of another kind
   */
  public static <C extends Message, R extends Message> RunFolder<C, R> open(
      Path path, RunKind<C, R> kind) {
    RunKind<?, ?> found =
        kindOf(path)
            .orElseThrow(
                () ->
                    new DataException(
                        "%s holds no %s: %s"
                            .formatted(
                                path,
                                kind.id(),
                                NoFolder.why(
                                    path,
                                    "there is no %s in it".formatted(kind.config().file())))));
    if (!found.equals(kind)) {
      throw new DataException(
          "%s holds %s, not %s: use 'lnas %s'"
              .formatted(path, found.withArticle(), kind.withArticle(), found.verb()));
    }
    return new RunFolder<>(path, kind);
  }

  /**
   * What a folder holds. {@code run.binpb} says it; where that is missing, damaged or of an earlier
   * version, the configuration does, by the name of its file and, as searches and trainings share
   * one, by whether it has an architecture, which a search is yet to find.
   *
   * @return the kind of its run; empty if it holds none
   */
  public static Optional<RunKind<?, ?>> kindOf(Path path) {
    List<RunKind<?, ?>> kinds =
        RunKind.ALL.stream()
            .filter(kind -> Files.isRegularFile(path.resolve(kind.config().file())))
            .toList();
    if (kinds.size() < 2) {
      return kinds.stream().findFirst();
    }
    Optional<String> id = provenanceIn(path).map(RunProvenance::getKind);
    Optional<RunKind<?, ?>> said =
        kinds.stream().filter(kind -> id.equals(Optional.of(kind.id()))).findFirst();
    return said.isPresent()
        ? said
        : Optional.of(hasArchitecture(path) ? RunKind.TRAINING : RunKind.SEARCH);
  }

  private static boolean hasArchitecture(Path path) {
    Path config = path.resolve(RunKind.TRAINING.config().file());
    try (Stream<String> lines = Files.lines(config)) {
      return lines.anyMatch(line -> line.startsWith("architecture "));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("cannot read " + config + ": " + e, e);
    }
  }

  /** Empty if it is missing or damaged. */
  static Optional<RunProvenance> provenanceIn(Path path) {
    try {
      // Nearly any few bytes are a message: one that does not say its data's hash is damaged.
      return Optional.of(
              Messages.read(path.resolve(PROVENANCE), RunProvenance.getDefaultInstance()))
          .filter(read -> !read.getDataSha256().isEmpty());
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  /**
   * The newest run of some kinds, which have the same home.
   *
   * @throws ConfigException if there is none
   */
  public static Path newest(List<? extends RunKind<?, ?>> kinds) {
    RunKind<?, ?> usual = kinds.get(0);
    try (Stream<Path> folders = Files.list(Path.of(usual.home()))) {
      return folders
          .filter(path -> kindOf(path).filter(kinds::contains).isPresent())
          .max(Comparator.comparing((Path path) -> started(path)).thenComparing(Path::toString))
          .orElseThrow(
              () ->
                  new ConfigException(
                      "there is no %s in %s/: give --resume DIR"
                          .formatted(usual.id(), usual.home())));
    } catch (IOException e) {
      throw new ConfigException(
          "there is no folder " + usual.home() + "/ here: give --resume DIR", e);
    }
  }

  private static String started(Path path) {
    return provenanceIn(path).map(RunProvenance::getStarted).orElse("");
  }

  /** A folder for a run that was given none: its name begins with the time. */
  static Path unusedDated(String home, String name) {
    Path first = Path.of(home, TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "-" + name);
    Path path = first;
    for (int i = 2; Files.exists(path); i++) {
      path = first.resolveSibling(first.getFileName() + "-" + i);
    }
    return path;
  }

  /** Removes a run folder with all that is in it, if there is one. */
  public static void remove(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resolved configuration. */
  public C config() {
    return read(kind.config());
  }

  /** Where and how the run was started. */
  public RunProvenance provenance() {
    return read(new RunKind.Stored<>(PROVENANCE, RunProvenance.getDefaultInstance()));
  }

  /**
   * Whether the run came to its end.
   *
   * @return true if there is a result
   */
  public boolean isDone() {
    return Files.exists(path.resolve(kind.result().file()));
  }

  /** What the run came to. */
  public R result() {
    requireDone();
    return read(kind.result());
  }

  /**
   * Refuses a run that is under way or was stopped.
   *
   * @throws DataException saying how to go on with it
   */
  public void requireDone() {
    if (!isDone()) {
      throw new DataException(
          "%s holds %s that is not done: go on with: %s"
              .formatted(path, kind.withArticle(), resumption()));
    }
  }

  /** The command that goes on with the run. */
  public String resumption() {
    return "lnas " + kind.verb() + " --resume " + ShellWord.of(path);
  }

  /** A file of the folder. */
  public <M extends Message> M read(RunKind.Stored<M> stored) {
    return Messages.read(path.resolve(stored.file()), stored.form());
  }

  /**
   * The records of the epochs done so far.
   *
   * @return as of the newest checkpoint; empty before the first
   */
  public <M extends Message> M history(M form) {
    Path file = path.resolve(HISTORY);
    return Files.exists(file) ? Messages.read(file, form) : form;
  }

  /** The records of a run that keeps them one by one, so far. */
  public <M extends Message> List<M> log(M form) {
    return RecordLog.read(path.resolve(Run.LOG_FILE), form);
  }

  /** The states kept of a run of epochs. */
  public Checkpoints checkpoints() {
    return new Checkpoints(path.resolve("checkpoints"));
  }
}
