package org.lambdanas.search.draw;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Pixels as a PNG file. */
public final class PngImage {

  private PngImage() {}

  /**
   * The file of a square image.
   *
   * @param pixels unsigned bytes, [side, side, channels]
   * @param side in pixels
   * @param channels 1 for grey, 3 for red, green, blue
   */
  public static byte[] of(byte[] pixels, int side, int channels) {
    if (pixels.length != side * side * channels || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are no image of " + side + " x " + side + " x " + channels);
    }
    BufferedImage image =
        new BufferedImage(
            side, side, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int[] samples = new int[pixels.length];
    Arrays.setAll(samples, i -> pixels[i] & 0xff);
    image.getRaster().setPixels(0, 0, side, side, samples);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException("this Java writes no PNG");
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
    return bytes.toByteArray();
  }
}
