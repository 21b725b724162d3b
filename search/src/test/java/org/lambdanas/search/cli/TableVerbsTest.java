package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.SharedFiles;

class TableVerbsTest {

  private static final String ALL_CONVOLUTIONS =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  @TempDir Path folder;

  private record Run(int code, String out, String err) {
    JsonObject json() {
      assertThat(code).as(err).isZero();
      assertThat(out.lines()).hasSize(1);
      return JsonParser.parseString(out).getAsJsonObject();
    }
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Run(code, out.toString(), err.toString());
  }

  @Test
  void infoShowsTheBuiltInTable() {
    JsonObject json = run("table", "info", "--json").json();
    assertThat(json.get("name").getAsString()).isEqualTo("nasbench201");
    assertThat(json.get("rows").getAsLong()).isEqualTo(15_625);
    assertThat(json.getAsJsonArray("metrics")).hasSize(15);
    JsonObject mean = json.getAsJsonArray("metrics").get(3).getAsJsonObject();
    assertThat(mean.get("name").getAsString()).isEqualTo("cifar10_test_200ep_mean");
    assertThat(mean.get("highest").getAsDouble()).isEqualTo(94.3733);
    assertThat(mean.get("best_row").getAsLong()).isEqualTo(6111);
    assertThat(run("table", "info").out()).contains("15625", "params_millions", "ICLR 2020");
  }

  @Test
  void lookupTakesTextsAndFilesAndGivesRanks() {
    Path file = folder.resolve("skips.txtpb");
    Messages.write(file, NasBench201Space.INSTANCE.parse("(0, 0, 0, 0, 0, 0)"));
    JsonObject json = run("table", "lookup", ALL_CONVOLUTIONS, file.toString(), "--json").json();
    JsonObject first = json.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(first.get("architecture").getAsString()).isEqualTo(ALL_CONVOLUTIONS);
    assertThat(first.get("row").getAsLong()).isEqualTo(9930);
    JsonObject mean = first.getAsJsonArray("metrics").get(3).getAsJsonObject();
    assertThat(mean.getAsJsonObject("metric").get("name").getAsString())
        .isEqualTo("cifar10_test_200ep_mean");
    assertThat(mean.get("value").getAsDouble()).isEqualTo(94.3633);
    assertThat(mean.get("rank").getAsLong()).isEqualTo(3);
    assertThat(mean.get("of").getAsLong()).isEqualTo(15_625);
    JsonObject second = json.getAsJsonArray("results").get(1).getAsJsonObject();
    assertThat(second.get("row").getAsLong()).isEqualTo(1835);
    assertThat(run("table", "lookup", "(0, 0, 0, 0, 0, 0)").out())
        .contains("(row 1835)", "54.2967 percent", "rank ");
  }

  /** One table in the forms that programs write it in. */
  @ParameterizedTest
  @CsvSource({"t.csv, ';'", "t.tsv, '\t'", "t.json, ''", "t.jsonl, ''"})
  void tablesOfOtherFormsAreImported(String name, String separator) throws IOException {
    String[] cells = {ALL_CONVOLUTIONS, "(0, 0, 0, 0, 0, 0)"};
    double[] accuracies = {94.25, 55.5};
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      rows.add(
          separator.isEmpty()
              ? "{\"arch\": \"%s\", \"acc\": %s}".formatted(cells[i], accuracies[i])
              : cells[i] + separator + accuracies[i]);
    }
    Path file = folder.resolve(name);
    Files.writeString(
        file,
        separator.isEmpty()
            ? name.endsWith("l")
                ? String.join("\n", rows)
                : "\n[\n  " + String.join(",\n  ", rows) + "\n]\n"
            : "arch" + separator + "acc\n" + String.join("\n", rows) + "\n");
    String table = folder.resolve("t.binpb").toString();
    run(
            "table",
            "import",
            file.toString(),
            "--space",
            "nasbench201",
            separator.isEmpty() ? "--architecture-field" : "--architecture-column",
            "arch",
            "--metric",
            "acc=acc:percent",
            "--output",
            table,
            "--json")
        .json();
    assertThat(run("table", "lookup", ALL_CONVOLUTIONS, "--table", table).out())
        .contains("94.25 percent");
    if (!separator.isEmpty()) {
      assertThat(run("table", "lookup", "(0, 0, 0, 0, 0, 0)", "--table", file.toString()).out())
          .contains("55.5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[1]]", "[1, 2]", "[{\"arch\": 1}", "[", "[] x", "nested"})
  void arraysThatAreNoTableAreRefusedInALine(String text) throws IOException {
    Path file = folder.resolve("t.json");
    Files.writeString(file, text.equals("nested") ? "[".repeat(1 << 20) : text);
    Run refused =
        run(
            "table",
            "import",
            file.toString(),
            "--space",
            "nasbench201",
            "--architecture-field",
            "arch",
            "--metric",
            "acc=acc:percent",
            "--output",
            folder.resolve("t.binpb").toString());
    assertThat(refused.code()).as(refused.err()).isEqualTo(3);
    assertThat(refused.err().lines()).singleElement().asString().contains("t.json");
  }

  @Test
  void tablesAreJoinedByArchitecture() throws IOException {
    Path csv = folder.resolve("scores.csv");
    Files.writeString(csv, "cell,jacov\n\"(0, 1, 2, 3, 4, 0)\",1.5\n\"(0, 0, 0, 0, 0, 0)\",-2.5\n");
    String scores = folder.resolve("scores.binpb").toString();
    Run imported =
        run(
            "table",
            "import",
            csv.toString(),
            "--space",
            "nasbench201",
            "--architecture-column",
            "cell",
            "--metric",
            "jacov=jacov:score:cifar10",
            "--output",
            scores);
    assertThat(imported.code()).as(imported.err()).isZero();
    String joined = folder.resolve("joined.binpb").toString();
    JsonObject json =
        run("table", "join", "nasbench201", scores, "--output", joined, "--json").json();
    assertThat(json.get("rows").getAsLong()).isEqualTo(2);
    String row = run("table", "lookup", "(0, 0, 0, 0, 0, 0)", "--table", joined).out();
    assertThat(row).contains("54.2967 percent", "-2.5");
    JsonObject all =
        run("table", "join", "nasbench201", scores, "--every-row", "--output", joined, "--json")
            .json();
    assertThat(all.get("rows").getAsLong()).isEqualTo(15_625);
    Run twice = run("table", "join", scores, scores, "--output", joined);
    assertThat(twice.out())
        .as(twice.err())
        .contains("2 rows with 1 metrics", "next: lnas table info --table " + joined);
    Path others = folder.resolve("others.csv");
    Files.writeString(others, "cell,jacov\n\"(0, 0, 0, 0, 0, 0)\",-2\n");
    Run differs = run("table", "join", scores, others.toString(), "--output", joined);
    assertThat(differs.code()).isEqualTo(2);
    assertThat(differs.err()).contains("metric 'jacov' is in scores and in others and differs");
  }

  @Test
  void anImportedTableIsLookedUp() throws IOException {
    Path csv = folder.resolve("mine.csv");
    Files.writeString(csv, "cell,score\n\"(0, 1, 2, 3, 4, 0)\",1.5\n\"(0, 0, 0, 0, 0, 0)\",2.5\n");
    Path curves = folder.resolve("curves.csv");
    Files.writeString(curves, "\"(0, 0, 0, 0, 0, 0)\",2,1\n");
    String table = folder.resolve("mine.binpb").toString();
    String[] importing = {
      "table",
      "import",
      csv.toString(),
      "--space",
      "nasbench201",
      "--architecture-column",
      "cell",
      "--metric",
      "mine=score:score",
      "--curve",
      "train_loss=" + curves,
      "--name",
      "mine",
      "--source",
      "made up",
      "--licence",
      "CC0",
      "--output",
      table,
      "--json"
    };
    assertThat(run(importing).json().get("rows").getAsLong()).isEqualTo(2);
    JsonObject found =
        run("table", "lookup", "(0, 1, 2, 3, 4, 0)", "(0,0,0,0,0,0)", "--table", table, "--json")
            .json();
    JsonObject last = found.getAsJsonArray("results").get(1).getAsJsonObject();
    JsonObject mine = last.getAsJsonArray("metrics").get(0).getAsJsonObject();
    assertThat(mine.get("rank").getAsLong()).isEqualTo(1);
    JsonObject curve = last.getAsJsonArray("curves").get(0).getAsJsonObject();
    assertThat(curve.get("metric").getAsString()).isEqualTo("train_loss");
    assertThat(curve.getAsJsonArray("values")).hasSize(2);
    assertThat(run("table", "info", "--table", table).out()).contains("1.5 to 2.5", "train_loss");
    Run absent = run("table", "lookup", "(1, 1, 1, 1, 1, 1)", "--table", table);
    assertThat(absent.code()).isEqualTo(3);
    assertThat(absent.err()).contains("table mine does not have (1, 1, 1, 1, 1, 1)");

    Files.writeString(csv, "cell,score\nnonsense,1\n");
    Run bad = run(importing);
    assertThat(bad.code()).isEqualTo(3);
    assertThat(bad.err()).contains("mine.csv:2: not a NAS-Bench-201 cell").hasLineCount(1);
  }

  private static final String CELLS =
      """
      {"module": {"matrix": [[0, 1, 0], [0, 0, 1], [0, 0, 0]], "ops": ["input", "conv3x3-bn-relu", "output"]}, "status": "OK", "acc": 0.5, "losses": [2, 1]}
      {"module": {"matrix": [[0, 1], [0, 0]], "ops": ["input", "output"]}, "status": "bad", "acc": 0.25, "losses": [3]}
      {"module": {"matrix": [[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], "ops": ["input", "maxpool3x3", "conv3x3-bn-relu", "output"]}, "status": "OK", "acc": 0.75, "losses": [4]}
      """;

  private String[] importing(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "table",
                "import",
                file.toString(),
                "--space",
                "nasbench101",
                "--metric",
                "accuracy=acc:fraction:cifar10:108",
                "--curve",
                "train_loss=losses",
                "--json"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @Test
  void jsonLinesAreImportedByTheirPaths() throws IOException {
    Path file = Files.writeString(folder.resolve("cells.jsonl"), CELLS);
    JsonObject made =
        run(importing(
                file, "--architecture-field", "module.matrix,module.ops", "--where", "status=OK"))
            .json();
    assertThat(made.get("rows").getAsLong()).isEqualTo(2);
    assertThat(made.get("rows_not_selected").getAsLong()).isEqualTo(1);
    String table = folder.resolve("cells.binpb").toString();
    assertThat(made.get("output").getAsString()).isEqualTo(table);
    JsonObject info = run("table", "info", "--table", table, "--json").json();
    JsonObject lengths = info.getAsJsonArray("curve_lengths").get(0).getAsJsonObject();
    assertThat(lengths.get("fewest_epochs").getAsInt()).isEqualTo(1);
    assertThat(lengths.get("most_epochs").getAsInt()).isEqualTo(2);
    assertThat(run("table", "info", "--table", table).out())
        .contains("curve train_loss")
        .contains("1 to 2 epochs, in 2 rows")
        .contains("50.0 to 75.0 percent");
    // The last cell with its inner vertices the other way round.
    String cell = "input conv3x3(0) maxpool3x3(0) output(1,2)";
    JsonObject found =
        run("table", "lookup", cell, "--table", table, "--json")
            .json()
            .getAsJsonArray("results")
            .get(0)
            .getAsJsonObject();
    assertThat(found.get("isomorphic").getAsBoolean()).isTrue();
    assertThat(found.get("row").getAsLong()).isEqualTo(1);
    assertThat(run("table", "lookup", cell, "--table", table).out()).contains("written otherwise");
  }

  @Test
  void importOptionsThatDoNotGoTogetherAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("cells.jsonl"), CELLS);
    assertThat(run("table", "import", file.toString()).code()).isEqualTo(2);
    assertThat(run(importing(file)).code()).isEqualTo(2);
    assertThat(run(importing(file, "--preset", "nasbench101")).code()).isEqualTo(2);
    assertThat(run("table", "import", file.toString(), "--preset", "nasbench999").code())
        .isEqualTo(2);
    assertThat(
            run(importing(file, "--architecture-field", "module", "--duplicates", "last")).code())
        .isEqualTo(2);
    Run absent = run(importing(file, "--architecture-field", "cell"));
    assertThat(absent.code()).isEqualTo(3);
    assertThat(absent.err()).contains("no field 'cell'").hasLineCount(1);
    Run none = run(importing(file, "--architecture-field", "module", "--where", "status=ok"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("none of the 3 rows has status=ok").hasLineCount(1);
    assertThat(run(importing(file, "--architecture-field", "module")).code()).isZero();
  }

  @Test
  void presetsReadThePublishedFiles() throws IOException {
    Path file = SharedFiles.excerpt("nasbench301_surrogate_cifar10.csv.gz", folder);
    String table = folder.resolve("nb301.binpb").toString();
    JsonObject made =
        run(
                "table",
                "import",
                file.toString(),
                "--preset",
                "nasbench301",
                "--name",
                "mine",
                "--output",
                table,
                "--json")
            .json();
    assertThat(made.get("name").getAsString()).isEqualTo("mine");
    assertThat(made.get("rows").getAsLong()).isEqualTo(61);
    assertThat(
            run(
                    "table",
                    "lookup",
                    "(((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)),"
                        + " ((1, 0), (0, 2), (1, 3), (0, 3), (3, 0), (0, 1), (2, 0), (3, 6)))",
                    "--table",
                    table)
                .out())
        .contains("(row 0)", "93.32119 percent", "synflow");
  }

  @Test
  void badInputAndBadOptionsHaveTheirCodes() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.binpb"), "no table");
    assertThat(run("table", "info", "--table", damaged.toString()).code()).isEqualTo(3);
    assertThat(run("table", "info", "--table", folder.resolve("none").toString()).code())
        .isEqualTo(3);
    assertThat(run("table", "lookup", "|nonsense|").code()).isEqualTo(3);
    assertThat(run("table", "lookup", folder.resolve("none.json").toString()).code()).isEqualTo(3);
    assertThat(run("table", "lookup").code()).isEqualTo(2);
    assertThat(run("table").code()).isEqualTo(2);
  }
}
