package org.lambdanas.graph.data;

/**
 * Changes the size of images. Shrinking by whole factors takes the exact mean of each block of
 * pixels; any other change interpolates linearly between the four nearest pixel centres, where
 * pixel i has its centre at i + 1/2 and border pixels extend outwards (half-pixel centres, no
 * filter before shrinking). Both round half up.
 */
final class Resize {

  private final int height;
  private final int width;
  private final int channels;
  private final int side;
  private final Axis rows;
  private final Axis columns;

  Resize(int height, int width, int channels, int side) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.side = side;
    this.rows = Axis.of(height, side);
    this.columns = Axis.of(width, side);
  }

  /** For each position along one axis: the two source positions and the weight of the second. */
  // Never compared or handed out.
  @SuppressWarnings("ArrayRecordComponent")
  record Axis(int[] low, int[] high, double[] weight) {

    static Axis of(int from, int to) {
      int[] low = new int[to];
      int[] high = new int[to];
      double[] weight = new double[to];
      for (int i = 0; i < to; i++) {
        double at = Math.max(0, Math.min(from - 1.0, (i + 0.5) * from / to - 0.5));
        low[i] = (int) at;
        high[i] = Math.min(from - 1, low[i] + 1);
        weight[i] = at - low[i];
      }
      return new Axis(low, high, weight);
    }
  }

  /** Resizes one image, [height, width, channels] at {@code from} to [side, side, channels]. */
  void image(byte[] source, int from, byte[] target, int to) {
    if (height % side == 0 && width % side == 0) {
      blockMeans(source, from, target, to);
    } else {
      interpolate(source, from, target, to);
    }
  }

  private void blockMeans(byte[] source, int from, byte[] target, int to) {
    int tall = height / side;
    int wide = width / side;
    int area = tall * wide;
    int out = to;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        for (int channel = 0; channel < channels; channel++) {
          int sum = 0;
          for (int y = row * tall; y < (row + 1) * tall; y++) {
            int in = from + (y * width + column * wide) * channels + channel;
            for (int x = 0; x < wide; x++, in += channels) {
              sum += source[in] & 0xff;
            }
          }
          target[out++] = (byte) ((2 * sum + area) / (2 * area));
        }
      }
    }
  }

  private void interpolate(byte[] source, int from, byte[] target, int to) {
    int out = to;
    for (int row = 0; row < side; row++) {
      int top = from + rows.low[row] * width * channels;
      int bottom = from + rows.high[row] * width * channels;
      double down = rows.weight[row];
      for (int column = 0; column < side; column++) {
        int left = columns.low[column] * channels;
        int right = columns.high[column] * channels;
        double across = columns.weight[column];
        for (int channel = 0; channel < channels; channel++) {
          double above =
              between(source[top + left + channel], source[top + right + channel], across);
          double below =
              between(source[bottom + left + channel], source[bottom + right + channel], across);
          target[out++] = (byte) (above + (below - above) * down + 0.5);
        }
      }
    }
  }

  private static double between(byte low, byte high, double weight) {
    return (low & 0xff) + ((high & 0xff) - (low & 0xff)) * weight;
  }
}
