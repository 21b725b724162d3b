package org.lambdanas.graph.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.DataException;

/**
 * Reads the Python versions of CIFAR-10 and CIFAR-100, which hold the images of the binary versions
 * as pickles: rows of 3072 bytes, the red, green and blue plane of 32x32 one after the other.
 *
 * @param files follow each other
 * @param labels what the list of labels is called
 */
record CifarPickles(List<InputFile> files, String labels) {

  private static final int SIDE = 32;
  private static final int ROW = 3 * SIDE * SIDE;

  /** The largest of the published files has 155 MB. */
  private static final int MOST_BYTES = 1 << 28;

  ImageSet read(Part part) {
    long most = part.firstImages() == 0 ? Integer.MAX_VALUE : part.firstImages();
    ImageCollector collector = new ImageCollector(part.name(), SIDE, 3, 0, most);
    for (InputFile file : files) {
      if (collector.images() < most) {
        append(file, collector, part.classNames().size(), most);
      }
    }
    if (collector.images() == 0) {
      throw new DataException(files.get(0).name() + ": holds no image");
    }
    part.wanted(collector.images());
    return collector.build(part.classNames());
  }

  private void append(InputFile file, ImageCollector collector, int classes, long most) {
    Map<String, Object> content = Pickle.dictionary(file.name(), bytes(file));
    if (!(content.get("data") instanceof Pickle.Bytes images)
        || !(content.get(labels) instanceof List<?> numbers)
        || images.columns() != ROW
        || images.rows() != numbers.size()) {
      throw new DataException(
          "%s: holds no rows of %d bytes under 'data' with as many numbers under '%s'; is this a"
                  .formatted(file.name(), ROW, labels)
              + " file of %d classes?".formatted(classes));
    }
    byte[] source = images.bytes().array();
    int start = images.bytes().arrayOffset();
    for (int i = 0; i < images.rows() && collector.images() < most; i++) {
      long label = numbers.get(i) instanceof Long number ? number : -1;
      if (label < 0 || label >= classes) {
        throw new DataException(
            "%s: image %d has the label %d; is this a file of %d classes?"
                .formatted(file.name(), i, label, classes));
      }
      collector.label((int) label);
      collector.planes(source, start + i * ROW, SIDE, 1);
    }
  }

  private static byte[] bytes(InputFile file) {
    try (InputStream in = file.open()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new DataException(file.name() + ": more than " + MOST_BYTES + " bytes are not read");
      }
      return bytes;
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }
}
