package org.lambdanas.graph.data;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * A file that pixels are written to, once, and read from then. It loses its name as soon as it is
 * open: nobody can change it, and nothing is left of it however the program ends. For one thread.
 */
final class PixelFile {

  private final String what;
  private final Path folder;
  private final RandomAccessFile file;
  private final OutputStream out;
  private long bytes;

  /**
   * Takes an open file.
   *
   * @param what is written, for messages
   * @param folder that it was made in, for messages
   */
  PixelFile(String what, Path folder, RandomAccessFile file) throws IOException {
    this.what = what;
    this.folder = folder;
    this.file = file;
    this.out = new BufferedOutputStream(new FileOutputStream(file.getFD()), 1 << 16);
  }

  /**
   * Makes a file.
   *
   * @param what is written, for messages
   * @param folder is made if it is missing
   * @throws ConfigException if no file can be made there
   */
  static PixelFile in(Path folder, String what) {
    try {
      Files.createDirectories(folder);
      Path path = Files.createTempFile(folder, "pixels", ".tmp");
      try {
        return new PixelFile(what, folder, new RandomAccessFile(path.toFile(), "rw"));
      } finally {
        forget(path);
      }
    } catch (IOException e) {
      throw new ConfigException(
          "the pixels of %s are too many for memory and cannot be kept in %s: %s; %s"
              .formatted(what, folder, e, PixelPlace.REMEDY),
          e);
    }
  }

  /** Not every system deletes what is open: it goes with the program there. */
  private static void forget(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  /** Appends bytes. */
  void write(byte[] pixels, int count) {
    try {
      out.write(pixels, 0, count);
      bytes += count;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What was written; nothing can be appended any more. */
  FilePixels finish() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
    return new FilePixels(what, file, bytes);
  }

  private DataException failed(IOException e) {
    try {
      // Gives back the space now.
      file.close();
    } catch (IOException other) {
      e.addSuppressed(other);
    }
    return new DataException(
        "cannot write the pixels of %s to a file in %s, after %d MiB: %s; %s"
            .formatted(what, folder, bytes >> 20, e, PixelPlace.REMEDY),
        e);
  }
}
