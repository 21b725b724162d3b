package org.lambdanas.search.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;

class PublicFaceTest {

  private static final DataSet DIGITS = DataSets.byName("digits");

  @TempDir private Path folder;

  private static ImageSet digits(Split split, int images) {
    return DIGITS.load(Optional.empty(), split, images);
  }

  @Test
  void theExampleOfThePageRuns() throws IOException {
    Path model = Example.run(digits(Split.TRAIN, 64), digits(Split.TEST, 40), folder);
    assertThat(model.resolve("saved_model.pb")).isNotEmptyFile();
    assertThat(lines("src/main/java/org/lambdanas/search/api/package-info.java", "<pre>", "</pre>"))
        .containsExactlyElementsOf(
            lines("src/test/java/org/lambdanas/search/api/Example.java", "// page:", "// :page"));
  }

  /** Code without its indentation. */
  private static List<String> lines(String file, String from, String to) throws IOException {
    List<String> all = Files.readAllLines(Path.of(file));
    int start = indexOf(all, from);
    return all.subList(start + 1, indexOf(all, to)).stream()
        .map(line -> line.replaceFirst("^ \\*", "").strip())
        .filter(line -> !line.equals("}"))
        .toList();
  }

  private static int indexOf(List<String> lines, String part) {
    int index = 0;
    while (!lines.get(index).contains(part)) {
      index++;
    }
    return index;
  }

  private LambdaDarts search(DataSet images) {
    return LambdaDarts.on(images)
        .method(SearchMethod.SEARCH_METHOD_DARTS)
        .configure(config -> config.setEpochs(2).setBatchSize(10).setSeed(3))
        .configure(config -> config.getNetworkBuilder().setChannels(2));
  }

  @Test
  void aStoppedSearchGoesOnInItsFolderToTheSameEnd() {
    DataSet images =
        DataSet.inMemory("mine", digits(Split.TRAIN, 60), digits(Split.TEST, 20), false);
    List<Integer> epochs = new ArrayList<>();
    SearchResult whole =
        search(images).listener(epoch -> epochs.add(epoch.getEpoch())).run().orElseThrow();
    assertThat(epochs).containsExactly(0, 1);
    Path run = folder.resolve("run");
    assertThat(search(images).folder(run).stopWhen(() -> true).run()).isEmpty();
    assertThatThrownBy(() -> search(images).configure(c -> c.setSeed(4)).folder(run).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("other settings");
    DataSet others =
        DataSet.inMemory(
            "mine", digits(Split.TRAIN, 61).range(1, 61), digits(Split.TEST, 20), false);
    assertThatThrownBy(() -> search(others).folder(run).run()).isInstanceOf(DataException.class);
    SearchResult resumed = search(images).folder(run).run().orElseThrow();
    assertThat(resumed.getAlphaList()).isEqualTo(whole.getAlphaList());
    assertThat(resumed.getArchitecture()).isEqualTo(whole.getArchitecture());
    assertThat(resumed.getHistory().getEpochs(1).getTrainLoss())
        .isEqualTo(whole.getHistory().getEpochs(1).getTrainLoss());
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> LambdaDarts.on(DIGITS).space("nowhere"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown search space 'nowhere'");
    assertThatThrownBy(() -> LambdaDarts.on(DIGITS).preset("huge"))
        .hasMessageContaining("paper, laptop");
    assertThatThrownBy(() -> LambdaDarts.on(DIGITS).configure(c -> c.setBatchSize(0)).config())
        .isInstanceOf(ConfigException.class);
    assertThat(LambdaDarts.on(DIGITS).preset("paper").config().getEpochs()).isEqualTo(50);
  }

  @Test
  void numbersBecomeImages() {
    ImageSet images =
        ImageSet.of("two", 1, 1, 1, List.of("dark", "light"), new float[] {0, 1}, new int[] {0, 1});
    assertThat(images.pixel(1, 0, 0, 0)).isEqualTo(255);
    assertThatThrownBy(
            () -> ImageSet.of("one", 1, 1, 1, List.of("a", "b"), new float[] {2}, new int[] {0}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not 0 to 1");
    ImageSet wide = ImageSet.of("wide", 1, 2, 1, List.of("a"), new byte[2], new int[1]);
    assertThatThrownBy(() -> DataSet.inMemory("wide", wide, wide, false))
        .hasMessageContaining("square");
  }
}
