package org.lambdanas.predictors.encoding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.FeatureVector;

/**
 * Collects the features of one vector; what is not set is zero. Long vectors become sparse
 * messages.
 */
final class FeatureSink {

  /** Longer vectors are written as the features that are not zero. */
  static final int LONGEST_DENSE = 1000;

  private final int length;
  private final float @Nullable [] dense;

  /** Of sparse vectors: position in the upper, bits of the value in the lower half. */
  private long[] entries = new long[0];

  private int count;
  private int offset;

  FeatureSink(int length) {
    this.length = length;
    this.dense = length <= LONGEST_DENSE ? new float[length] : null;
  }

  /** From here on, positions count from this one. */
  void startAt(int position) {
    offset = position;
  }

  /** Sets a feature to 1. */
  void one(int position) {
    set(position, 1);
  }

  /** Sets a feature; the same one again only to the same value. */
  void set(int position, float value) {
    int index = offset + position;
    if (dense != null) {
      dense[index] = value;
    } else if (value != 0) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, Math.max(32, 2 * count));
      }
      entries[count++] = ((long) index << Integer.SIZE) | Float.floatToIntBits(value);
    }
  }

  FeatureVector message() {
    FeatureVector.Builder vector = FeatureVector.newBuilder().setLength(length);
    if (dense != null) {
      for (float value : dense) {
        vector.addValues(value);
      }
      return vector.build();
    }
    if (count == 0) {
      // Without any index the message would read as dense.
      return vector.addIndices(0).addValues(0).build();
    }
    Arrays.sort(entries, 0, count);
    for (int i = 0; i < count; i++) {
      if (i == 0 || entries[i] != entries[i - 1]) {
        vector.addIndices((int) (entries[i] >>> Integer.SIZE));
        vector.addValues(Float.intBitsToFloat((int) entries[i]));
      }
    }
    return vector.build();
  }
}
