package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.Mutations;

class ClassFoldersTest {

  @TempDir Path root;

  /** A picture whose left and right thirds are black, so that cutting the middle shows. */
  private static byte[] picture(int width, int height, int rgb, String form) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        boolean middle = Math.abs(2 * x - width + 1) < height;
        image.setRGB(x, y, middle ? rgb : 0);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, form, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private void write(String file, byte[] content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
  }

  private DataSet open() {
    return DataSets.open("folder", Optional.of(root));
  }

  private void threeClasses() throws IOException {
    write("train/cat/1.png", picture(24, 8, 0xff0000, "png"));
    write("train/cat/2.PNG", picture(8, 8, 0xff0000, "png"));
    write("train/cat/3.png", picture(32, 32, 0xff0000, "png"));
    write("train/ape/a.png", picture(16, 16, 0x00ff00, "png"));
    write("train/bee/b.gif", picture(5, 5, 0x0000ff, "gif"));
    write("train/bee/c.jpg", picture(64, 64, 0x0000ff, "jpg"));
    write("train/bee/notes.txt", new byte[] {1});
    write("train/.hidden/x.png", picture(8, 8, 0, "png"));
    write("train/empty/readme.md", new byte[] {1});
    write("val/bee/z.png", picture(8, 8, 0x0000ff, "png"));
  }

  @Test
  void classesAreFoldersInTurnAndTheMiddleSquareIsKept() throws IOException {
    threeClasses();
    DataSet set = open();
    assertThat(set.classNames()).containsExactly("ape", "bee", "cat");
    assertThat(set.imageSize()).isEqualTo(16);
    ImageSet images = set.load(Optional.of(root), Split.TRAIN, 0);
    assertThat(IntStream.range(0, images.size()).map(images::label))
        .containsExactly(0, 1, 2, 1, 2, 2);
    int[][] colours = {{0, 255, 0}, {0, 0, 255}, {255, 0, 0}};
    byte[] pixels = images.array();
    for (int i = 0; i < images.size(); i++) {
      for (int p = 0; p < 16 * 16 * 3; p++) {
        assertThat(pixels[images.offset(i) + p] & 0xff)
            .as("image %d, value %d", i, p)
            .isCloseTo(colours[images.label(i)][p % 3], within(3));
      }
    }
    assertThat(set.load(Optional.of(root), Split.TRAIN, 3).size()).isEqualTo(3);
    ImageSet test = set.load(Optional.of(root), Split.TEST, 0);
    assertThat(test.size()).isEqualTo(1);
    assertThat(test.label(0)).isEqualTo(1);
  }

  @Test
  void aFolderWithoutTrainIsAllTraining() throws IOException {
    write("x/1.png", picture(300, 400, 0xffffff, "png"));
    write("y/1.png", picture(4, 4, 0xffffff, "png"));
    DataSet set = open();
    assertThat(set.imageSize()).isEqualTo(ClassFolders.LARGEST_SIDE);
    assertThat(set.load(Optional.of(root), Split.TRAIN, 0).size()).isEqualTo(2);
    assertThatThrownBy(() -> set.load(Optional.of(root), Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no test images");
  }

  @Test
  void whatCannotBeUsedIsSaidInOneLine() throws IOException {
    assertThatThrownBy(() -> DataSets.open("folder", Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--data-dir");
    assertThatThrownBy(() -> DataSets.open("folder", Optional.of(root.resolve("no"))))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds 0");
    threeClasses();
    write("val/dog/z.png", picture(8, 8, 0, "png"));
    assertThatThrownBy(() -> open().load(Optional.of(root), Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dog");
    write("train/bee/d.png", "not a picture".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> open().load(Optional.of(root), Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("d.png");
  }

  @Test
  void damagedPicturesAreReadOrRefused() throws IOException {
    threeClasses();
    for (String form : new String[] {"png", "jpg", "gif", "bmp"}) {
      Mutations.survive(
          "picture " + form,
          picture(16, 16, 0x808080, form),
          bytes -> {
            try {
              write("train/cat/1." + form, bytes);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            open().load(Optional.of(root), Split.TRAIN, 0);
          });
      Files.delete(root.resolve("train/cat/1." + form));
    }
  }
}
