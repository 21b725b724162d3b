package org.lambdanas.graph.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

/** Small files in the published formats, whose pixels are a formula of their place. */
final class ImageFiles {

  private ImageFiles() {}

  /** What every format's file holds at this place. */
  static int pixel(int image, int row, int column, int channel) {
    return (image * 91 + row * 7 + column * 3 + channel * 50) & 0xff;
  }

  static int label(int image, int classes) {
    return (image * 3 + 1) % classes;
  }

  /** CIFAR records of images {@code from} to {@code to - 1}. */
  static byte[] cifar(int from, int to, boolean hundred) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int image = from; image < to; image++) {
      if (hundred) {
        out.write(image % 20);
      }
      out.write(label(image, hundred ? 100 : 10));
      for (int channel = 0; channel < 3; channel++) {
        for (int row = 0; row < 32; row++) {
          for (int column = 0; column < 32; column++) {
            out.write(pixel(image, row, column, channel));
          }
        }
      }
    }
    return out.toByteArray();
  }

  static byte[] idxImages(int images, int rows, int columns) {
    ByteBuffer out = ByteBuffer.allocate(16 + images * rows * columns);
    out.putInt(0x803).putInt(images).putInt(rows).putInt(columns);
    for (int image = 0; image < images; image++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          out.put((byte) pixel(image, row, column, 0));
        }
      }
    }
    return out.array();
  }

  static byte[] idxLabels(int images) {
    ByteBuffer out = ByteBuffer.allocate(8 + images);
    out.putInt(0x801).putInt(images);
    for (int image = 0; image < images; image++) {
      out.put((byte) label(image, 10));
    }
    return out.array();
  }

  /** X and y of an SVHN file, written by the MAT library. */
  static byte[] svhn(int images, MatlabType labelType, int deflateLevel, ByteOrder order) {
    Matrix x = Mat5.newMatrix(new int[] {32, 32, 3, images}, MatlabType.UInt8);
    Matrix y = Mat5.newMatrix(images, 1, labelType);
    for (int image = 0; image < images; image++) {
      int digit = label(image, 10);
      y.setInt(image, 0, digit == 0 ? 10 : digit);
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          for (int channel = 0; channel < 3; channel++) {
            x.setInt(new int[] {row, column, channel, image}, pixel(image, row, column, channel));
          }
        }
      }
    }
    return mat(Mat5.newMatFile().addArray("X", x).addArray("y", y), deflateLevel, order);
  }

  static byte[] mat(MatFile file, int deflateLevel, ByteOrder order) {
    try {
      ByteBuffer out = ByteBuffer.allocate(4 << 20);
      Mat5.newWriter(Sinks.wrap(out).order(order)).setDeflateLevel(deflateLevel).writeMat(file);
      byte[] bytes = new byte[out.position()];
      out.flip().get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A set of random pixels, to compare batches by. */
  static ImageSet random(int images, int height, int width, int channels) {
    byte[] pixels = new byte[images * height * width * channels];
    new SplittableRandom(images).nextBytes(pixels);
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = i % 10;
    }
    return ImageSet.of("random", height, width, channels, ClassNames.DIGITS, pixels, labels);
  }
}
