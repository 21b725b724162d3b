package org.lambdanas.predictors.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;

class PublicFaceTest {

  @TempDir private Path folder;

  @Test
  void theExampleOfThePageRuns() throws IOException {
    Path file = folder.resolve("model.binpb");
    Example.run(file);
    Architecture convolutions = NasBench201Space.INSTANCE.at(15_624);
    try (PerformancePredictor model = PerformancePredictor.load(file)) {
      assertThat(model.predict(List.of(convolutions)).get(0).getMean()).isBetween(0.0, 60.0);
    }
    assertThat(
            lines(
                "src/main/java/org/lambdanas/predictors/api/package-info.java", "<pre>", "</pre>"))
        .containsExactlyElementsOf(
            lines(
                "src/test/java/org/lambdanas/predictors/api/Example.java", "// page:", "// :page"));
  }

  /** Code without its indentation. */
  private static List<String> lines(String file, String from, String to) throws IOException {
    List<String> all = Files.readAllLines(Path.of(file));
    int start = 0;
    while (!all.get(start).contains(from)) {
      start++;
    }
    int end = start;
    while (!all.get(end).contains(to)) {
      end++;
    }
    return all.subList(start + 1, end).stream()
        .map(line -> line.replaceFirst("^ \\*", "").strip())
        .filter(line -> !line.equals("}"))
        .toList();
  }

  @Test
  void mistakesAreNamed() {
    assertThat(PerformancePredictor.ids()).contains("gp", "xgb", "sotle").doesNotHaveDuplicates();
    assertThatThrownBy(() -> PerformancePredictor.fit("best", List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown predictor 'best'");
    assertThatThrownBy(() -> PerformancePredictor.load(folder.resolve("none.binpb")))
        .isInstanceOf(DataException.class);
  }
}
