package org.lambdanas.graph.data;

import java.nio.ByteBuffer;

/**
 * Pixels in memory.
 *
 * @param array holds them at its start, and is no longer written to
 * @param bytes how many they are
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record HeapPixels(byte[] array, long bytes) implements Pixels {

  HeapPixels(byte[] array) {
    this(array, array.length);
  }

  @Override
  public void read(long from, byte[] to) {
    System.arraycopy(array, (int) from, to, 0, to.length);
  }

  @Override
  public ByteBuffer view(long from, int count) {
    return ByteBuffer.wrap(array, (int) from, count).slice().asReadOnlyBuffer();
  }
}
