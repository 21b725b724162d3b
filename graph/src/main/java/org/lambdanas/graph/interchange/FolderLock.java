package org.lambdanas.graph.interchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * Keeps a folder for one run at a time, this process's or another's. The operating system lets go
 * of it when the process ends, however it ends. The lock is on an empty file {@code .lock} that
 * stays in the folder and that nothing else may open: POSIX drops a process's locks on a file when
 * it closes any handle of that file.
 */
public final class FolderLock implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger();

  /** Of this process; the operating system does not keep a process from itself. */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  /** Name of the file that is locked. */
  public static final String FILE = ".lock";

  private final Path folder;
  private final FileChannel channel;
  private final List<Path> made;

  private FolderLock(Path folder, FileChannel channel, List<Path> made) {
    this.folder = folder;
    this.channel = channel;
    this.made = made;
  }

  /**
   * Takes a folder, made if it is missing, until the lock is closed; ConfigException if another run
   * has it.
   */
  public static FolderLock take(Path folder) {
    try {
      List<Path> made = missing(folder);
      Path real = Files.createDirectories(folder).toRealPath();
      if (!TAKEN.add(real)) {
        throw inUse(folder);
      }
      try {
        return new FolderLock(real, lock(folder), made);
      } catch (IOException | RuntimeException e) {
        TAKEN.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new DataException("cannot lock the folder " + folder + ": " + e, e);
    }
  }

  /** The folder and those around it that are yet to be made, the innermost first. */
  private static List<Path> missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path at = folder.toAbsolutePath().normalize();
        at != null && Files.notExists(at);
        at = at.getParent()) {
      missing.add(at);
    }
    return List.copyOf(missing);
  }

  /** The folders that were made for the lock, the innermost first. */
  public List<Path> made() {
    return made;
  }

  /**
   * Whether a run has a folder. Nothing is made or changed; where file systems have no locks, none
   * has.
   */
  public static boolean isTaken(Path folder) {
    Path real;
    try {
      real = folder.toRealPath();
    } catch (IOException e) {
      return false;
    }
    // Closing a handle of a lock of this process would give the lock up.
    if (!TAKEN.add(real)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.READ);
        FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (IOException e) {
      return false;
    } finally {
      TAKEN.remove(real);
    }
  }

  private static ConfigException inUse(Path folder) {
    return new ConfigException(
        folder + " is in use: another run works in this folder; wait for it or stop it");
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Optional<Object> opened = key(file);
      if (isTaken(folder, channel)) {
        channel.close();
        throw inUse(folder);
      }
      // Whoever gave the folder up in the meantime has removed the file that is locked now.
      if (opened.isPresent() && opened.equals(key(file))) {
        return channel;
      }
      channel.close();
      Files.createDirectories(folder);
    }
  }

  /** Tells a file from another of the same name; empty if there is none. */
  private static Optional<Object> key(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(Objects.requireNonNullElse(attributes.fileKey(), file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean isTaken(Path folder, FileChannel channel) {
    try {
      return channel.tryLock() == null;
    } catch (IOException e) {
      // Some network file systems have no locks; work must be possible on them.
      LOG.error(
          "{}: no lock, so keep other runs out of this folder yourself: {}", folder, e.toString());
      return false;
    }
  }

  /**
   * Frees a folder that nothing was written to: no trace stays of it, nor of those around it, if
   * they were made for this.
   */
  public void abandon() {
    abandon(made);
  }

  /**
   * The same where an earlier lock had the folders made.
   *
   * @param made as the earlier lock says it
   */
  public void abandon(List<Path> made) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
      for (Path each : made) {
        Files.deleteIfExists(each);
      }
    } catch (DirectoryNotEmptyException e) {
      LOG.debug("{} is not empty and stays", folder);
    } catch (IOException e) {
      throw new DataException("cannot remove the folder " + folder + ": " + e, e);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException("cannot unlock the folder " + folder + ": " + e, e);
    } finally {
      TAKEN.remove(folder);
    }
  }
}
