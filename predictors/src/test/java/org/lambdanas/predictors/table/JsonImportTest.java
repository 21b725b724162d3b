package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.predictors.table.TableImport.Imported;
import org.lambdanas.predictors.table.TableImport.Origin;

class JsonImportTest {

  private static final NasBench101Space SPACE = NasBench101Space.INSTANCE;

  /** The third cell is the first with two vertices exchanged, the fourth the second again. */
  private static final String LINES =
      """
      {"cell": "input conv3x3(0) maxpool3x3(0) output(1,2)", "state": "ok", "acc": {"test": 0.5}, "loss": [3, 2, 1.5]}
      {"cell": "input conv3x3(0) output(1)", "state": "ok", "acc": {"test": 0.75}, "loss": {"0": 2, "1": 1}}
      {"cell": "input maxpool3x3(0) conv3x3(0) output(1,2)", "state": "ok", "acc": {"test": null}, "loss": [4, NaN]}
      {"cell": "input conv3x3(0) output(1)", "state": "failed", "acc": {}, "loss": []}
      """;

  @TempDir Path folder;

  private Imported imported(String lines, List<Condition> selection, Duplicates duplicates)
      throws IOException {
    return importOf(lines, selection, duplicates)
        .write(List.of(folder.resolve("rows.jsonl")), folder.resolve("t.binpb"));
  }

  private TableImport importOf(String lines, List<Condition> selection, Duplicates duplicates)
      throws IOException {
    Files.writeString(folder.resolve("rows.jsonl"), lines);
    return new TableImport(
        SPACE,
        new JsonRows(List.of("cell"), List.of(CurveSource.parse("train_loss=loss"))),
        List.of(
            MetricSource.parse("accuracy=acc.test:fraction"),
            MetricSource.parse("last=loss[-1]:nats"),
            MetricSource.parse("total=sum(loss):score")),
        selection,
        List.of(),
        duplicates,
        new Origin("mine", "made up", "CC0"));
  }

  private BenchmarkTableFile table() {
    BenchmarkTableFile table = BenchmarkTableFile.open(folder.resolve("t.binpb"));
    table.verify();
    return table;
  }

  @Test
  void selectedRowsBecomeATable() throws IOException {
    Imported imported = imported(LINES, List.of(Condition.parse("state=ok")), Duplicates.ERROR);
    assertThat(imported.notSelected()).isEqualTo(1);
    assertThat(imported.repeated()).isZero();
    BenchmarkTableFile table = table();
    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.column("accuracy")).containsExactly(50, 75, Float.NaN);
    assertThat(table.column("last")).containsExactly(1.5f, 1, Float.NaN);
    assertThat(table.column("total")).containsExactly(6.5f, 3, Float.NaN);
    assertThat(table.curve(0, "train_loss", 9)).containsExactly(3, 2, 1.5f);
    assertThat(table.curve(1, "train_loss", 9)).containsExactly(2, 1);
    assertThat(table.curve(2, "train_loss", 9)).containsExactly(4, Float.NaN);
    assertThat(table.find(SPACE.parse("input conv3x3(0) output(1)"))).hasValue(1);
  }

  @Test
  void duplicatesAreRefusedOrTheFirstIsKept() throws IOException {
    assertThatThrownBy(() -> imported(LINES, List.of(), Duplicates.ERROR))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rows.jsonl:4: the architecture is the same as in row 1");
    assertThat(imported(LINES, List.of(), Duplicates.FIRST).repeated()).isEqualTo(1);
    assertThat(table().rows()).isEqualTo(3);
    assertThat(imported(LINES, List.of(), Duplicates.FIRST_ISOMORPHIC).repeated()).isEqualTo(2);
    assertThat(table().column("accuracy")).containsExactly(50, 75);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          0.75; "x"; rows.jsonl:2: field 'acc.test': 'x' is not a number
          0.75; 7.5; rows.jsonl:2: column 'acc.test': 750.0 is not in percent
          0.75; true; rows.jsonl:2: field 'acc.test' is no number
          [3, 2, 1.5]; 3; rows.jsonl:1: field 'sum(loss)' is no list
          "1": 1; "2": 1; rows.jsonl:2: the names 0 to 2 are not all there
          "cell": "input conv3x3(0) output(1)", "state": "ok"; "state": "ok"; rows.jsonl:2: no field 'cell' with the architecture
          conv3x3(0) maxpool3x3(0); conv3x3(0) avgpool(0); rows.jsonl:1: vertex 2
          """)
  void aWrongLineIsNamed(String from, String to, String message) throws IOException {
    assertThatThrownBy(
            () ->
                imported(
                    LINES.replace(from, to),
                    List.of(Condition.parse("state=ok")),
                    Duplicates.ERROR))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("rows.jsonl");
    }
  }

  @Test
  void fieldsThatNoRowHasAreRefused() {
    assertThatThrownBy(() -> imported(LINES.replace("test", "val"), List.of(), Duplicates.FIRST))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no row has a field 'acc.test': the last has cell, state, acc, loss");
    assertThatThrownBy(
            () -> imported(LINES, List.of(Condition.parse("state=OK")), Duplicates.FIRST))
        .isInstanceOf(ConfigException.class)
        .hasMessage("none of the 4 rows has state=OK");
  }

  private static double number(String path, String json) {
    JsonObject row = JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
    return JsonPath.parse(path).number(row);
  }

  @Test
  void pathsFindTheirValues() {
    assertThat(number("a", "{'a': 1.5}")).isEqualTo(1.5);
    assertThat(number("a.b-c@7.d", "{'a': {'b-c@7': {'d': 2}}}")).isEqualTo(2);
    assertThat(number("a[1][-1]", "{'a': [[1], [2, 3]]}")).isEqualTo(3);
    assertThat(number("a[5]", "{'a': [1]}")).isNaN();
    assertThat(number("a.b", "{'a': null}")).isNaN();
    assertThat(number("a.b", "{'a': 3}")).isNaN();
    assertThat(number("a@*[-1]", "{'a@0': 4, 'a@1': 5, 'a@x': 6}")).isEqualTo(5);
    assertThat(number("min(a)", "{'a': [3, -1, 2]}")).isEqualTo(-1);
    assertThat(number("max(a)", "{'a': [3, -1, 2]}")).isEqualTo(3);
    assertThat(number("sum(a)", "{'a': []}")).isNaN();
    // A field of the row itself may have any name.
    assertThat(number("top.1 (best)", "{'top.1 (best)': 8}")).isEqualTo(8);
    assertThat(number("a.b", "{'a.b': 1, 'a': {'b': 2}}")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "a[x]", "a[", "sum(", ".", "a*b"})
  void whatIsNeitherPathNorFieldIsRefused(String path) {
    assertThatThrownBy(() -> number(path, "{'c': 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no path of a JSON field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "=b", "a=", "a=:fraction"})
  void malformedCurvesAreRefused(String text) {
    assertThatThrownBy(() -> CurveSource.parse(text)).isInstanceOf(ConfigException.class);
  }

  @Test
  void damagedFilesAreImportedOrRefused() throws IOException {
    TableImport source = importOf(LINES, List.of(Condition.parse("state=ok")), Duplicates.ERROR);
    Path file = folder.resolve("rows.jsonl");
    Mutations.survive(
        "import json",
        Files.readAllBytes(file),
        bytes -> {
          Files.write(file, bytes);
          try {
            source.write(List.of(folder.resolve("rows.jsonl")), folder.resolve("t.binpb"));
          } catch (ConfigException e) {
            // A damaged name is in no row any more: the option does not fit the file.
            assertThat(e.getMessage()).contains("row").doesNotContain("\n");
          }
        });
  }

  @Test
  void damagedTablesWithWrittenCellsAreReadOrRefused() throws IOException {
    imported(LINES, List.of(Condition.parse("state=ok")), Duplicates.ERROR);
    byte[] good = Files.readAllBytes(folder.resolve("t.binpb"));
    Path damaged = folder.resolve("damaged");
    Mutations.survive(
        "table of written cells",
        good,
        bytes -> {
          Files.write(damaged, bytes);
          BenchmarkTableFile table = BenchmarkTableFile.open(damaged);
          for (long row = 0; row < Math.min(table.rows(), 20); row++) {
            table.row(row);
            table.curves(row, 2);
            try {
              table.findIsomorphic(table.architecture(row));
            } catch (ConfigException e) {
              assertThat(e.getMessage()).contains("not known");
            }
            table.lookup(table.architecture(row));
          }
          table.verify();
        });
  }
}
