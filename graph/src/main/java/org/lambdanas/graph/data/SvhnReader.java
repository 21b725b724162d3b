package org.lambdanas.graph.data;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.LambdaNasException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader.EntryHeader;
import us.hebi.matlab.mat.format.Mat5Tag;
import us.hebi.matlab.mat.format.Mat5Type;
import us.hebi.matlab.mat.types.MatlabType;

/**
 * Reads the cropped digits of SVHN (Netzer et al., "Reading digits in natural images with
 * unsupervised feature learning", 2011): a MAT file with {@code X}, uint8 [32, 32, 3, images] in
 * column-major order, and {@code y}, [images, 1], where 10 stands for the digit 0.
 *
 * <p>The MAT library takes the file apart (byte order, compression, array headers); the contents
 * are read here, image by image, so that a prefix costs no more than the prefix.
 */
final class SvhnReader {

  private static final int SIDE = 32;
  private static final int IMAGE = 3 * SIDE * SIDE;
  private static final int ZERO = 10;

  private final InputFile file;
  private final Part part;
  private @Nullable ImageCollector collector;
  private int @Nullable [] labels;
  private int images;

  SvhnReader(InputFile file, Part part) {
    this.file = file;
    this.part = part;
  }

  ImageSet read() {
    try (MatSource source = MatSource.open(file)) {
      Mat5.newReader(source)
          .setBufferAllocator(MatSource.NO_BUFFERS)
          .disableSubsystemProcessing()
          .setEntryFilter(header -> take(header, source.active()))
          .readMat();
    } catch (LambdaNasException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw cause(e);
    }
    ImageCollector pixels = collector;
    int[] digits = labels;
    if (pixels == null || digits == null) {
      throw new DataException(
          file.name() + ": holds no array " + (pixels == null ? "X" : "y") + "; is it whole?");
    }
    if (digits.length != images) {
      throw new DataException(
          "%s: %d labels for %d images".formatted(file.name(), digits.length, images));
    }
    for (int i = 0; i < pixels.images(); i++) {
      pixels.label(digits[i]);
    }
    return pixels.build(part.classNames());
  }

  /** Reads an array's content if it is one of the two; tells the library to leave all alone. */
  private boolean take(EntryHeader header, MatSource source) {
    try {
      switch (header.getName()) {
        case "X" -> takeImages(header, source);
        case "y" -> takeLabels(header, source);
        default -> {}
      }
      return false;
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private void takeImages(EntryHeader header, MatSource source) throws IOException {
    int[] shape = header.getDimensions();
    // MATLAB drops the last dimension of a single image.
    int count = shape.length == 4 ? shape[3] : 1;
    boolean fits =
        (shape.length == 3 || shape.length == 4)
            && Arrays.equals(Arrays.copyOf(shape, 3), new int[] {SIDE, SIDE, 3})
            && count > 0
            && header.getType() == MatlabType.UInt8
            && !header.isComplex();
    Mat5Tag tag = source.contentTag();
    if (!fits || tag.getType() != Mat5Type.UInt8 || tag.getNumBytes() != (long) count * IMAGE) {
      throw new DataException(
          "%s: X is %s %s with %d bytes, not uint8 [32, 32, 3, images]"
              .formatted(
                  file.name(),
                  header.getType(),
                  Excerpt.of(Arrays.toString(shape)),
                  tag.getNumBytes()));
    }
    int wanted = part.wanted(count);
    ImageCollector pixels = new ImageCollector(part.name(), SIDE, 3, 0, wanted);
    byte[] columns = new byte[IMAGE];
    for (int i = 0; i < wanted; i++) {
      source.readBytes(columns, 0, IMAGE);
      pixels.planes(columns, 0, 1, SIDE);
    }
    collector = pixels;
    images = count;
  }

  private void takeLabels(EntryHeader header, MatSource source) throws IOException {
    int[] shape = header.getDimensions();
    int count = shape[0];
    Mat5Tag tag = source.contentTag();
    if (shape.length != 2 || shape[1] != 1 || count < 1 || tag.getNumElements() != count) {
      throw new DataException(
          "%s: y is %s with %d values, not [images, 1]"
              .formatted(file.name(), Excerpt.of(Arrays.toString(shape)), tag.getNumElements()));
    }
    int[] digits = new int[16];
    for (int i = 0; i < count; i++) {
      double value = number(source, tag.getType());
      if (value != Math.rint(value) || value < 1 || value > ZERO) {
        throw new DataException(
            "%s: label %s of image %d is none of 1 to 10".formatted(file.name(), value, i));
      }
      if (i == digits.length) {
        digits = Arrays.copyOf(digits, (int) Math.min(count, 2L * i));
      }
      digits[i] = (int) value % ZERO;
    }
    labels = Arrays.copyOf(digits, count);
  }

  /** Reads one number; MATLAB stores doubles in the smallest type that holds them all. */
  private double number(MatSource source, Mat5Type type) throws IOException {
    return switch (type) {
      case Int8, UInt8 -> source.readByte();
      case Int16, UInt16 -> source.readShort();
      // Not readInt, which reads tags.
      case Int32, UInt32 -> {
        int[] value = new int[1];
        source.readInts(value, 0, 1);
        yield value[0];
      }
      case Int64, UInt64 -> source.readLong();
      case Single -> source.readFloat();
      case Double -> source.readDouble();
      default -> throw new DataException(file.name() + ": y holds " + type + ", not numbers");
    };
  }

  /** The library wraps what went wrong, sometimes twice. */
  private RuntimeException cause(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && !(root instanceof LambdaNasException)) {
      root = root.getCause();
    }
    return root instanceof LambdaNasException known
        ? known
        : new DataException(
            file.name() + ": not a readable MAT file: " + Excerpt.of(root.toString()), error);
  }
}
