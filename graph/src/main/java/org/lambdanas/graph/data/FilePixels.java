package org.lambdanas.graph.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import org.lambdanas.graph.error.DataException;

/**
 * Pixels in a file of {@link PixelFile}. Its space on the disk is free again once nobody uses them.
 *
 * <p>Not read through a channel, which closes for good when a thread that reads is interrupted, as
 * those that prepare batches are; nor mapped, for that would count as memory of this process.
 */
final class FilePixels implements Pixels {

  private final String what;
  private final RandomAccessFile file;
  private final long bytes;

  /**
   * Pixels that were written.
   *
   * @param what they are, for messages
   */
  FilePixels(String what, RandomAccessFile file, long bytes) {
    this.what = what;
    this.file = file;
    this.bytes = bytes;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void read(long from, byte[] to) {
    try {
      synchronized (file) {
        file.seek(from);
        file.readFully(to);
      }
    } catch (IOException e) {
      throw new DataException("cannot read the pixels of " + what + " back from disk: " + e, e);
    }
  }

  @Override
  public ByteBuffer view(long from, int count) {
    byte[] copy = new byte[count];
    read(from, copy);
    return ByteBuffer.wrap(copy).asReadOnlyBuffer();
  }
}
