package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lambdanas.graph.data.ImageFiles.gzip;
import static org.lambdanas.graph.data.ImageFiles.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.testing.Mutations;
import us.hebi.matlab.mat.types.MatlabType;

/** Seeded damage to every format: outside and inside of its compression. */
class DamagedFilesTest {

  @TempDir Path folder;

  private void survive(
      String dataSet, String fileName, byte[] content, UnaryOperator<byte[]> pack) {
    DataSet set = DataSets.byName(dataSet);
    write(folder, fileName, pack.apply(content));
    // Undamaged, it is read.
    assertThat(set.load(Optional.of(folder), Split.TRAIN, 0).size()).isGreaterThan(2);
    Mutations.survive(
        dataSet + " " + fileName,
        content,
        bytes -> {
          write(folder, fileName, pack.apply(bytes));
          set.load(Optional.of(folder), Split.TRAIN, 0);
        });
  }

  /** Where the damage is done: to the plain file, to the zipped one, or before it is zipped. */
  enum Where {
    PLAIN,
    ZIPPED,
    INSIDE
  }

  private void survive(String dataSet, String fileName, byte[] content, Where where) {
    if (where == Where.PLAIN) {
      survive(dataSet, fileName, content, bytes -> bytes);
    } else if (where == Where.ZIPPED) {
      survive(dataSet, fileName + ".gz", gzip(content), bytes -> bytes);
    } else {
      survive(dataSet, fileName + ".gz", content, ImageFiles::gzip);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cifar10(Where where) {
    survive("cifar10", "train.bin", ImageFiles.cifar(0, 4, false), where);
  }

  @ParameterizedTest
  @EnumSource
  void cifar100(Where where) {
    survive("cifar100", "train.bin", ImageFiles.cifar(0, 4, true), where);
  }

  @ParameterizedTest
  @EnumSource
  void pickles(Where where) {
    survive("cifar100", "train", CifarPicklesTest.pickle(4, "fine_labels"), where);
  }

  @ParameterizedTest
  @EnumSource
  void idxImages(Where where) {
    write(folder, "train-labels-idx1-ubyte", ImageFiles.idxLabels(5));
    survive("mnist", "train-images-idx3-ubyte", ImageFiles.idxImages(5, 28, 28), where);
  }

  @ParameterizedTest
  @EnumSource
  void idxLabels(Where where) {
    write(folder, "train-images-idx3-ubyte", ImageFiles.idxImages(5, 28, 28));
    survive("fashion-mnist", "train-labels-idx1-ubyte", ImageFiles.idxLabels(5), where);
  }

  @ParameterizedTest
  @CsvSource({"0, LITTLE", "6, LITTLE", "0, BIG"})
  void svhn(int deflateLevel, String order) {
    ByteOrder byteOrder = order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] mat = ImageFiles.svhn(3, MatlabType.Double, deflateLevel, byteOrder);
    survive("svhn", "train_32x32.mat", mat, bytes -> bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"ZIPPED", "INSIDE"})
  void svhnInGzip(Where where) {
    byte[] mat = ImageFiles.svhn(3, MatlabType.UInt8, 0, ByteOrder.LITTLE_ENDIAN);
    survive("svhn", "train_32x32.mat", mat, where);
  }

  /** Damages the arrays before they are compressed the way a MAT file compresses them. */
  @Test
  void svhnInsideItsCompression() {
    byte[] plain = ImageFiles.svhn(3, MatlabType.UInt8, 0, ByteOrder.LITTLE_ENDIAN);
    ByteBuffer words = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    int sizeOfX = 8 + words.getInt(128 + 4);
    byte[] arrays = new byte[plain.length - 128];
    System.arraycopy(plain, 128, arrays, 0, arrays.length);
    survive(
        "svhn",
        "train_32x32.mat",
        arrays,
        damaged -> {
          int cut = Math.min(sizeOfX, damaged.length);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          out.write(plain, 0, 128);
          element(out, damaged, 0, cut);
          element(out, damaged, cut, damaged.length - cut);
          return out.toByteArray();
        });
  }

  private static void element(ByteArrayOutputStream file, byte[] from, int at, int length) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      deflate.write(from, at, length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    ByteBuffer tag = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    tag.putInt(15).putInt(packed.size());
    file.writeBytes(tag.array());
    file.writeBytes(packed.toByteArray());
  }
}
