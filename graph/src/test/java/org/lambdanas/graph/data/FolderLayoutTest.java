package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lambdanas.graph.data.PictureTree.numbers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.DataException;

class FolderLayoutTest {

  @TempDir Path root;

  private PictureTree tree = new PictureTree(Path.of(""));

  @BeforeEach
  void open() {
    tree = new PictureTree(root);
  }

  private void learns(Integer... expected) {
    assertThat(numbers(tree.load(Split.TRAIN, PictureRules.usual()))).containsExactly(expected);
  }

  private void judges(Integer... expected) {
    assertThat(numbers(tree.load(Split.TEST, PictureRules.usual()))).containsExactly(expected);
  }

  private void refuses(Split split, String... words) {
    assertThatThrownBy(() -> tree.load(split, PictureRules.usual()))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @ParameterizedTest
  @CsvSource({
    "train, val",
    "TRAIN, Valid",
    "Training, validation",
    "training, Testing",
    "Train, test",
  })
  void foldersGoByManyNames(String training, String test) {
    tree.put(training + "/a", 1, 1).put(training + "/b", 1, 2).put(test + "/b", 2, 30);
    learns(1, 2);
    judges(30, 31);
  }

  @Test
  void aFolderOfTestPicturesBesideThatOfValidationIsLeftAlone() {
    tree.put("train/a", 1, 1).put("train/b", 1, 2).put("valid/a", 1, 30);
    tree.put("test/a", 1, 40).put("cats", 1, 50).write("notes/1.txt", "none");
    learns(1, 2);
    judges(30);
    assertThat(FolderLayout.of(root).leftAlone())
        .containsExactly(root.resolve("cats"), root.resolve("test"));
  }

  @Test
  void whatCouldBeEitherIsRefused() throws IOException {
    tree.put("train/a", 1, 1).put("train/b", 1, 2).put("val/a", 1, 3).put("validation/a", 1, 4);
    refuses(Split.TRAIN, "holds val and validation, each of which could be meant: keep one");
    Files.move(root.resolve("validation"), root.resolve("training"));
    refuses(Split.TRAIN, "holds train and training");
  }

  @Test
  void aSlipInANameIsAnsweredWithTheName() throws IOException {
    tree.put("trian/a", 1, 1).put("trian/b", 1, 2).put("val/a", 1, 3);
    refuses(Split.TRAIN, "holds val but no folder train, only 'trian', perhaps train:");
    Files.move(root.resolve("val"), root.resolve("vaild"));
    refuses(Split.TRAIN, "'trian', perhaps train? expected are train/CLASS/ and val/CLASS/");
    Files.move(root.resolve("trian"), root.resolve("train"));
    learns(1, 2);
    refuses(Split.TEST, "no test images: no folder val, valid", "'vaild', perhaps valid");
  }

  @Test
  void aFolderAroundTheFolderIsToldApart() {
    tree.put("flowers/train/a", 1, 1).put("flowers/train/b", 1, 2);
    refuses(Split.TRAIN, "perhaps " + root.resolve("flowers") + " is meant");
  }

  @Test
  void foldersOfSystemsAreNoClasses() {
    tree.put("a", 1, 1).put("b", 1, 2);
    tree.write("__MACOSX/a/._0.png", "Mac").write(".cache/0.png", "?").write("@eaDir/0.png", "?");
    learns(1, 2);
  }

  @Test
  void picturesMayLieInAFolderWithinThatOfTheirClass() {
    tree.put("train/n1/images", 2, 1).put("train/n2/images", 1, 5);
    tree.write("train/n1/n1_boxes.txt", "n1_0.JPEG\t0\t0\t62\t62\n");
    learns(1, 5, 2);
    PictureTree bare = new PictureTree(root.resolve("train"));
    assertThat(numbers(bare.load(Split.TRAIN, new PictureRules(0, 0, false))))
        .containsExactly(1, 5, 2);
    bare.put("n3/other", 1, 9);
    assertThatThrownBy(() -> bare.load(Split.TRAIN, PictureRules.usual()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only folders that do");
  }

  @Test
  void picturesForFindingObjectsAreNotTakenForClasses() {
    tree.put("train/images", 2, 1).write("train/labels/0.txt", "0 .5 .5 .1 .1");
    refuses(Split.TRAIN, "holds images/ and labels/", "no folder for each class");
  }

  private void tinyImageNet(String annotations) {
    tree.put("train/n1/images", 1, 1).put("train/n2/images", 1, 2);
    tree.put("val/images", 3, 30).write("val/val_annotations.txt", annotations);
    tree.put("test/images", 2, 60);
  }

  @Test
  void aFileMaySayOfWhatClassPicturesAre() {
    tinyImageNet("2.png\tn1\t0\t32\t44\t62\n1.png\tn2\t1\t2\t3\t4\r\n\n0.png\tn2\n");
    learns(1, 2);
    ImageSet test = tree.load(Split.TEST, PictureRules.usual());
    assertThat(numbers(test)).containsExactly(32, 30, 31);
    assertThat(test.label(0)).isEqualTo(0);
    assertThat(test.label(1)).isEqualTo(1);
    assertThat(test.label(2)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.png\tn1;1.png\tn2 | does not say of what class the picture ; 2.png",
        "0.png\tn1;1.png\tn2;2.png\tn9 | line 3: 'n9' is a class that the training images do not",
        "0.png n1 | line 1: '0.png n1' has no tab",
        "0.png\tn1;0.png\tn2 | line 2: the picture '0.png' is named twice",
        "../0.png\tn1 | line 1: '../0.png' is not the name of a file",
        "0.png\tn1;1.png\tn1;2.png\tn2;3.png\tn2 | the picture 3.png that ; names is not in",
      })
  void whatTheFileGetsWrongIsSaid(String lines, String words) {
    tinyImageNet(lines.replace(";", "\n") + "\n");
    refuses(Split.TEST, words.split(" ; "));
  }

  @Test
  void picturesThatNothingIsSaidOfAreRefused() throws IOException {
    tinyImageNet("");
    Files.delete(root.resolve("val/val_annotations.txt"));
    refuses(Split.TEST, "val holds images/ and neither folders of classes nor a file such as");
    // Sorted into folders since, with or without what was left.
    tree.put("val/n2", 1, 77);
    refuses(Split.TEST, "holds images/ and folders of classes, each of which could be meant");
    for (int i = 0; i < 3; i++) {
      Files.delete(root.resolve("val/images/" + i + ".png"));
    }
    judges(77);
  }
}
