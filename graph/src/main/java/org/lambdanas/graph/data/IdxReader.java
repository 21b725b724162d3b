package org.lambdanas.graph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.lambdanas.graph.error.DataException;

/**
 * Reads IDX, the format of MNIST: big-endian 32-bit words {@code 0x803, images, rows, columns} and
 * one byte a pixel in one file; {@code 0x801, labels} and one byte a label in another.
 *
 * @param images the one file
 * @param labels the other
 * @param white value of the brightest pixels, which are brought to 255
 */
record IdxReader(InputFile images, InputFile labels, int white) {

  private static final int WHITE = 255;

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  /** White is 255. */
  IdxReader(InputFile images, InputFile labels) {
    this(images, labels, WHITE);
  }

  ImageSet read(Part part) {
    int side = part.set().imageSize();
    try (InputStream pixelStream = images.open();
        InputStream labelStream = labels.open()) {
      int count = header(images, pixelStream, IMAGES_MAGIC, side);
      if (header(labels, labelStream, LABELS_MAGIC, 1) != count) {
        throw new DataException(
            labels.name() + ": does not hold the " + count + " labels of " + images.name());
      }
      int wanted = part.wanted(count);
      long sure = images.plainBytes().isPresent() ? wanted : 0;
      ImageCollector collector = new ImageCollector(part.name(), side, 1, sure, wanted);
      byte[] image = new byte[side * side];
      byte[] label = new byte[1];
      for (int i = 0; i < wanted; i++) {
        images.read(pixelStream, image, 0, image.length);
        brighten(image);
        collector.add(image);
        labels.read(labelStream, label, 0, 1);
        collector.label(label[0] & 0xff);
      }
      if (wanted == count) {
        labels.requireEnd(labelStream);
        images.requireEnd(pixelStream);
      }
      return collector.build(part.classNames());
    } catch (IOException e) {
      throw images.unreadable(e);
    }
  }

  private void brighten(byte[] image) {
    for (int i = 0; i < image.length && white < WHITE; i++) {
      image[i] = (byte) ((image[i] * WHITE + white / 2) / white);
    }
  }

  /** Reads a header; returns the number of items, squares of a side. */
  private static int header(InputFile file, InputStream in, int magic, int side)
      throws IOException {
    boolean ofImages = magic == IMAGES_MAGIC;
    ByteBuffer words = ByteBuffer.allocate(ofImages ? 16 : 8);
    file.read(in, words.array(), 0, words.capacity());
    int found = words.getInt();
    int count = words.getInt();
    if (found != magic || count < 1) {
      throw new DataException(
          "%s: not an IDX file of %s (magic number %#x, %d items)"
              .formatted(file.name(), ofImages ? "images" : "labels", found, count));
    }
    if (ofImages) {
      int rows = words.getInt();
      int columns = words.getInt();
      if (rows != side || columns != side) {
        throw new DataException(
            "%s: images of %dx%d pixels where %dx%d are expected"
                .formatted(file.name(), rows, columns, side, side));
      }
    }
    long expected = words.capacity() + (long) count * side * side;
    if (file.plainBytes().orElse(expected) != expected) {
      throw new DataException(
          "%s: %d bytes long where its header makes it %d"
              .formatted(file.name(), file.storedBytes(), expected));
    }
    return count;
  }
}
