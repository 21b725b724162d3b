package org.lambdanas.graph.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/** A file or resource to read, plain or, if its name ends in {@code .gz}, gzipped. */
final class InputFile {

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final long storedBytes;
  private final Opener opener;

  private interface Opener {
    InputStream open() throws IOException;
  }

  private InputFile(String name, long storedBytes, Opener opener) {
    this.name = name;
    this.storedBytes = storedBytes;
    this.opener = opener;
  }

  /** A file on disk. */
  static InputFile of(Path file) {
    try {
      return new InputFile(file.toString(), Files.size(file), () -> Files.newInputStream(file));
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /** A small resource of this package. */
  static InputFile resource(String name) {
    try (InputStream in = Objects.requireNonNull(InputFile.class.getResourceAsStream(name), name)) {
      byte[] bytes = in.readAllBytes();
      return new InputFile(name, bytes.length, () -> new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new DataException("cannot read the embedded " + name + ": " + e, e);
    }
  }

  /** For messages. */
  String name() {
    return name;
  }

  /** Bytes as stored, compressed or not. */
  long storedBytes() {
    return storedBytes;
  }

  /** Bytes to be read, where that is known beforehand: for plain files. */
  OptionalLong plainBytes() {
    return isGzip() ? OptionalLong.empty() : OptionalLong.of(storedBytes);
  }

  private boolean isGzip() {
    return name.endsWith(".gz");
  }

  /** Opens for reading; gzipped content is unpacked and {@linkplain BoundedStream bounded}. */
  InputStream open() throws IOException {
    InputStream raw = opener.open();
    if (!isGzip()) {
      return new BufferedInputStream(raw, BUFFER);
    }
    try {
      InputStream unpacked = new GZIPInputStream(raw, BUFFER);
      return new BoundedStream(
          new BufferedInputStream(unpacked, BUFFER), name, BoundedStream.limit(storedBytes));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
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
