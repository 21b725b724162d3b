package org.lambdanas.graph.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.lambdanas.graph.error.DataException;

/**
 * Reads the binary versions of CIFAR-10 and CIFAR-100 (Krizhevsky, "Learning multiple layers of
 * features from tiny images", 2009): records of label bytes and 3072 pixel bytes, the red, green
 * and blue plane of 32x32 one after the other. CIFAR-10 has one label byte, CIFAR-100 two, the
 * coarse class (0 to 19) first.
 *
 * @param files follow each other
 * @param labelBytes 1 for CIFAR-10, 2 for CIFAR-100
 */
record CifarReader(List<InputFile> files, int labelBytes) {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int COARSE_CLASSES = 20;

  ImageSet read(Part part) {
    long sure = 0;
    for (InputFile file : files) {
      long bytes = file.plainBytes().orElse(0);
      if (bytes % recordBytes() != 0) {
        throw cutShort(file, bytes);
      }
      sure += bytes / recordBytes();
    }
    long most = part.firstImages() == 0 ? Integer.MAX_VALUE : part.firstImages();
    ImageCollector collector = new ImageCollector(part.name(), SIDE, 3, Math.min(sure, most), most);
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

  private int recordBytes() {
    return labelBytes + 3 * PLANE;
  }

  private void append(InputFile file, ImageCollector collector, int classes, long most) {
    byte[] record = new byte[recordBytes()];
    int before = collector.images();
    try (InputStream in = file.open()) {
      while (collector.images() < most) {
        int read = in.readNBytes(record, 0, record.length);
        if (read == 0) {
          return;
        }
        int number = collector.images() - before;
        if (read < record.length) {
          throw cutShort(file, (long) number * record.length + read);
        }
        int label = record[labelBytes - 1] & 0xff;
        int coarse = labelBytes == 2 ? record[0] & 0xff : 0;
        if (label >= classes || coarse >= COARSE_CLASSES) {
          throw new DataException(
              "%s: image %d has the label %d; is this a file of %d classes?"
                  .formatted(
                      file.name(), number, coarse >= COARSE_CLASSES ? coarse : label, classes));
        }
        collector.label(label);
        collector.planes(record, labelBytes, SIDE, 1);
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private DataException cutShort(InputFile file, long bytes) {
    return new DataException(
        "%s: %d bytes are not a whole number of records of %d bytes; the file is cut short or of"
                .formatted(file.name(), bytes, recordBytes())
            + " another format");
  }
}
