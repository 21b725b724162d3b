package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lambdanas.graph.data.PictureTree.numbers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

class BrokenPicturesTest {

  private static final PictureRules STRICT = new PictureRules(0, 0, false);
  private static final PictureRules SKIPPING = new PictureRules(0, 0, true);

  @TempDir Path root;

  private PictureTree tree = new PictureTree(Path.of(""));

  @BeforeEach
  void somePictures() throws IOException {
    tree = new PictureTree(root).put("train/a", 4, 0).put("train/b", 4, 10).put("val/a", 2, 50);
    // One ends early, one is empty, one is no picture, one leads nowhere.
    tree.cut("train/a/1.png").write("train/a/2x.jpg", "").write("train/b/0.png", "<html>");
    Files.createSymbolicLink(root.resolve("train/b/9.png"), root.resolve("nowhere"));
  }

  private void refused(PictureRules rules, String... words) {
    assertThatThrownBy(() -> tree.load(Split.TRAIN, rules))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void theFirstIsAnErrorUnlessTheyAreToBePassedOver() throws IOException {
    refused(STRICT, "train/a/2x.jpg is empty");
    Files.delete(root.resolve("train/a/2x.jpg"));
    Files.delete(root.resolve("train/b/0.png"));
    Files.delete(root.resolve("train/b/9.png"));
    refused(STRICT, "train/a/1.png");
  }

  @Test
  void theOthersAreReadInTheirOrder() {
    ImageSet images = tree.load(Split.TRAIN, SKIPPING);
    assertThat(numbers(images)).containsExactly(0, 11, 12, 2, 13, 3);
    assertThat(IntStream.range(0, images.size()).map(images::label))
        .containsExactly(0, 1, 1, 0, 1, 0);
    assertThat(images.sha256()).isEqualTo(tree.load(Split.TRAIN, SKIPPING).sha256());
  }

  @Test
  void asManyAsWereAskedForAreReadIfThereAre() {
    assertThat(numbers(tree.load(Split.TRAIN, 4, SKIPPING))).containsExactly(0, 11, 12, 2);
    assertThatThrownBy(() -> tree.load(Split.TRAIN, 7, SKIPPING))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("7 images (--train-images)")
        .hasMessageContaining("which holds 6");
  }

  @Test
  void withoutBrokenOnesNothingChanges() throws IOException {
    PictureTree whole =
        new PictureTree(root.resolve("whole")).put("train/a", 3, 0).put("train/b", 2, 10);
    assertThat(whole.load(Split.TRAIN, SKIPPING).sha256())
        .isEqualTo(whole.load(Split.TRAIN, STRICT).sha256());
  }

  @Test
  void aClassOfBrokenPicturesOnlyIsAlwaysRefused() {
    tree.write("train/c/0.png", "no").write("train/c/1.png", "nor this");
    refused(SKIPPING, "no picture of the class c can be read, all 2 are broken: ", "c/0.png is");
    // Where only the decoder finds out.
    tree.cut("train/c/0.png").cut("train/c/1.png");
    refused(SKIPPING, "no picture of the class c can be read, all 2 are broken: ", "c/0.png");
  }

  @Test
  void theyAreCountedInOneLineWithTheFirstNames() {
    DataException why = new DataException("why");
    List<BrokenPicture> broken =
        IntStream.range(0, 5).mapToObj(i -> new BrokenPicture("d/" + i + ".png", why)).toList();
    assertThat(BrokenPicture.line(broken))
        .isEqualTo("5 broken pictures passed over: d/0.png, d/1.png, d/2.png, ...");
    assertThat(BrokenPicture.line(broken.subList(0, 1)))
        .isEqualTo("1 broken picture passed over: d/0.png");
  }

  @Test
  void aPictureThatAFileNamesAndThatIsNotThereIsABrokenOne() {
    PictureTree tiny =
        new PictureTree(root.resolve("tiny")).put("train/a", 1, 0).put("train/b", 1, 1);
    tiny.put("val/images", 2, 20).write("val/x_annotations.txt", "0.png\ta\n1.png\tb\n2.png\tb\n");
    assertThatThrownBy(() -> tiny.load(Split.TEST, STRICT)).hasMessageContaining("2.png");
    assertThat(numbers(tiny.load(Split.TEST, SKIPPING))).containsExactly(20, 21);
  }
}
