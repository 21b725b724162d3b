package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.RunState;

/**
 * A run folder as it is found, whatever state it is in. Nothing of it is changed by looking.
 *
 * @param path the folder
 * @param kind what it holds; empty if it is damaged and does not say
 * @param state how far it has come
 * @param started RFC 3339 in UTC; empty if it is not known
 * @param written when a file of it was last written
 * @param bytes of its files; links count nothing, and are not followed
 * @param config if it can be read
 * @param result if there is one that can be read
 * @param trouble what is wrong with a damaged one; else empty
 */
public record KnownRun(
    Path path,
    Optional<RunKind<?, ?>> kind,
    RunState state,
    String started,
    Instant written,
    long bytes,
    Optional<Message> config,
    Optional<Message> result,
    String trouble) {

  /**
   * The folders in some folders that hold runs, newest first. Links are left out: what they lead to
   * is elsewhere.
   *
   * @throws DataException if a folder cannot be read
   */
  public static List<Path> foldersIn(List<Path> folders) {
    record Aged(Path path, String age) {}
    return folders.stream()
        .flatMap(folder -> children(folder).stream())
        .filter(KnownRun::holdsRun)
        .map(path -> new Aged(path, age(path)))
        .sorted(
            Comparator.comparing(Aged::age).thenComparing(aged -> aged.path.toString()).reversed())
        .map(Aged::path)
        .toList();
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new DataException("cannot read the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Whether a folder is a run's: one that a kind's configuration or result is in. */
  public static boolean holdsRun(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && RunKind.ALL.stream()
            .anyMatch(
                kind ->
                    Files.isRegularFile(path.resolve(kind.config().file()))
                        || (Files.isRegularFile(path.resolve(kind.result().file()))
                            && Files.isRegularFile(path.resolve(RunFolder.PROVENANCE))));
  }

  /** Times in one form sort as texts. */
  private static String age(Path path) {
    return RunFolder.provenanceIn(path)
        .map(RunProvenance::getStarted)
        .orElseGet(
            () -> {
              try {
                return Files.getLastModifiedTime(path).toString();
              } catch (IOException e) {
                return "";
              }
            });
  }

  /** Looks at the folder of a run. */
  public static KnownRun at(Path path) {
    Contents contents = Contents.of(path);
    String started = RunFolder.provenanceIn(path).map(RunProvenance::getStarted).orElse("");
    try {
      Optional<RunKind<?, ?>> kind = RunFolder.kindOf(path);
      if (kind.isEmpty()) {
        return damaged(
            path,
            RunFolder.provenanceIn(path).map(RunProvenance::getKind).flatMap(KnownRun::kind),
            started,
            contents,
            "its configuration is missing");
      }
      return of(RunFolder.open(path, kind.get()), started, contents);
    } catch (LambdaNasException e) {
      return damaged(path, Optional.empty(), started, contents, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<RunKind<?, ?>> kind(String id) {
    return RunKind.ALL.stream()
        .filter(kind -> kind.id().equals(id))
        .<RunKind<?, ?>>map(kind -> kind)
        .findFirst();
  }

  private static KnownRun of(RunFolder<?, ?> folder, String started, Contents contents) {
    try {
      Message config = folder.config();
      Optional<Message> result =
          folder.isDone() ? Optional.of(folder.result()) : Optional.<Message>empty();
      RunState state =
          contents.isTaken()
              ? RunState.RUN_STATE_RUNNING
              : result.isPresent() ? RunState.RUN_STATE_DONE : RunState.RUN_STATE_STOPPED;
      return new KnownRun(
          folder.path(),
          Optional.of(folder.kind()),
          state,
          started,
          contents.written,
          contents.bytes,
          Optional.of(config),
          result,
          "");
    } catch (DataException e) {
      return damaged(
          folder.path(),
          Optional.of(folder.kind()),
          started,
          contents,
          String.valueOf(e.getMessage()));
    }
  }

  private static KnownRun damaged(
      Path path, Optional<RunKind<?, ?>> kind, String started, Contents contents, String trouble) {
    return new KnownRun(
        path,
        kind,
        contents.isTaken() ? RunState.RUN_STATE_RUNNING : RunState.RUN_STATE_DAMAGED,
        started,
        contents.written,
        contents.bytes,
        Optional.empty(),
        Optional.empty(),
        trouble);
  }

  /** Whether the folder says where its run came from, as every one does that was begun. */
  public boolean hasProvenance() {
    return Files.isRegularFile(path.resolve(RunFolder.PROVENANCE), LinkOption.NOFOLLOW_LINKS);
  }

  /** The command that goes on with it, where it was stopped. */
  public Optional<String> resumption() {
    return kind.filter(held -> state == RunState.RUN_STATE_STOPPED)
        .map(held -> new RunFolder<>(path, held).resumption());
  }

  /**
   * Removes the folder and all that is in it; of links themselves, not what they lead to.
   *
   * @return false, with nothing removed, if a process works in it or in a run within it
   * @throws DataException if something cannot be removed
   */
  public boolean remove() {
    List<FolderLock> locks = new ArrayList<>();
    try {
      locks.add(FolderLock.take(path));
      for (Path within : Contents.of(path).locked) {
        if (!within.equals(path)) {
          locks.add(FolderLock.take(within));
        }
      }
      delete();
      return true;
    } catch (ConfigException e) {
      return false;
    } finally {
      locks.forEach(FolderLock::close);
    }
  }

  /**
   * What makes the folder a run's goes last, so that a removal that was cut short can be done
   * again, and the lock after it, so that nobody begins a run in what is left.
   */
  private void delete() {
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> files =
          walk.filter(file -> !file.equals(path))
              .sorted(
                  Comparator.<Path>comparingInt(file -> rank(file))
                      .thenComparing(Comparator.reverseOrder()))
              .toList();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new DataException("cannot remove all of " + path + ": " + e, e);
    }
  }

  private int rank(Path file) {
    return !path.equals(file.getParent())
        ? 0
        : file.endsWith(FolderLock.FILE)
            ? 3
            : RunKind.ALL.stream().anyMatch(kind -> file.endsWith(kind.config().file())) ? 2 : 1;
  }

  /** All that is in a folder. */
  private static final class Contents extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<Path> locked = new ArrayList<>();
    private long bytes;
    private Instant written = Instant.EPOCH;

    private Contents(Path root) {
      this.root = root;
    }

    static Contents of(Path root) {
      Contents contents = new Contents(root);
      try {
        Files.walkFileTree(root, contents);
      } catch (IOException e) {
        throw new DataException("cannot read the folder " + root + ": " + e, e);
      }
      return contents;
    }

    /** The run's own lock first: while it is held, those within come and go. */
    boolean isTaken() {
      return FolderLock.isTaken(root) || locked.stream().anyMatch(FolderLock::isTaken);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        bytes += attributes.size();
        if (file.endsWith(FolderLock.FILE)) {
          Path folder = file.getParent();
          locked.add(folder == null ? root : folder);
        } else if (attributes.lastModifiedTime().toInstant().isAfter(written)) {
          written = attributes.lastModifiedTime().toInstant();
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** Runs under way remove files at any time; others' may be closed to us. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
