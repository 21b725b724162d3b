package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lambdanas.graph.data.PictureTree.numbers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;

class HeldOutTest {

  @TempDir Path root;

  private static PictureRules rules(double share, long seed) {
    return new PictureRules(share, seed, false);
  }

  private PictureTree twoClasses(String folder) {
    return new PictureTree(root.resolve(folder)).put("a", 20, 0).put("b", 40, 100);
  }

  private static Map<Integer, Long> byLabel(ImageSet images) {
    return IntStream.range(0, images.size())
        .mapToObj(images::label)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void aShareOfEachClassIsHeldOutAndNothingIsInBothParts() {
    PictureTree tree = twoClasses("x");
    ImageSet training = tree.load(Split.TRAIN, PictureRules.usual());
    ImageSet test = tree.load(Split.TEST, PictureRules.usual());
    assertThat(byLabel(test)).isEqualTo(Map.of(0, 4L, 1, 8L));
    assertThat(byLabel(training)).isEqualTo(Map.of(0, 16L, 1, 32L));
    List<Integer> all = new ArrayList<>(numbers(training));
    all.addAll(numbers(test));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.concat(IntStream.range(0, 20), IntStream.range(100, 140)).boxed().toList());
  }

  @Test
  void theSameAreHeldOutWhereverTheFolderIsAndOthersByAnotherSeed() throws IOException {
    PictureTree here = twoClasses("x");
    // Names in another order of writing, at another place.
    PictureTree there = new PictureTree(root.resolve("deep/y")).put("b", 40, 100).put("a", 20, 0);
    ImageSet one = here.load(Split.TEST, rules(.25, 7));
    assertThat(there.load(Split.TEST, rules(.25, 7)).sha256()).isEqualTo(one.sha256());
    assertThat(numbers(here.load(Split.TEST, rules(.25, 8)))).isNotEqualTo(numbers(one));
    // A picture more changes at most one of the held-out ones of its class, and none of others.
    there.put("a/new.png", 90);
    List<Integer> more = numbers(there.load(Split.TEST, rules(.25, 7)));
    assertThat(numbers(one).stream().filter(number -> !more.contains(number)).count())
        .isLessThanOrEqualTo(1);
    Files.delete(root.resolve("deep/y/a/new.png"));
    assertThat(numbers(there.load(Split.TEST, rules(.25, 7)))).isEqualTo(numbers(one));
  }

  @Test
  void whatIsHeldOutStaysSoInLaterVersions() {
    assertThat(numbers(twoClasses("x").load(Split.TEST, rules(.1, 0))))
        .containsExactly(2, 112, 5, 124, 134, 138);
  }

  @Test
  void ofFewPicturesOneIsHeldOutButNeverTheLast() {
    PictureTree tree = new PictureTree(root).put("a", 1, 0).put("b", 2, 10).put("c", 3, 20);
    assertThat(byLabel(tree.load(Split.TEST, rules(.01, 0)))).isEqualTo(Map.of(1, 1L, 2, 1L));
    assertThat(byLabel(tree.load(Split.TEST, rules(.99, 0)))).isEqualTo(Map.of(1, 1L, 2, 2L));
    assertThat(byLabel(tree.load(Split.TRAIN, rules(.99, 0))))
        .isEqualTo(Map.of(0, 1L, 1, 1L, 2, 1L));
  }

  @Test
  void withoutAShareAllAreToLearnFrom() {
    PictureTree tree = twoClasses("x");
    assertThat(tree.load(Split.TRAIN, rules(0, 0)).size()).isEqualTo(60);
    assertThatThrownBy(() -> tree.load(Split.TEST, rules(0, 0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no test images")
        .hasMessageContaining("--held-out");
  }

  @Test
  void foldersThatSayWhatIsToJudgeByAreNotDivided() {
    PictureTree tree =
        new PictureTree(root).put("train/a", 4, 0).put("train/b", 4, 10).put("val/a", 2, 50);
    assertThat(numbers(tree.load(Split.TRAIN, rules(.5, 3))))
        .containsExactly(0, 10, 1, 11, 2, 12, 3, 13);
    assertThat(numbers(tree.load(Split.TEST, rules(.5, 3)))).containsExactly(50, 51);
  }
}
