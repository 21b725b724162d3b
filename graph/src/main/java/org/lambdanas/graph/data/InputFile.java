package org.lambdanas.graph.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;

/**
 * A file or resource to read, plain or, if its name ends in {@code .gz}, gzipped.
 *
 * @param name for messages
 * @param storedBytes as stored, compressed or not
 * @param content opens it, unpacked and bounded
 */
record InputFile(String name, long storedBytes, Supplier<InputStream> content) {

  /** No data set of one flat array is larger. */
  static final long MOST_BYTES = 4L << 30;

  static InputFile of(Path file) {
    try {
      return new InputFile(
          file.toString(), Files.size(file), () -> BoundedFile.open(file, MOST_BYTES));
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /** A small gzipped resource of this package. */
  static InputFile resource(String name) {
    return new InputFile(
        name,
        0,
        () ->
            BoundedFile.open(
                Objects.requireNonNull(InputFile.class.getResourceAsStream(name), name),
                name,
                MOST_BYTES));
  }

  /** Bytes to be read, where that is known beforehand: for plain files. */
  OptionalLong plainBytes() {
    return name.endsWith(".gz") ? OptionalLong.empty() : OptionalLong.of(storedBytes);
  }

  InputStream open() {
    return new BufferedInputStream(content.get(), 1 << 16);
  }

  /** Reads exactly {@code length} bytes. */
  void read(InputStream in, byte[] to, int at, int length) throws IOException {
    int read = in.readNBytes(to, at, length);
    if (read < length) {
      throw new DataException(
          name + ": cut short; the last part lacks " + (length - read) + " bytes");
    }
  }

  /** Refuses bytes after the end. */
  void requireEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw new DataException(name + ": holds more bytes than its header says");
    }
  }

  /** What an I/O error means for the caller. */
  DataException unreadable(IOException e) {
    return new DataException("cannot read " + name + ": " + Excerpt.of(e.toString()), e);
  }
}
