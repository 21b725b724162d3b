package org.lambdanas.graph.interchange;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.ProxyInputStream;
import org.lambdanas.graph.error.DataException;

/**
 * Reads files that may be anything: plain or gzipped by what their first bytes say, never by name,
 * and never more than a stated number of (unpacked) bytes. Memory grows with what has been read,
 * not with what a header claims, and a small gzipped file cannot unpack to a huge one.
 */
public final class BoundedFile {

  /** Texts and tables pack to a twentieth; deflate itself ends at 1032:1. */
  private static final long MOST_EXPANSION = 64;

  /** Below this size any expansion is let pass, in bytes. */
  private static final long HARMLESS = 8 << 20;

  private BoundedFile() {}

  /** Reads a whole file, plain or gzipped, of at most so many unpacked bytes. */
  public static byte[] read(Path file, long mostBytes) {
    try (InputStream in = open(file, mostBytes)) {
      return in.readAllBytes();
    } catch (OutOfMemoryError | IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens a file, plain or gzipped, as its unpacked content. Reading throws {@link DataException}
   * where it is damaged or longer, or unpacks to more than 64 times its size.
   */
  public static InputStream open(Path file, long mostBytes) {
    InputStream stored = stored(file);
    try {
      return open(stored, file.toString(), Files.size(file), mostBytes);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /** Opens a file as it is stored; DataException if it is missing or unreadable. */
  public static InputStream stored(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException("cannot read " + file + ": it is a folder");
    }
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new DataException("no such file: " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * The same for a stream of a name, which is closed with the result; only the length is bounded.
   */
  public static InputStream open(InputStream source, String name, long mostBytes) {
    return open(source, name, mostBytes, mostBytes);
  }

  private static InputStream open(
      InputStream source, String name, long storedBytes, long mostBytes) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      return new Named(
          gzip
              ? unpacked(new GZIPInputStream(buffered, 1 << 16), name, storedBytes, mostBytes)
              : bounded(buffered, mostBytes, name + " is too long: more than the "),
          name);
    } catch (IOException e) {
      closeAfter(source, e);
      throw damaged(name, e);
    }
  }

  private static void closeAfter(InputStream source, IOException failure) {
    try {
      source.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static DataException damaged(String name, IOException e) {
    if (e instanceof ZipException || e instanceof EOFException) {
      return new DataException(
          name + " is a damaged gzip file (" + e.getMessage() + "): fetch it again", e);
    }
    return new DataException("cannot read " + name + ": " + e, e);
  }

  /**
   * Bounds what unpacks another stream of some length: to 64 times as many bytes, where that is
   * more than a few megabytes, and to the most that are accepted in any case.
   */
  public static InputStream unpacked(InputStream in, String name, long packedBytes, long mostBytes)
      throws IOException {
    long expanded =
        packedBytes < mostBytes / MOST_EXPANSION ? packedBytes * MOST_EXPANSION : mostBytes;
    return bounded(
        in,
        Math.min(mostBytes, Math.max(HARMLESS, expanded)),
        name + " is too long, unless it is unpacked by hand: it unpacks to more than the ");
  }

  private static InputStream bounded(InputStream in, long mostBytes, String tooLong)
      throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(in)
        // The stream is not asked whether it ends here: let it have one byte more.
        .setMaxCount(Math.min(mostBytes, Long.MAX_VALUE - 1) + 1)
        .setOnMaxCount(
            (most, count) -> {
              throw new DataException(tooLong + mostBytes + " bytes that are accepted");
            })
        .get();
  }

  /** Names the file in every failure. */
  private static final class Named extends ProxyInputStream {

    private final String name;

    Named(InputStream in, String name) {
      super(in);
      this.name = name;
    }

    @Override
    protected void handleIOException(IOException e) {
      throw damaged(name, e);
    }
  }
}
