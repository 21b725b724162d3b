package org.lambdanas.graph.interchange;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
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

  /**
   * Reads a whole file.
   *
   * @param file plain or gzipped
   * @param mostBytes the most unpacked bytes that are accepted
   * @return its unpacked content
   * @throws DataException if it is missing, unreadable, damaged, longer, or unpacks to more than 64
   *     times its size
   */
  public static byte[] read(Path file, long mostBytes) {
    try (InputStream in = open(file, mostBytes)) {
      return in.readAllBytes();
    } catch (OutOfMemoryError | IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens a file as a stream.
   *
   * @param file plain or gzipped
   * @param mostBytes the most unpacked bytes that are accepted
   * @return the unpacked content; reading throws {@link DataException} where the file is damaged or
   *     longer, or unpacks to more than 64 times its size
   * @throws DataException if it is missing or unreadable
   */
  public static InputStream open(Path file, long mostBytes) {
    if (Files.isDirectory(file)) {
      throw new DataException("cannot read " + file + ": it is a folder");
    }
    try {
      long unpacked = Math.max(HARMLESS, Math.min(Files.size(file), mostBytes) * MOST_EXPANSION);
      InputStream stored = Files.newInputStream(file);
      return open(stored, file.toString(), mostBytes, Math.min(mostBytes, unpacked));
    } catch (NoSuchFileException e) {
      throw new DataException("no such file: " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Bounds and unpacks a stream.
   *
   * @param source plain or gzipped; closed with the result
   * @param name names the source in errors
   * @param mostBytes the most unpacked bytes that are accepted
   * @return the unpacked content; reading throws {@link DataException} where the source is damaged
   *     or longer
   * @throws DataException if the source is unreadable
   */
  public static InputStream open(InputStream source, String name, long mostBytes) {
    return open(source, name, mostBytes, mostBytes);
  }

  private static InputStream open(
      InputStream source, String name, long mostPlain, long mostUnpacked) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      return gzip
          ? new Bounded(new GZIPInputStream(buffered, 1 << 16), name, mostUnpacked)
          : new Bounded(buffered, name, mostPlain);
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

  /** Counts what is read, and names the file in every failure. */
  private static final class Bounded extends FilterInputStream {

    private final String name;
    private final long mostBytes;
    private long left;

    Bounded(InputStream in, String name, long mostBytes) {
      super(in);
      this.name = name;
      this.mostBytes = mostBytes;
      this.left = mostBytes;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      try {
        int count = super.read(buffer, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
          throw new DataException(
              name + " is too long: more than the " + mostBytes + " bytes that are accepted");
        }
        return count;
      } catch (IOException e) {
        throw damaged(name, e);
      }
    }

    @Override
    public long skip(long count) throws IOException {
      // Skipped bytes count too: read them.
      return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
