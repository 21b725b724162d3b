package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;

class PictureSquaresTest {

  @TempDir private Path root;

  private final SplittableRandom random = new SplittableRandom(5);

  private Path picture(String file, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
    return path;
  }

  private static byte[] pixels(ReadPicture read) {
    assertThat(read).isInstanceOf(ReadPicture.Square.class);
    return ((ReadPicture.Square) read).pixels();
  }

  /** Twelve pictures of many sizes; half of them have 40 pixels or more. */
  private void folder() throws IOException {
    int[] sides = {9, 16, 25, 30, 33, 40, 41, 50, 64, 77, 100, 300};
    for (int i = 0; i < sides.length; i++) {
      // Sorted by name, one of each class in turn.
      String name = (char) ('a' + i) + "" + i;
      picture("train/" + (i % 2 == 0 ? "a/" : "b/") + name + ".png", sides[i] + i, sides[i]);
    }
  }

  @Test
  void picturesComeAsATrainingReadsThem() throws IOException {
    folder();
    DataSet set = DataSets.open("folder", Optional.of(root));
    for (int side : new int[] {12, 41, 60}) {
      ImageSet images = set.load(Optional.of(root), Split.TRAIN, 0, side).resized(side);
      PictureSquares squares = new PictureSquares(set.pictureSide(side), side, 3);
      List<byte[]> expected = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        byte[] one = new byte[3 * side * side];
        images.range(i, i + 1).pixels().get(one);
        expected.add(one);
      }
      List<Path> files = FolderFiles.of(root.resolve("train"));
      try (PictureStream stream = new PictureStream(squares, files)) {
        for (Path file : files) {
          ReadPicture read = stream.next();
          assertThat(read.file()).isEqualTo(file);
          int number = Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
          assertThat(pixels(read)).as("%s at %d", file, side).isEqualTo(expected.get(number));
        }
        assertThat(stream.hasNext()).isFalse();
      }
    }
    assertThat(set.pictureSide(12)).isEqualTo(41);
    assertThat(DataSets.byName("digits").pictureSide(12)).isZero();
  }

  @Test
  void withoutATrainingsSideEachPictureIsBroughtDownFromItsOwn() throws IOException {
    Path small = picture("small.png", 20, 24);
    Path large = picture("large.png", 500, 400);
    assertThat(pixels(new PictureSquares(0, 8, 3).read(small)))
        .isEqualTo(pixels(new PictureSquares(20, 8, 3).read(small)));
    assertThat(pixels(new PictureSquares(0, 8, 3).read(large)))
        .isEqualTo(pixels(new PictureSquares(224, 8, 3).read(large)))
        .isNotEqualTo(pixels(new PictureSquares(8, 8, 3).read(large)));
  }

  @Test
  void greyIsThatOfPillow() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(0, 1, 0x0000ff);
    image.setRGB(1, 1, 0x7b7b7b);
    Path file = root.resolve("colours.png");
    ImageIO.write(image, "png", file.toFile());
    // PIL.Image.convert("L") of pure red, green, blue and a grey.
    assertThat(pixels(new PictureSquares(2, 2, 1).read(file)))
        .containsExactly(76, (byte) 150, 29, 0x7b);
  }

  @Test
  void whatIsNoPictureIsSaidToBeNone() throws IOException {
    PictureSquares squares = new PictureSquares(0, 8, 3);
    Path whole = picture("whole.png", 30, 30);
    Path cut = root.resolve("cut.png");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(squares.read(cut))
        .isInstanceOfSatisfying(
            ReadPicture.Broken.class,
            broken -> assertThat(broken.trouble()).hasMessageContaining("cut.png"));
    Path text = Files.writeString(root.resolve("notes"), "no picture");
    assertThat(squares.read(text))
        .isInstanceOfSatisfying(
            ReadPicture.Other.class,
            other -> assertThat(other.refusal()).hasMessageContaining("notes is no picture"));
    Path heic =
        Files.write(
            root.resolve("x.heic"),
            new byte[] {0, 0, 0, 0, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c'});
    assertThat(squares.read(heic))
        .isInstanceOfSatisfying(
            ReadPicture.Other.class, other -> assertThat(other.form()).isEqualTo("HEIC"));
    assertThat(squares.read(root.resolve("nowhere")))
        .isInstanceOfSatisfying(
            ReadPicture.Other.class,
            other -> assertThat(other.refusal()).hasMessageContaining("is not there"));
    assertThatThrownBy(() -> new PictureSquares(0, 8, 4)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new PictureSquares(0, 2000, 3)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new PictureSquares(2000, 8, 3)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new PictureSquares(-1, 8, 3)).isInstanceOf(DataException.class);
  }

  @Test
  void filesAreThoseThatAPartIsReadFrom() throws IOException {
    folder();
    Path test = picture("val/a/deep/3.png", 8, 8);
    Path broken = Files.writeString(root.resolve("val/a/broken.png"), "no picture");
    DataSet set = DataSets.open("folder", Optional.of(root));
    LabelledPictures part =
        set.pictures(Optional.of(root), Split.TEST, PictureRules.usual()).orElseThrow();
    assertThat(part.isUndivided()).isFalse();
    assertThat(part.classNames()).containsExactly("a", "b");
    assertThat(part.files()).containsExactly(test, broken);
    assertThat(part.labels()).containsExactly(0, 0);
    Path alone = root.resolve("train");
    DataSet undivided = DataSets.open("folder", Optional.of(alone));
    PictureRules half = new PictureRules(0.5, 0, false);
    List<Path> held = files(undivided, alone, Split.TEST, half);
    List<Path> kept = files(undivided, alone, Split.TRAIN, half);
    assertThat(held).hasSize(6).doesNotContainAnyElementsOf(kept);
    assertThat(files(undivided, alone, Split.TRAIN, new PictureRules(0, 0, false)))
        .hasSize(12)
        .containsAll(held);
    assertThat(DataSets.byName("digits").pictures(Optional.empty(), Split.TEST, half)).isEmpty();
  }

  private static List<Path> files(DataSet set, Path folder, Split split, PictureRules rules) {
    LabelledPictures pictures = set.pictures(Optional.of(folder), split, rules).orElseThrow();
    assertThat(pictures.isUndivided()).isTrue();
    return pictures.files();
  }
}
