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
 */
final class CifarReader {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int COARSE_CLASSES = 20;

  private final List<InputFile> files;
  private final int labelBytes;
  private final int recordBytes;

  /**
   * A reader of files that follow each other.
   *
   * @param labelBytes 1 for CIFAR-10, 2 for CIFAR-100
   */
  CifarReader(List<InputFile> files, int labelBytes) {
    this.files = List.copyOf(files);
    this.labelBytes = labelBytes;
    this.recordBytes = labelBytes + 3 * PLANE;
  }

  /**
   * Reads the images.
   *
   * @param firstImages how many; 0: all
   */
  ImageSet read(String name, List<String> classNames, int firstImages) {
    long sure = 0;
    for (InputFile file : files) {
      long bytes = file.plainBytes().orElse(0);
      if (bytes % recordBytes != 0) {
        throw cutShort(file, bytes);
      }
      sure += bytes / recordBytes;
    }
    long most = firstImages == 0 ? Integer.MAX_VALUE : firstImages;
    ImageCollector collector = new ImageCollector(name, SIDE, SIDE, 3, Math.min(sure, most), most);
    for (InputFile file : files) {
      if (collector.images() < most) {
        append(file, collector, classNames.size(), most);
      }
    }
    if (collector.images() == 0) {
      throw new DataException(files.get(0).name() + ": holds no image");
    }
    Shortage.check(firstImages, collector.images(), name);
    return collector.build(classNames);
  }

  private void append(InputFile file, ImageCollector collector, int classes, long most) {
    byte[] record = new byte[recordBytes];
    int before = collector.images();
    try (InputStream in = file.open()) {
      while (collector.images() < most) {
        int read = in.readNBytes(record, 0, recordBytes);
        if (read == 0) {
          return;
        }
        int number = collector.images() - before;
        if (read < recordBytes) {
          throw cutShort(file, (long) number * recordBytes + read);
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
        interleave(record, labelBytes, collector);
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private static void interleave(byte[] record, int planes, ImageCollector collector) {
    int to = collector.image();
    byte[] pixels = collector.array();
    for (int i = planes; i < planes + PLANE; i++, to += 3) {
      pixels[to] = record[i];
      pixels[to + 1] = record[i + PLANE];
      pixels[to + 2] = record[i + 2 * PLANE];
    }
  }

  private DataException cutShort(InputFile file, long bytes) {
    return new DataException(
        "%s: %d bytes are not a whole number of records of %d bytes; the file is cut short or of"
                .formatted(file.name(), bytes, recordBytes)
            + " another format");
  }
}
