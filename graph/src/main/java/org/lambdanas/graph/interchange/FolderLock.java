package org.lambdanas.graph.interchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * Keeps a folder for one run at a time, this process's or another's. The operating system lets go
 * of it when the process ends, however it ends. The lock is on an empty file {@code .lock} that
 * stays in the folder and that nothing else may open: POSIX drops a process's locks on a file when
 * it closes any handle of that file.
 */
public final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
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
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (lock(channel) == null) {
          throw new ConfigException(
              folder + " is in use: another run works in this folder; wait for it or stop it");
        }
        return new FolderLock(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DataException("cannot lock the folder " + folder + ": " + e, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException("cannot unlock a run folder: " + e, e);
    }
  }
}
