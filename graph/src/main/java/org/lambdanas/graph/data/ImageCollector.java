package org.lambdanas.graph.data;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers images while a file is read, in memory as long as they fit there, then in a file. Memory
 * grows with what has been read, never with what a header claims. For one thread.
 */
final class ImageCollector {

  /** Most bytes that one array can hold. */
  static final int MOST = Integer.MAX_VALUE - 8;

  /** What is set aside before anything was read. */
  private static final int START = 1 << 20;

  private final String name;
  private final PixelPlace place;
  private final int side;
  private final int channels;
  private final byte[] image;
  private final int most;
  private byte[] pixels = {};
  private @Nullable PixelFile file;
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
    this(name, side, channels, sure, most, 0);
  }

  /**
   * Starts empty.
   *
   * @param beside bytes of memory that are needed while images are added
   */
  ImageCollector(String name, int side, int channels, long sure, long most, long beside) {
    this.name = name;
    this.place = PixelPlace.ofProcess();
    this.side = side;
    this.channels = channels;
    this.image = new byte[side * side * channels];
    this.most = (int) Math.min(most, Integer.MAX_VALUE);
    long start = Math.min(this.most, Math.max(sure, START / image.length)) * image.length;
    if (place.inMemory(start, beside)) {
      pixels = new byte[(int) start];
    } else {
      file = place.file(name, Math.min(this.most, sure) * image.length);
    }
  }

  /** How many bytes an image has. */
  int imageBytes() {
    return image.length;
  }

  /** Adds an image, {@code [side, side, channels]}; its bytes are copied. */
  void add(byte[] added) {
    if (file == null && (images + 1L) * image.length > pixels.length) {
      grow();
    }
    if (file == null) {
      System.arraycopy(added, 0, pixels, images * image.length, image.length);
    } else {
      file.write(added, image.length);
    }
    images++;
  }

  private void grow() {
    long grown = Math.min(most, Math.max(16L, 2L * images)) * image.length;
    if (place.inMemory(grown, 0)) {
      pixels = Arrays.copyOf(pixels, (int) grown);
    } else {
      file = place.file(name, 0);
      file.write(pixels, images * image.length);
      pixels = new byte[0];
    }
  }

  /**
   * Adds an image whose colours lie one plane after the other.
   *
   * @param rowStep distance of two rows in a plane
   * @param columnStep distance of two columns
   */
  void planes(byte[] source, int from, int rowStep, int columnStep) {
    int to = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        for (int c = 0; c < channels; c++) {
          image[to++] = source[from + c * side * side + row * rowStep + column * columnStep];
        }
      }
    }
    add(image);
  }

  /** Adds the label of the next image, which may be added before or after the label. */
  void label(int label) {
    if (labelled == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labelled);
    }
    labels[labelled++] = label;
  }

  /** No more images than this can be added. */
  int most() {
    return most;
  }

  int images() {
    return images;
  }

  /** Where the images lie if not in memory, in words to go on with; else empty. */
  String elsewhere() {
    return file == null ? "" : ", too many for memory: in a file in " + place.folder();
  }

  /** The set of all that was added. */
  ImageSet build(List<String> classNames) {
    return ImageSet.of(
        name, side, side, channels, classNames, gathered(), Arrays.copyOf(labels, labelled));
  }

  private Pixels gathered() {
    if (file != null) {
      return file.finish();
    }
    int bytes = images * image.length;
    // A little too much is not worth having all twice for a moment.
    boolean tight = pixels.length - bytes <= bytes / 8;
    return tight
        ? new HeapPixels(pixels, bytes)
        : new HeapPixels(Arrays.copyOf(pixels, bytes), bytes);
  }
}
