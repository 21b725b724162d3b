package org.lambdanas.graph.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.lambdanas.graph.error.DataException;

/** Stops an unpacking stream that gives out far more than images can have been packed from. */
final class BoundedStream extends FilterInputStream {

  /** Photographs pack 1:1 to 2:1 and drawings 20:1; deflate itself ends at 1032:1. */
  private static final int MOST_EXPANSION = 64;

  /** Below this size any expansion is let pass. */
  private static final long HARMLESS = 8L << 20;

  /** No data set of one flat array is larger. */
  private static final long MOST = 4L << 30;

  private final String where;
  private final long limit;
  private long given;

  BoundedStream(InputStream in, String where, long limit) {
    super(in);
    this.where = where;
    this.limit = limit;
  }

  /** How many bytes may come out of so many packed bytes. */
  static long limit(long packedBytes) {
    long expanded = Math.min(MOST, packedBytes) * MOST_EXPANSION;
    return Math.min(MOST, Math.max(HARMLESS, expanded));
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    int read = super.read(to, at, length);
    count(read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) {
    given += Math.max(0, bytes);
    if (given > limit) {
      throw new DataException(
          where + ": unpacks to more than " + limit + " bytes; unpack it by hand if it is genuine");
    }
  }
}
