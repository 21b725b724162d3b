package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

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
    ByteBuffer pixels = images.pixels();
    for (int i = 0; i < images.size(); i++) {
      for (int p = 0; p < 16 * 16 * 3; p++) {
        assertThat(pixels.get(i * 16 * 16 * 3 + p) & 0xff)
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
  void ofOnePictureOfAClassNoneIsHeldOut() throws IOException {
    write("x/1.png", picture(300, 400, 0xffffff, "png"));
    write("y/1.png", picture(4, 4, 0xffffff, "png"));
    DataSet set = open();
    assertThat(set.imageSize()).isEqualTo(ClassFolders.LARGEST_SIDE);
    assertThat(set.load(Optional.of(root), Split.TRAIN, 0).size()).isEqualTo(2);
    assertThatThrownBy(() -> set.load(Optional.of(root), Split.TEST, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no test images");
  }

  /**
   * Broken pictures belong to one part, whichever is read first, and leave the others where they
   * are.
   */
  @Test
  void brokenPicturesAreDividedToo() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("x/%02d.png".formatted(i), picture(8, 8, i, "png"));
      write("y/%02d.png".formatted(i), picture(8, 8, i, "png"));
    }
    PictureRules half = new PictureRules(.5, 3, true);
    List<Path> before = files(Split.TEST, half);
    assertThat(before).hasSize(20);
    for (int i = 0; i < 30; i++) {
      write("x/broken%02d.png".formatted(i), new byte[] {1, 2, 3});
    }
    List<Path> test = files(Split.TEST, half);
    List<Path> train = files(Split.TRAIN, half);
    assertThat(test).startsWith(before.toArray(Path[]::new));
    assertThat(test).doesNotContainAnyElementsOf(train);
    assertThat(test.size() + train.size()).isEqualTo(70);
    assertThat(test.size() - 20).isBetween(5, 25);
    assertThat(open().load(Optional.of(root), Split.TEST, 0, 0, half).size()).isEqualTo(20);
    assertThat(open().load(Optional.of(root), Split.TRAIN, 0, 0, half).size()).isEqualTo(20);
    // Without a word for it, one that is broken is refused whatever part it is of.
    PictureRules strict = new PictureRules(.5, 3, false);
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      assertThatThrownBy(() -> open().load(Optional.of(root), split, 0, 0, strict))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("broken00.png");
    }
  }

  private List<Path> files(Split split, PictureRules rules) {
    return open().pictures(Optional.of(root), split, rules).orElseThrow().files();
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
  void whatAFileIsDecidesAndNotItsName() throws IOException {
    write("a/photo.jfif", picture(8, 8, 0xff0000, "jpg"));
    write("a/photo.jpe", picture(8, 8, 0xff0000, "jpg"));
    write("a/photo", picture(8, 8, 0xff0000, "png"));
    write("a/photo.txt", picture(8, 8, 0xff0000, "gif"));
    write("a/photo.jpg", picture(8, 8, 0xff0000, "bmp"));
    write("a/notes.txt", new byte[] {1});
    write("a/.hidden.jpg", new byte[] {1});
    write("b/photo.webp", picture(8, 8, 0x00ff00, "png"));
    PictureRules all = new PictureRules(0, 0, false);
    assertThat(open().load(Optional.of(root), Split.TRAIN, 0, 0, all).size()).isEqualTo(6);
  }

  private ImageSet load(Split split, int side) {
    return open().load(Optional.of(root), split, 0, side);
  }

  private void refused(String... words) {
    assertThatThrownBy(() -> load(Split.TRAIN, 0))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aClassWithoutAPictureThatIsReadIsNamed() throws IOException {
    threeClasses();
    write("train/owl/1.jxl", latin("\0\0\0 JXL \r\n"));
    write("train/owl/2.jpg", latin("\0\0\0 JXL \r\n"));
    write("train/owl/3.x", latin("\0\0\0 ftypheic\0\0\0\0"));
    write("train/owl/5.png", latin("\0\0\0 ftypavif\0\0\0\0"));
    write("train/owl/6.svg", latin("<svg"));
    refused(
        "train/owl",
        "1 AVIF, 1 HEIC, 2 JPEG XL, 1 SVG",
        "PNG, JPEG, GIF, BMP, WebP and TIFF are read");
    write("train/owl/7.png", picture(8, 8, 0, "png"));
    assertThat(open().classNames()).contains("owl");
    Files.createDirectories(root.resolve("train/empty"));
    refused("train/empty holds no picture that can be read");
  }

  @Test
  void noPictureIsLeftOutWithoutAWord() throws IOException {
    threeClasses();
    Path file = root.resolve("train/cat/0.jpg");
    Files.createSymbolicLink(file, root.resolve("nowhere"));
    refused("0.jpg", "a link that leads nowhere");
    Files.delete(file);
    write("train/cat/0.jpg", new byte[0]);
    refused("0.jpg is empty");
    Files.delete(file);
    // Folders inside a class, as Tiny ImageNet has them.
    write("train/cat/images/9.png", picture(8, 8, 0xff0000, "png"));
    assertThat(load(Split.TRAIN, 0).size()).isEqualTo(7);
    Files.createSymbolicLink(root.resolve("train/cat/images/again"), root.resolve("train/cat"));
    refused("a link leads back", "again");
  }

  @Test
  void foldersOfSplitsGoByManyNamesButNeverForClasses() throws IOException {
    write("Training/a/1.png", picture(8, 8, 0, "png"));
    write("Training/b/1.png", picture(8, 8, 0, "png"));
    write("VALID/a/1.png", picture(8, 8, 0, "png"));
    assertThat(open().classNames()).containsExactly("a", "b");
    assertThat(load(Split.TEST, 0).size()).isEqualTo(1);
    Files.move(root.resolve("Training"), root.resolve("fold-1"));
    refused("holds VALID but no folder train, only 'fold-1': expected are train/CLASS/");
  }

  @Test
  void picturesOutsideOfClassesAreCounted() throws IOException {
    write("1.png", picture(8, 8, 0, "png"));
    write("2.webp", picture(8, 8, 0, "png"));
    refused("it holds 0 and 2 pictures outside of the folders of classes, such as", "1.png");
  }

  @Test
  void halfOfThePicturesDecideTheSizeWhicheverComesFirst() throws IOException {
    write("train/a/0.png", picture(8, 8, 0, "png"));
    write("train/b/0.png", picture(1024, 4, 0, "png"));
    for (int i = 1; i < 5; i++) {
      write("train/a/" + i + ".png", picture(150, 170, 0, "png"));
      write("train/b/" + i + ".png", picture(151, 150, 0, "png"));
    }
    assertThat(open().imageSize()).isEqualTo(148);
    assertThat(load(Split.TRAIN, 0).height()).isEqualTo(148);
    assertThat(load(Split.TRAIN, 100).height()).isEqualTo(100);
    assertThatThrownBy(() -> load(Split.TRAIN, 5000))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--image-size");
  }

  /** Runs go by the fingerprint: it is the one that the pictures always had. */
  @Test
  void shrinkingWhileReadingChangesNoBit() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 12; i++) {
      BufferedImage image = new BufferedImage(40 + i, 36, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < image.getWidth() * 36; p++) {
        image.setRGB(p % image.getWidth(), p / image.getWidth(), random.nextInt(1 << 24));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      write("train/" + "ab".charAt(i % 2) + "/" + i + ".png", bytes.toByteArray());
    }
    ImageSet kept = load(Split.TRAIN, 0);
    assertThat(HexFormat.of().formatHex(kept.sha256()))
        .isEqualTo("311f38ae3b575edd340bae636fe624b756229ee3da748020c05f75b6048df03c");
    for (int side : new int[] {12, 18, 16, 25, 64}) {
      ImageSet shrunk = load(Split.TRAIN, side);
      assertThat(shrunk.pixels()).isEqualTo(kept.resized(side).pixels());
      assertThat(shrunk.sha256()).isEqualTo(kept.sha256());
      assertThat(shrunk.first(12).sha256()).isEqualTo(kept.resized(side).sha256());
    }
  }
}
