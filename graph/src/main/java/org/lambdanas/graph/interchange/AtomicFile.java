package org.lambdanas.graph.interchange;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.lambdanas.graph.error.DataException;

/**
 * Writes files so that a reader sees the old content or the new one and never a part: to a
 * temporary file in the same folder, forced to disk, then renamed over the target. Nothing is left
 * behind on failure. Pipes and devices are written to as they are.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to a stream that is buffered, and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file. */
  public static void write(Path target, byte[] content) {
    write(target, out -> out.write(content));
  }

  /**
   * Writes a file piece by piece; DataException if it cannot be written. Its folder is made if it
   * is missing.
   */
  public static void write(Path target, Content content) {
    Path file = target.toAbsolutePath();
    try {
      Path folder = file.getParent();
      if (folder == null || Files.isDirectory(file)) {
        throw new DataException("cannot write " + target + ": it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // A pipe or a device, which must stay one.
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
          content.writeTo(out);
        }
        return;
      }
      Files.createDirectories(folder);
      // Not createTempFile: that keeps other people from reading what becomes the file.
      Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
      try {
        fill(temporary, content);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      forceFolder(folder);
    } catch (IOException e) {
      throw new DataException("cannot write " + target + ": " + e, e);
    }
  }

  /** The same, gzipped if the file's name ends in {@code .gz}. */
  public static void writePacked(Path target, Content content) {
    write(
        target,
        MessageFormat.isGzip(target)
            ? out -> {
              GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
              content.writeTo(gzip);
              gzip.finish();
            }
            : content);
  }

  /**
   * Removes the temporary files that killed processes have left in a folder to which nobody else
   * writes.
   */
  @SuppressWarnings("EmptyCatch")
  public static void removeLeftovers(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(AtomicFile::isTemporary).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      // Nothing is left where nothing is.
    } catch (IOException e) {
      throw new DataException("cannot tidy up " + folder + ": " + e, e);
    }
  }

  private static boolean isTemporary(Path file) {
    return file.getFileName()
        .toString()
        .matches("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");
  }

  private static void fill(Path temporary, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** The rename itself survives a power cut only once the folder is on disk too. */
  @SuppressWarnings("EmptyCatch")
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every platform opens folders; the file itself is on disk already.
    }
  }
}
