package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lambdanas.graph.data.ImageFiles.cifar;
import static org.lambdanas.graph.data.ImageFiles.gzip;
import static org.lambdanas.graph.data.ImageFiles.idxImages;
import static org.lambdanas.graph.data.ImageFiles.idxLabels;
import static org.lambdanas.graph.data.ImageFiles.svhn;
import static org.lambdanas.graph.data.ImageFiles.write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;

/** Each published format, plain and gzipped, from hand-made files. */
class FormatsTest {

  @TempDir Path folder;

  private ImageSet load(String name, Split split, int first) {
    return DataSets.byName(name).load(Optional.of(folder), split, first);
  }

  private static void assertHolds(ImageSet images, int count) {
    assertThat(images.size()).isEqualTo(count);
    int classes = images.classNames().size();
    for (int i = 0; i < count; i++) {
      assertThat(images.label(i)).isEqualTo(ImageFiles.label(i, classes));
      for (int row = 0; row < images.height(); row++) {
        for (int column = 0; column < images.width(); column++) {
          for (int c = 0; c < images.channels(); c++) {
            assertThat(images.pixel(i, row, column, c))
                .isEqualTo(ImageFiles.pixel(i, row, column, c));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cifar10ArchiveInItsSubfolder(boolean zipped) {
    String end = zipped ? ".bin.gz" : ".bin";
    for (int i = 0; i < 5; i++) {
      byte[] bytes = cifar(i * 3, i * 3 + 3, false);
      write(
          folder, "cifar-10-batches-bin/data_batch_" + (i + 1) + end, zipped ? gzip(bytes) : bytes);
    }
    byte[] test = cifar(0, 4, false);
    write(folder, "cifar-10-batches-bin/test_batch" + end, zipped ? gzip(test) : test);
    assertHolds(load("cifar10", Split.TRAIN, 0), 15);
    assertHolds(load("cifar10", Split.TRAIN, 7), 7);
    assertHolds(load("cifar10", Split.TEST, 0), 4);
  }

  @Test
  void cifar10UnderOtherNames() {
    write(folder, "train_a.bin.gz", gzip(cifar(0, 2, false)));
    write(folder, "train_b.bin", cifar(2, 5, false));
    write(folder, "test.bin", cifar(0, 1, false));
    assertHolds(load("cifar10", Split.TRAIN, 0), 5);
    assertHolds(load("cifar10", Split.TEST, 0), 1);
    // The same part once more, packed: the plain file is the one to read.
    write(folder, "train_b.bin.gz", gzip(cifar(7, 9, false)));
    assertHolds(load("cifar10", Split.TRAIN, 0), 5);
  }

  @Test
  void aPrefixIsReadWithoutTheRest() {
    byte[] good = cifar(0, 3, false);
    byte[] bad = cifar(3, 5, false);
    bad[0] = 77;
    byte[] both = Arrays.copyOf(good, good.length + bad.length);
    System.arraycopy(bad, 0, both, good.length, bad.length);
    write(folder, "train.bin", both);
    assertHolds(load("cifar10", Split.TRAIN, 3), 3);
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image 3 has the label 77");
    // A gzip stream that breaks off behind the prefix.
    byte[] packed = gzip(cifar(0, 200, false));
    write(folder, "test.bin.gz", Arrays.copyOf(packed, packed.length - 20));
    assertHolds(load("cifar10", Split.TEST, 3), 3);
    assertThatThrownBy(() -> load("cifar10", Split.TEST, 0)).isInstanceOf(DataException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cifar10CutShort(boolean zipped) {
    byte[] cut = Arrays.copyOf(cifar(0, 3, false), 3 * 3073 - 5);
    write(folder, zipped ? "train.bin.gz" : "train.bin", zipped ? gzip(cut) : cut);
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("9214 bytes are not a whole number of records of 3073 bytes");
  }

  @Test
  void missingBatchesAreNotSkipped() {
    write(folder, "data_batch_1.bin", cifar(0, 1, false));
    write(folder, "data_batch_3.bin", cifar(0, 1, false));
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 of the files data_batch_1.bin to data_batch_5.bin are missing");
  }

  @Test
  void cifar100() {
    write(folder, "cifar-100-binary/train.bin", cifar(0, 6, true));
    write(folder, "cifar-100-binary/test.bin.gz", gzip(cifar(0, 5, true)));
    assertHolds(load("cifar100", Split.TRAIN, 0), 6);
    assertHolds(load("cifar100", Split.TEST, 2), 2);
    byte[] bytes = cifar(0, 6, true);
    bytes[3074] = 20;
    write(folder, "train.bin", bytes);
    assertThatThrownBy(() -> load("cifar100", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image 1 has the label 20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "fashion-mnist"})
  void idx(String name) {
    write(folder, "train-images-idx3-ubyte.gz", gzip(idxImages(9, 28, 28)));
    write(folder, "train-labels-idx1-ubyte", idxLabels(9));
    write(folder, "t10k-images.idx3-ubyte", idxImages(4, 28, 28));
    write(folder, "t10k-labels.idx1-ubyte.gz", gzip(idxLabels(4)));
    assertHolds(load(name, Split.TRAIN, 0), 9);
    assertHolds(load(name, Split.TRAIN, 5), 5);
    assertHolds(load(name, Split.TEST, 0), 4);
  }

  @Test
  void idxThatLies() {
    write(folder, "train-labels-idx1-ubyte", idxLabels(9));
    byte[] images = idxImages(9, 28, 28);
    refused(images, 4, Integer.MAX_VALUE, "bytes long where its header makes it");
    refused(images, 4, -1, "not an IDX file of images");
    refused(images, 0, 0x801, "not an IDX file of images");
    refused(images, 8, 32, "images of 32x28 pixels where 28x28 are expected");
    write(folder, "train-images-idx3-ubyte", idxImages(8, 28, 28));
    assertThatThrownBy(() -> load("mnist", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not hold the 8 labels");
    // Zipped, the true length is not known before it is read.
    folder.resolve("train-images-idx3-ubyte").toFile().delete();
    write(folder, "train-images-idx3-ubyte.gz", gzip(Arrays.copyOf(images, images.length - 1)));
    assertThatThrownBy(() -> load("mnist", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cut short");
    write(folder, "train-images-idx3-ubyte.gz", gzip(Arrays.copyOf(images, images.length + 1)));
    assertThatThrownBy(() -> load("mnist", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("more bytes than its header says");
  }

  private void refused(byte[] images, int at, int word, String message) {
    byte[] bytes = images.clone();
    ByteBuffer.wrap(bytes).putInt(at, word);
    write(folder, "train-images-idx3-ubyte", bytes);
    assertThatThrownBy(() -> load("mnist", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @EnumSource(names = {"UInt8", "Double", "Single", "Int16", "Int32", "UInt64"})
  void svhnWithLabelsOfAnyNumericType(MatlabType labels) {
    write(folder, "train_32x32.mat", svhn(12, labels, 6, ByteOrder.LITTLE_ENDIAN));
    assertHolds(load("svhn", Split.TRAIN, 0), 12);
    assertHolds(load("svhn", Split.TRAIN, 3), 3);
    write(folder, "test_32x32.mat", svhn(12, labels, 0, ByteOrder.BIG_ENDIAN));
    assertHolds(load("svhn", Split.TEST, 0), 12);
    assertHolds(load("svhn", Split.TEST, 5), 5);
  }

  @Test
  void svhnOddities() {
    write(
        folder, "train_32x32.mat.gz", gzip(svhn(1, MatlabType.UInt8, 6, ByteOrder.LITTLE_ENDIAN)));
    assertHolds(load("svhn", Split.TRAIN, 0), 1);
    refusedMat("no array X", Mat5.newMatFile().addArray("y", Mat5.newMatrix(2, 2)), "y is [2, 2]");
    refusedMat(
        "labels only", Mat5.newMatFile().addArray("Y", Mat5.newMatrix(2, 2)), "holds no array X");
    refusedMat(
        "wrong shape",
        Mat5.newMatFile().addArray("X", Mat5.newMatrix(new int[] {32, 32, 1, 4}, MatlabType.UInt8)),
        "X is uint8 [32, 32, 1, 4]");
    refusedMat(
        "wrong type",
        Mat5.newMatFile().addArray("X", Mat5.newMatrix(new int[] {32, 32, 3, 2}, MatlabType.Int8)),
        "X is int8 [32, 32, 3, 2]");
    refusedMat(
        "label 0",
        Mat5.newMatFile().addArray("y", Mat5.newMatrix(3, 1, MatlabType.UInt8)),
        "label 0.0 of image 0 is none of 1 to 10");
    write(
        folder,
        "test_32x32.mat",
        "MATLAB 7.3 MAT-file, and so on".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> load("svhn", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a MATLAB 5 MAT-file");
  }

  private void refusedMat(String what, MatFile mat, String message) {
    refusedMat(what, ImageFiles.mat(mat, 6, ByteOrder.LITTLE_ENDIAN), message);
  }

  private void refusedMat(String what, byte[] mat, String message) {
    write(folder, "test_32x32.mat", mat);
    assertThatThrownBy(() -> load("svhn", Split.TEST, 0))
        .as(what)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void svhnHeadersThatLie() {
    int huge = 1 << 14;
    refusedMat("a cell array", rawMat(1, 8, huge, huge, 1), "holds an array of class 1");
    refusedMat("an object", rawMat(17, 8, huge, huge, 1), "holds an array of class 17");
    refusedMat("many dimensions", rawMat(9, 1 << 30, 32, 32, 1), "states 1073741824 bytes");
    refusedMat("a long name", rawMat(9, 8, 32, 32, 1 << 30), "states 1073741824 bytes");
    refusedMat("a negative size", rawMat(9, 8, 32, 32, -8), "states -8 bytes");
    // The two-billion-image header of a file of a few hundred bytes.
    byte[] mat = svhn(1, MatlabType.UInt8, 0, ByteOrder.LITTLE_ENDIAN);
    ByteBuffer words = ByteBuffer.wrap(mat).order(ByteOrder.LITTLE_ENDIAN);
    int dimensions = 128 + 8 + 16 + 8;
    assertThat(words.getInt(dimensions + 8)).isEqualTo(3);
    words.putInt(dimensions + 8, 3 * (1 << 20));
    refusedMat("too many channels", mat, "X is uint8 [32, 32, 3145728");
  }

  /** A file of one array header and no content. */
  private static byte[] rawMat(int arrayClass, int shapeBytes, int rows, int columns, int name) {
    ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    out.put("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII)).position(124);
    out.putShort((short) 0x0100).putShort((short) ('M' << 8 | 'I'));
    out.putInt(14).putInt(120);
    out.putInt(6).putInt(8).putInt(arrayClass).putInt(0);
    out.putInt(5).putInt(shapeBytes).putInt(rows).putInt(columns);
    out.putInt(1).putInt(name).put((byte) 'X');
    return out.array();
  }

  @Test
  void missingFilesAreNamed() {
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no file in the data folder %s is named data_batch_1.bin, data_batch_2.bin,"
                    .formatted(folder)
                + " data_batch_3.bin, data_batch_4.bin, data_batch_5.bin, train*.bin,"
                + " data_batch_1, data_batch_2, data_batch_3, data_batch_4, data_batch_5"
                + " (or the same with .gz)");
    assertThatThrownBy(() -> load("svhn", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test_32x32.mat");
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> DataSets.byName("mnist").load(Optional.of(nowhere), Split.TRAIN, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(nowhere.toString());
  }

  @Test
  void moreImagesThanThereAre() {
    write(folder, "train.bin", cifar(0, 3, false));
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("4 images (--train-images) asked of cifar10 train, which holds 3");
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, -1)).isInstanceOf(ConfigException.class);
  }

  @Test
  void aBombIsStopped() {
    write(folder, "train.bin.gz", gzip(new byte[3073 * 5000]));
    assertThatThrownBy(() -> load("cifar10", Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("unpacks to more than the 8388608 bytes");
    assertThat(load("cifar10", Split.TRAIN, 100).size()).isEqualTo(100);
  }
}
