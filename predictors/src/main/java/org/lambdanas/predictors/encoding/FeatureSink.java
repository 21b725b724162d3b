package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import org.lambdanas.predictors.features.Features;

/** Collects the features of one vector; what is not set is zero. */
final class FeatureSink {

  private final int length;

  /** Position in the upper, bits of the value in the lower half. */
  private long[] entries = new long[16];

  private int count;

  FeatureSink(int length) {
    this.length = length;
  }

  /** Sets a feature to 1. */
  void one(int position) {
    set(position, 1);
  }

  /** Sets a feature; the same one again only to the same value. */
  void set(int position, float value) {
    if (value != 0) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, 2 * count);
      }
      entries[count++] =
          ((long) position << Integer.SIZE) | (Float.floatToIntBits(value) & 0xFFFFFFFFL);
    }
  }

  Features.Vector vector() {
    Arrays.sort(entries, 0, count);
    int[] positions = new int[count];
    float[] values = new float[count];
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || entries[i] != entries[i - 1]) {
        positions[distinct] = (int) (entries[i] >>> Integer.SIZE);
        values[distinct++] = Float.intBitsToFloat((int) entries[i]);
      }
    }
    return new Features.Vector(
        length, Arrays.copyOf(positions, distinct), Arrays.copyOf(values, distinct));
  }

  /** The position of the only feature of a stretch that is not zero; -1: none or several. */
  static int hot(float[] features, int start, int length) {
    int hot = -1;
    for (int i = 0; i < length; i++) {
      if (features[start + i] != 0) {
        if (hot >= 0) {
          return -1;
        }
        hot = i;
      }
    }
    return hot;
  }
}
