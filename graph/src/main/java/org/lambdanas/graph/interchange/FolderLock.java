package org.lambdanas.graph.interchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @param folder is made if it is missing
   * @return to be closed when the folder is free for others
   * @throws ConfigException if another run has it
   * @throws DataException if it cannot be written to
   */
  public static FolderLock take(Path folder) {
    try {
      Path real = Files.createDirectories(folder).toRealPath();
      if (!TAKEN.add(real)) {
        throw inUse(folder);
      }
      try {
        return new FolderLock(real, lock(folder));
      } catch (IOException | RuntimeException e) {
        TAKEN.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new DataException("cannot lock the folder " + folder + ": " + e, e);
    }
  }

  private static ConfigException inUse(Path folder) {
    return new ConfigException(
        folder + " is in use: another run works in this folder; wait for it or stop it");
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isTaken(folder, channel)) {
      channel.close();
      throw inUse(folder);
    }
    return channel;
  }

  private static boolean isTaken(Path folder, FileChannel channel) {
    try {
      return channel.tryLock() == null;
    } catch (IOException e) {
      // Some network file systems have no locks; work must be possible on them.
      LOG.warn(
          "{}: no lock, so keep other runs out of this folder yourself: {}", folder, e.toString());
      return false;
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
