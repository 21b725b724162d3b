package org.lambdanas.graph.data;

import java.nio.ByteBuffer;

/** Pixels as models take them: a number from 0 to 255 for each unsigned byte. */
public final class PixelValues {

  private PixelValues() {}

  /**
   * All values of a buffer, whose position stays.
   *
   * @param bytes unsigned, from position to limit
   * @return as many values
   */
  public static float[] of(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining()];
    put(bytes, values, 0);
    return values;
  }

  /**
   * Writes the values of a buffer, whose position stays.
   *
   * @param bytes unsigned, from position to limit
   * @param values has room for them
   * @param at where the first goes
   */
  public static void put(ByteBuffer bytes, float[] values, int at) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      values[at++] = bytes.get(i) & 0xff;
    }
  }
}
