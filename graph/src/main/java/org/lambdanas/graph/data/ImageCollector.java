package org.lambdanas.graph.data;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;

/**
 * Gathers images while a file is read. Its memory grows with what has been read, never with what a
 * header claims.
 */
final class ImageCollector {

  /** Most bytes that one array can hold. */
  static final int MOST = Integer.MAX_VALUE - 8;

  /** What is set aside before anything was read. */
  private static final int START = 1 << 20;

  private final String name;
  private final int side;
  private final int channels;
  private final int imageBytes;
  private final int most;
  private byte[] pixels;
  private int[] labels = new int[256];
  private int images;
  private int labelled;

  /**
   * Starts empty.
   *
   * @param side rows and columns of an image
   * @param channels values of a pixel
   * @param sure number of images that the input is known to hold; 0 if unknown
   * @param most no more images than this will be added
   */
  ImageCollector(String name, int side, int channels, long sure, long most) {
    this.name = name;
    this.side = side;
    this.channels = channels;
    this.imageBytes = side * side * channels;
    this.most = (int) Math.min(most, MOST / imageBytes);
    long start = Math.min(this.most, Math.max(sure, START / imageBytes));
    this.pixels = new byte[(int) start * imageBytes];
  }

  /** Adds room for one image: returns where it starts in {@link #array}. */
  int image() {
    if (images == most) {
      throw new DataException(
          name + ": more than " + images + " images do not fit one array; read fewer");
    }
    if ((images + 1L) * imageBytes > pixels.length) {
      int grown = (int) Math.min(most, Math.max(16L, 2L * images));
      pixels = Arrays.copyOf(pixels, grown * imageBytes);
    }
    return images++ * imageBytes;
  }

  /** The array to write images to, valid until the next call of {@link #image}. */
  byte[] array() {
    return pixels;
  }

  /**
   * Adds an image whose colours lie one plane after the other.
   *
   * @param rowStep distance of two rows in a plane
   * @param columnStep distance of two columns
   */
  void planes(byte[] source, int from, int rowStep, int columnStep) {
    int to = image();
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        for (int c = 0; c < channels; c++) {
          pixels[to++] = source[from + c * side * side + row * rowStep + column * columnStep];
        }
      }
    }
  }

  /** Adds the label of the next image, which may be added before or after the label. */
  void label(int label) {
    if (labelled == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labelled);
    }
    labels[labelled++] = label;
  }

  int images() {
    return images;
  }

  /** The set of all that was added. */
  ImageSet build(List<String> classNames) {
    int bytes = images * imageBytes;
    byte[] kept = bytes == pixels.length ? pixels : Arrays.copyOf(pixels, bytes);
    return ImageSet.wrap(
        name, side, side, channels, classNames, kept, Arrays.copyOf(labels, labelled));
  }
}
