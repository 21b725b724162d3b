package org.lambdanas.graph.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.lambdanas.graph.error.DataException;

/**
 * Reads IDX, the format of MNIST: big-endian 32-bit words {@code 0x803, images, rows, columns} and
 * one byte a pixel in one file; {@code 0x801, labels} and one byte a label in another.
 */
final class IdxReader {

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private final InputFile images;
  private final InputFile labels;
  private final int side;

  IdxReader(InputFile images, InputFile labels, int side) {
    this.images = images;
    this.labels = labels;
    this.side = side;
  }

  /**
   * Reads the images with their labels.
   *
   * @param firstImages how many; 0: all
   */
  ImageSet read(String name, List<String> classNames, int firstImages) {
    InputFile current = images;
    try (InputStream pixelStream = images.open()) {
      int count = header(images, pixelStream, IMAGES_MAGIC, side * side);
      current = labels;
      try (InputStream labelStream = labels.open()) {
        if (header(labels, labelStream, LABELS_MAGIC, 1) != count) {
          throw new DataException(
              labels.name() + ": does not hold the " + count + " labels of " + images.name());
        }
        int wanted = Shortage.check(firstImages, count, name);
        long sure = images.plainBytes().isPresent() ? wanted : 0;
        ImageCollector collector = new ImageCollector(name, side, side, 1, sure, wanted);
        byte[] label = new byte[1];
        for (int i = 0; i < wanted; i++) {
          int at = collector.image();
          current = images;
          images.read(pixelStream, collector.array(), at, side * side);
          current = labels;
          labels.read(labelStream, label, 0, 1);
          collector.label(label[0] & 0xff);
        }
        if (wanted == count) {
          labels.requireEnd(labelStream);
          current = images;
          images.requireEnd(pixelStream);
        }
        return collector.build(classNames);
      }
    } catch (IOException e) {
      throw current.unreadable(e);
    }
  }

  /** Reads a header; returns the number of items. */
  private int header(InputFile file, InputStream in, int magic, int itemBytes) throws IOException {
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
    long expected = words.capacity() + (long) count * itemBytes;
    if (file.plainBytes().orElse(expected) != expected) {
      throw new DataException(
          "%s: %d bytes long where its header makes it %d"
              .formatted(file.name(), file.storedBytes(), expected));
    }
    return count;
  }
}
