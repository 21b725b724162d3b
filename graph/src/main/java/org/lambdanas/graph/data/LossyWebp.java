package org.lambdanas.graph.data;

import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Lossy WebP pictures as libwebp shows them. They keep two colour planes at half the resolution,
 * which libwebp interpolates where the decoder repeats them.
 */
final class LossyWebp {

  /** Where a frame has its width, and after it its height, in 14 bits each. */
  private static final int WIDTH = 6;

  private static final int LONGEST = (1 << 14) - 1;

  private final int width;
  private final int height;
  private final byte[] luma;
  private final byte[] blue;
  private final byte[] red;

  private LossyWebp(VP8Frame frame) {
    width = frame.getWidth();
    height = frame.getHeight();
    luma = plane(frame.getDebugImageYBuffer(), 1);
    blue = plane(frame.getDebugImageUBuffer(), 2);
    red = plane(frame.getDebugImageVBuffer(), 2);
  }

  /** Every so many-th sample of every so many-th row. */
  private static byte[] plane(BufferedImage image, int step) {
    int columns = (image.getWidth() + step - 1) / step;
    int rows = (image.getHeight() + step - 1) / step;
    byte[] plane = new byte[columns * rows];
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < rows; y++) {
      image.getRaster().getSamples(0, y * step, row.length, 1, 0, row);
      for (int x = 0; x < columns; x++) {
        plane[y * columns + x] = (byte) row[x * step];
      }
    }
    return plane;
  }

  /**
   * Decodes the frame of a file.
   *
   * @param file all of it
   * @param chunk where the frame's bytes start
   * @return [height, width, 3], red, green and blue
   * @throws EOFException if it is cut short
   */
  static Raster decode(byte[] file, int chunk) throws IOException {
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(file, chunk, file.length - chunk))) {
      in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      VP8Frame frame = new VP8Frame(in, false);
      // The frame itself tells them only once it is decoded.
      ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      WritableRaster raster =
          Raster.createInterleavedRaster(
              0,
              header.getShort(chunk + WIDTH) & LONGEST,
              header.getShort(chunk + WIDTH + 2) & LONGEST,
              3,
              null);
      if (!frame.decode(raster, null)) {
        throw new EOFException();
      }
      new LossyWebp(frame).colour(raster);
      return raster;
    }
  }

  private void colour(WritableRaster raster) {
    int columns = (width + 1) / 2;
    int rows = (height + 1) / 2;
    byte[] rgb = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      int near = y / 2;
      // Samples lie between the pixels: the row above or below, the column before or after counts
      // a third of the nearer one. Beyond the edge they are repeated.
      int far = Math.max(0, Math.min(rows - 1, y % 2 == 0 ? near - 1 : near + 1));
      for (int x = 0; x < width; x++) {
        int column = x / 2;
        int beside = Math.max(0, Math.min(columns - 1, x % 2 == 0 ? column - 1 : column + 1));
        put(
            rgb,
            3 * x,
            luma[y * width + x] & 0xff,
            interpolated(blue, columns, near, far, column, beside),
            interpolated(red, columns, near, far, column, beside));
      }
      raster.setDataElements(0, y, width, 1, rgb);
    }
  }

  /** The sums of libwebp, which rounds on the way. */
  private static int interpolated(
      byte[] plane, int columns, int near, int far, int column, int beside) {
    int here = plane[near * columns + column] & 0xff;
    int across = plane[near * columns + beside] & 0xff;
    int along = plane[far * columns + column] & 0xff;
    int diagonal = plane[far * columns + beside] & 0xff;
    int half = (here + across + along + diagonal + 8 + 2 * (across + along)) >> 3;
    return (half + here) >> 1;
  }

  /** The arithmetic of libwebp: factors in 16384ths, results in 64ths. */
  private static void put(byte[] rgb, int at, int y, int u, int v) {
    int light = (19077 * y) >> 8;
    rgb[at] = clip(light + ((26149 * v) >> 8) - 14234);
    rgb[at + 1] = clip(light - ((6419 * u) >> 8) - ((13320 * v) >> 8) + 8708);
    rgb[at + 2] = clip(light + ((33050 * u) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
