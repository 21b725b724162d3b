package org.lambdanas.graph.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;

/**
 * Labelled images of one size, immutable. Pixels are unsigned bytes, [images, height, width,
 * channels], in memory or, if they are many, in a file ({@link PixelPlace}), which subsets share.
 */
public final class ImageSet {

  private static final int LARGEST = 1024;

  /** Bytes that are read at once where all are needed. */
  private static final int BLOCK = 1 << 16;

  private final String name;
  private final int height;
  private final int width;
  private final int channels;
  private final List<String> classNames;
  private final Pixels store;
  private final int[] labels;
  private final int first;
  private final int size;
  private final Optional<byte[]> sha256;

  private ImageSet(
      String name,
      int height,
      int width,
      int channels,
      List<String> classNames,
      Pixels store,
      int[] labels,
      int first,
      int size,
      Optional<byte[]> sha256) {
    this.name = name;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.classNames = List.copyOf(classNames);
    this.store = store;
    this.labels = labels;
    this.first = first;
    this.size = size;
    this.sha256 = sha256;
  }

  /**
   * Makes a set of images; the arrays are copied.
   *
   * @param name what to call the set in messages
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @param channels values of a pixel, at least 1
   * @param classNames one name for each class
   * @param pixels unsigned bytes, [images, height, width, channels]
   * @param labels a class index for each image
   * @return the set
   * @throws DataException if there is no image, the lengths disagree or a label names no class
   */
  public static ImageSet of(
      String name,
      int height,
      int width,
      int channels,
      List<String> classNames,
      byte[] pixels,
      int[] labels) {
    return of(
        name, height, width, channels, classNames, new HeapPixels(pixels.clone()), labels.clone());
  }

  /**
   * Makes a set of images from numbers, which are kept in 256 steps.
   *
   * @param name what to call the set in messages
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @param channels values of a pixel, at least 1
   * @param classNames one name for each class
   * @param pixels 0 (black) to 1, [images, height, width, channels]
   * @param labels a class index for each image
   * @return the set
   * @throws DataException if there is no image, the lengths disagree, a label names no class or a
   *     pixel is out of range
   */
  public static ImageSet of(
      String name,
      int height,
      int width,
      int channels,
      List<String> classNames,
      float[] pixels,
      int[] labels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      if (!(pixels[i] >= 0 && pixels[i] <= 1)) {
        throw new DataException(name + ": pixel value " + i + " is " + pixels[i] + ", not 0 to 1");
      }
      bytes[i] = (byte) Math.round(pixels[i] * 255);
    }
    return of(name, height, width, channels, classNames, new HeapPixels(bytes), labels.clone());
  }

  /**
   * As {@link #of(String, int, int, int, List, byte[], int[])} of pixels that need not be in
   * memory; keeps the labels, which the caller then no longer touches.
   */
  static ImageSet of(
      String name,
      int height,
      int width,
      int channels,
      List<String> classNames,
      Pixels pixels,
      int[] labels) {
    if (height < 1 || width < 1 || channels < 1 || labels.length == 0) {
      throw new DataException(
          name + ": no image of " + height + "x" + width + "x" + channels + " pixels to use");
    }
    if (pixels.bytes() != (long) labels.length * height * width * channels) {
      throw new DataException(
          "%s: %d pixel bytes do not make %d images of %dx%dx%d"
              .formatted(name, pixels.bytes(), labels.length, height, width, channels));
    }
    for (int label : labels) {
      if (label < 0 || label >= classNames.size()) {
        throw new DataException(
            name + ": label " + label + " names none of the " + classNames.size() + " classes");
      }
    }
    return new ImageSet(
        name,
        height,
        width,
        channels,
        classNames,
        pixels,
        labels,
        0,
        labels.length,
        Optional.empty());
  }

  /**
   * Refuses a size that images are not brought to.
   *
   * @param name of the images
   * @throws ConfigException if it is not 1 to 1024 pixels
   */
  static void requireSide(String name, int side) {
    if (side < 1 || side > LARGEST) {
      throw new ConfigException(
          "image size %d for %s: give 1 to %d (--image-size)".formatted(side, name, LARGEST));
    }
  }

  /** The same images with the fingerprint of what they were made from while they were read. */
  ImageSet madeFrom(byte[] sha256) {
    return new ImageSet(
        name, height, width, channels, classNames, store, labels, first, size, Optional.of(sha256));
  }

  /**
   * Name for messages.
   *
   * @return such as {@code "cifar10 train"}
   */
  public String name() {
    return name;
  }

  /**
   * Number of images.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * Rows of an image.
   *
   * @return pixels
   */
  public int height() {
    return height;
  }

  /**
   * Columns of an image.
   *
   * @return pixels
   */
  public int width() {
    return width;
  }

  /**
   * Values of a pixel.
   *
   * @return 1 for grey, 3 for red, green, blue
   */
  public int channels() {
    return channels;
  }

  /**
   * Names of the classes.
   *
   * @return in the order of their indices
   */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * The number of classes of a network for these images.
   *
   * @param asked as many, 0: as the images have
   * @throws ConfigException if the images have more
   */
  public int classes(int asked) {
    int present = classNames.size();
    if (asked != 0 && asked < present) {
      throw new ConfigException("--classes is %d, the data set has %d".formatted(asked, present));
    }
    return asked == 0 ? present : asked;
  }

  /**
   * Class of an image.
   *
   * @param image index, 0 to size - 1
   * @return index into {@link #classNames}
   */
  public int label(int image) {
    return labels[first + Objects.checkIndex(image, size)];
  }

  /**
   * One value of an image.
   *
   * @param image index, 0 to size - 1
   * @param row from the top
   * @param column from the left
   * @param channel index
   * @return 0 (black) to 255
   */
  public int pixel(int image, int row, int column, int channel) {
    Objects.checkIndex(row, height);
    Objects.checkIndex(column, width);
    Objects.checkIndex(channel, channels);
    byte[] value = new byte[1];
    int at = (row * width + column) * channels + channel;
    store.read(offset(image) + at, value);
    return value[0] & 0xff;
  }

  /**
   * All pixels, without a copy if they are in memory. Of many images that are not, {@link #range}
   * takes some at a time.
   *
   * @return read-only unsigned bytes, [images, height, width, channels]
   * @throws DataException if they are more than one buffer holds
   */
  public ByteBuffer pixels() {
    long bytes = (long) size * imageBytes();
    if (bytes > ImageCollector.MOST) {
      throw new DataException(
          "%s: the pixels of %d images do not fit one buffer: take a range of them"
              .formatted(name, size));
    }
    return store.view(offset(0), (int) bytes);
  }

  /**
   * Copies an image.
   *
   * @param to all its pixels, [height, width, channels]
   */
  void read(int image, byte[] to) {
    store.read(offset(image), to);
  }

  /** Bytes of an image. */
  int imageBytes() {
    return height * width * channels;
  }

  /** Where an image starts among the pixels of all. */
  private long offset(int image) {
    return (long) (first + Objects.checkIndex(image, size)) * imageBytes();
  }

  /**
   * A fingerprint of pixels and labels in order: what was read, whatever file it came from. That of
   * images shrunk while they were read is taken before they were shrunk.
   *
   * @return SHA-256 over all pixel bytes, then every label as 4 bytes, high byte first
   */
  public byte[] sha256() {
    if (sha256.isPresent()) {
      return sha256.get().clone();
    }
    MessageDigest digest = Checksums.sha256();
    long end = offset(0) + (long) size * imageBytes();
    byte[] block = new byte[BLOCK];
    for (long at = offset(0); at < end; at += block.length) {
      if (end - at < block.length) {
        block = new byte[(int) (end - at)];
      }
      store.read(at, block);
      digest.update(block);
    }
    return sha256(digest);
  }

  /** The fingerprint of other pixels, already digested, with these labels. */
  byte[] sha256(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
    for (int i = 0; i < size; i++) {
      bytes.putInt(labels[first + i]);
      if (!bytes.hasRemaining() || i == size - 1) {
        digest.update(bytes.flip());
        bytes.clear();
      }
    }
    return digest.digest();
  }

  /**
   * The first images.
   *
   * @param images how many, 1 to size
   * @return a view on the same pixels
   * @throws ConfigException if there are not that many
   */
  public ImageSet first(int images) {
    return range(0, images);
  }

  /**
   * Consecutive images.
   *
   * @param from index of the first
   * @param to index after the last
   * @return a view on the same pixels
   * @throws ConfigException if the range is empty or reaches outside the set
   */
  public ImageSet range(int from, int to) {
    if (from < 0 || from >= to || to > size) {
      throw new ConfigException(
          "images %d to %d asked of %s, which holds %d: ask for at least one of them"
              .formatted(from, to, name, size));
    }
    return new ImageSet(
        name,
        height,
        width,
        channels,
        classNames,
        store,
        labels,
        first + from,
        to - from,
        Optional.empty());
  }

  /**
   * The same images as squares of another size; see {@link Resize} for the arithmetic.
   *
   * @param side rows and columns of the result, 1 to 1024 pixels
   * @return this set if it has that size already
   * @throws ConfigException if the size is out of range, or there is no room for so many images
   */
  public ImageSet resized(int side) {
    if (side == height && side == width) {
      return this;
    }
    requireSide(name, side);
    ImageCollector resized = new ImageCollector(name, side, channels, size, size);
    Resize resize = new Resize(height, width, channels, side);
    byte[] from = new byte[imageBytes()];
    byte[] to = new byte[resized.imageBytes()];
    for (int i = 0; i < size; i++) {
      read(i, from);
      resize.image(from, 0, to, 0);
      resized.add(to);
      resized.label(label(i));
    }
    return resized.build(classNames);
  }

  @Override
  public String toString() {
    return "%s: %d images of %dx%dx%d".formatted(name, size, height, width, channels);
  }
}
