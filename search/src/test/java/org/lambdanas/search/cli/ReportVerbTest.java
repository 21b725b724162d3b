package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.search.report.PageRules;

/** Every run leaves a page that stands on its own. */
class ReportVerbTest {

  @TempDir private Path folder;

  private Path run() {
    return folder.resolve("r<u>n");
  }

  private void runs(String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.code()).as(invocation.err()).isZero();
  }

  private static String selfContained(Path file) throws IOException {
    String page = PageRules.checked(Files.readString(file));
    // Pictures and tables are within.
    assertThat(page.replaceAll("(src|href)=\"data:[^\"]*\"", ""))
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("<script", "NaN", "null<", "src=", "href=", "url(", "@import");
    return page;
  }

  @Test
  void aSearch() throws IOException {
    runs(
        "search",
        "--space",
        "s1",
        "--channels",
        "2",
        "--cells",
        "4",
        "--train-images",
        "40",
        "--batch-size",
        "10",
        "--epochs",
        "2",
        "--run-dir",
        run().toString());
    String page = selfContained(run().resolve("report.html"));
    assertThat(page)
        .contains("Λ-DARTS on s1", "2 of 2 epochs", "The cell it found", "--run-dir PATH")
        .doesNotContain("r&lt;u&gt;n", "r<u>n")
        .contains("Mixing weights of the normal cell", "Mixing weights of the reduce cell")
        .contains("space: &quot;s1&quot;");
    Path other = folder.resolve("other.html");
    runs("report", run().toString(), "--output", other.toString());
    assertThat(selfContained(other)).isEqualTo(page);
    // Before the first epoch there is a page too.
    Files.delete(run().resolve("history.binpb"));
    runs("report", run().toString(), "--output", other.toString());
    assertThat(selfContained(other)).contains("No epoch is done yet");
  }

  @Test
  void aTrainingAndAComparison() throws IOException {
    runs(
        "train",
        "|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|",
        "--channels",
        "2",
        "--train-images",
        "40",
        "--batch-size",
        "10",
        "--epochs",
        "1",
        "--run-dir",
        run().toString());
    assertThat(selfContained(run().resolve("report.html")))
        .contains("Training of a nasbench201 cell", "1 of 1 epochs");
    Path comparison = folder.resolve("c");
    runs(
        "compare",
        "--seeds",
        "1,2",
        "--channels",
        "2",
        "--train-images",
        "40",
        "--batch-size",
        "10",
        "--epochs",
        "1",
        "--run-dir",
        comparison.toString());
    assertThat(selfContained(comparison.resolve("report.html")))
        .contains(
            "darts, lambda-darts on nasbench201",
            " of 2<",
            "ollapsed: ",
            "95 % interval",
            "Which cell to take");
    assertThat(comparison.resolve("darts-s1/report.html")).doesNotExist();
    // While a comparison is under way, its page shows what is done.
    Files.delete(comparison.resolve("comparison.binpb"));
    Files.delete(comparison.resolve("lambda-darts-s2/result.binpb"));
    Path early = folder.resolve("early.html");
    runs("report", comparison.toString(), "--output", early.toString());
    assertThat(selfContained(early)).contains("3 of 4 runs done", " of 1<", " of 2<");
    Files.delete(comparison.resolve("run.binpb"));
    Invocation none = Invocation.of("report", comparison.toString());
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("run.binpb");
    Invocation nothing = Invocation.of("report", folder.toString());
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(folder.resolve("report.html")).doesNotExist();
  }
}
