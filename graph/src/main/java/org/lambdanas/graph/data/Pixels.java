package org.lambdanas.graph.data;

import java.nio.ByteBuffer;

/**
 * The pixels of many images, one after the other. They never change. Safe for use by several
 * threads.
 */
sealed interface Pixels permits HeapPixels, FilePixels {

  /** How many bytes there are. */
  long bytes();

  /** Copies all bytes of {@code to}, of which the first here is {@code from}. */
  void read(long from, byte[] to);

  /** Some of the bytes, not to be written to; a copy only if they are not in memory. */
  ByteBuffer view(long from, int count);
}
