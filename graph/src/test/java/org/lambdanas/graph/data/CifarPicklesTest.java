package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lambdanas.graph.data.ImageFiles.gzip;
import static org.lambdanas.graph.data.ImageFiles.write;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.DataException;

class CifarPicklesTest {

  @TempDir Path folder;

  /** A file as Python 2 writes it, operation by operation. */
  private static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int remembered;

    Writer raw(String operations) {
      out.writeBytes(operations.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Writer remember() {
      remembered++;
      return remembered < 256 ? raw("q" + (char) remembered) : raw("r").number(remembered);
    }

    Writer number(int number) {
      for (int shift = 0; shift < 32; shift += 8) {
        out.write(number >> shift);
      }
      return this;
    }

    Writer text(String text) {
      return raw("U" + (char) text.length() + text).remember();
    }

    Writer bytes(byte[] bytes) {
      raw("T").number(bytes.length);
      out.writeBytes(bytes);
      return remember();
    }

    byte[] done() {
      return out.toByteArray();
    }
  }

  /** Images 0 and on of the binary version, as the Python version has them. */
  static byte[] pickle(int images, String labels) {
    byte[] binary = ImageFiles.cifar(0, images, false);
    byte[] pixels = new byte[images * 3072];
    Writer file = new Writer().raw("\u0080\u0002}").remember().raw("(");
    file.text("batch_label").text("training batch 1 of 5").text(labels).raw("]").remember();
    file.raw("(");
    for (int i = 0; i < images; i++) {
      file.raw("K" + (char) (binary[i * 3073] & 0xff));
      System.arraycopy(binary, i * 3073 + 1, pixels, i * 3072, 3072);
    }
    file.raw("e").text("data").raw("cnumpy.core.multiarray\n_reconstruct\n").remember();
    file.raw("cnumpy\nndarray\n").remember().raw("K\0\u0085").remember().raw("U\1b").remember();
    file.raw("\u0087").remember().raw("R").remember();
    file.raw("(K\1M").raw((char) (images & 0xff) + "\0M\0\u000c\u0086").remember();
    file.raw("cnumpy\ndtype\n").remember().raw("U\2u1").remember().raw("K\0K\1\u0087").remember();
    file.raw("R").remember().raw("(K\3U\1|").remember().raw("NNNJ").number(-1).raw("J").number(-1);
    file.raw("K\0t").remember().raw("b\u0089").bytes(pixels).raw("t").remember().raw("b");
    file.text("filenames").raw("]").remember().raw("(");
    for (int i = 0; i < images; i++) {
      file.text("leptodactylus_pentadactylus_s_%06d.png".formatted(i));
    }
    return file.raw("eu.").done();
  }

  private ImageSet load(String set, Split split, int first) {
    return DataSets.byName(set).load(Optional.of(folder), split, first);
  }

  @Test
  void theyHoldTheImagesOfTheBinaryVersion() {
    for (int i = 1; i <= 5; i++) {
      write(folder, "cifar-10-batches-py/data_batch_" + i, pickle(200, "labels"));
    }
    write(folder, "cifar-10-batches-py/test_batch", pickle(7, "labels"));
    ImageSet training = load("cifar10", Split.TRAIN, 0);
    assertThat(training.size()).isEqualTo(1000);
    ImageSet test = load("cifar10", Split.TEST, 0);
    write(folder, "test.bin", ImageFiles.cifar(0, 7, false));
    ImageSet binary = load("cifar10", Split.TEST, 0);
    assertThat(test.sha256()).isEqualTo(binary.sha256());
    assertThat(training.range(200, 207).sha256()).isEqualTo(binary.sha256());
    assertThat(load("cifar10", Split.TRAIN, 202).size()).isEqualTo(202);
  }

  @Test
  void cifar100HasFineLabels() {
    write(folder, "cifar-100-python/train.gz", gzip(pickle(5, "fine_labels")));
    write(folder, "cifar-100-python/test", pickle(3, "coarse_labels"));
    ImageSet images = load("cifar100", Split.TRAIN, 0);
    assertThat(images.size()).isEqualTo(5);
    assertThat(images.label(1)).isEqualTo(ImageFiles.cifar(1, 2, false)[0]);
    assertThatThrownBy(() -> load("cifar100", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("as many numbers under 'fine_labels'; is this a file of 100 classes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cos*system*(U8echo hahtR. | makes something unknown ('os.system')",
        "cos*system*. | is a pickle of no dictionary",
        "}U1aicos*system*s. | holds something unknown (69)",
        "}(U4datacnumpy*dtype*(U2i4tRu. | holds no rows of 3072 bytes under 'data'",
        "}(U4datacnumpy*dtype*)u. | holds something unknown (29)",
        "}(U4datacnumpy*dtype*(tRu. | is cut short, damaged or no pickle",
        "}U9 | is cut short, damaged or no pickle",
        "}h0. | is cut short, damaged or no pickle",
        "u. | is cut short, damaged or no pickle",
      })
  void nothingElseIsReadAndNothingIsRun(String operations, String words) {
    StringBuilder raw = new StringBuilder();
    for (int i = 0; i < operations.length(); i++) {
      char c = operations.charAt(i);
      boolean length = i > 0 && operations.charAt(i - 1) == 'U' && Character.isDigit(c);
      raw.append(c == '*' ? '\n' : length ? (char) (c - '0') : c);
    }
    byte[] file = new Writer().raw("\u0080\u0002" + raw).done();
    write(folder, "test", file);
    assertThatThrownBy(() -> load("cifar100", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anotherProtocolIsNamed() {
    write(folder, "test", new Writer().raw("\u0080\u0004}.").done());
    assertThatThrownBy(() -> load("cifar100", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a pickle of protocol 4: only the published files for Python")
        .hasMessageContaining("take those of the binary version");
  }

  @Test
  void sizesThatDisagreeAreRefused() {
    byte[] file = pickle(3, "fine_labels");
    // The array's rows, behind its mark and version.
    int rows = new String(file, StandardCharsets.ISO_8859_1).indexOf("(K\1M") + 4;
    byte[] more = file.clone();
    more[rows] = 4;
    write(folder, "test", more);
    assertThatThrownBy(() -> load("cifar100", Split.TEST, 0))
        .hasMessageContaining("9216 bytes are no array of 4 rows of 3072");
    write(folder, "test", Arrays.copyOf(file, file.length / 2));
    assertThatThrownBy(() -> load("cifar100", Split.TEST, 0)).hasMessageContaining("cut short");
  }

  @Test
  void anArchiveThatIsStillPackedIsNamed() {
    write(folder, "cifar-10-python.tar.gz", new byte[9]);
    assertThatThrownBy(() -> load("cifar10", Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is the archive")
        .hasMessageContaining("cifar-10-python.tar.gz: unpack it");
  }
}
