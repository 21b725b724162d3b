package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Unit;

class TableImportTest {

  private static final String CSV =
      """
      cell,test acc,loss
      |none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|,10.5,2.25
      "(0, 1, 2, 3, 4, 0)",93.25,
      """;

  private static final String CURVES =
      """
      cell,epochs
      "(0, 1, 2, 3, 4, 0)",2.5,2,nan
      """;

  @TempDir Path folder;

  private TableImport importOf(String csv, String curves) throws IOException {
    Files.writeString(folder.resolve("results.csv"), csv);
    Path curveFile = Files.writeString(folder.resolve("curves.csv"), curves);
    return new TableImport(
        NasBench201Space.INSTANCE,
        new CsvRows("cell", List.of(CurveSource.parse("train_loss=" + curveFile))),
        List.of(
            MetricSource.parse("accuracy=test acc"),
            MetricSource.parse("loss=loss:nats:cifar10:200")),
        List.of(),
        List.of(),
        Duplicates.ERROR,
        new TableImport.Origin("mine", "a paper", "CC0"));
  }

  @Test
  void bothTextFormsAreReadWithMetricsAndCurves() throws IOException {
    Path table = folder.resolve("table.binpb.gz");
    importOf(CSV, CURVES).write(List.of(folder.resolve("results.csv")), table);
    BenchmarkTableFile opened = BenchmarkTableFile.open(table);
    opened.verify();
    assertThat(opened.rows()).isEqualTo(2);
    assertThat(opened.name()).isEqualTo("mine");
    assertThat(opened.column("accuracy")).containsExactly(10.5f, 93.25f);
    assertThat(opened.column("loss")).containsExactly(2.25f, Float.NaN);
    assertThat(opened.row(0).getCurvesList()).isEmpty();
    assertThat(opened.row(1).getCurves(0).getValuesList()).containsExactly(2.5f, 2f, Float.NaN);
    assertThat(NasBench201Space.INSTANCE.texts(opened.architecture(1)))
        .containsEntry("naslib", "(0, 1, 2, 3, 4, 0)");
    assertThat(opened.metrics())
        .containsExactly(
            MetricDescription.newBuilder()
                .setName("accuracy")
                .setUnit(Unit.UNIT_PERCENT)
                .setHigherIsBetter(true)
                .build(),
            MetricDescription.newBuilder()
                .setName("loss")
                .setDataSet("cifar10")
                .setEpochs(200)
                .setUnit(Unit.UNIT_NATS)
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          93.25,;93.25;3: 2 fields, the heading has 3
          93.25,;,;
          93.25,;x,;3: column 'test acc': 'x' is not a number
          93.25,;0x10,;3: column 'test acc': '0x10' is not a number
          93.25,;932.5,;3: column 'test acc': 932.5 is not in percent
          2.25;1e99;2: column 'loss': '1.0E99' is too large
          (0, 1, 2, 3, 4, 0);(0, 1, 2, 3, 4, 5);3: not a NAS-Bench-201 cell
          (0, 1, 2, 3, 4, 0);(1, 1, 1, 1, 1, 2);3: the architecture is the same as in row 0
          93.25,;93.25,";3: a quoted field does not end
          """)
  void aWrongLineIsNamed(String from, String to, String message) throws IOException {
    TableImport source = importOf(CSV.replace(from, to), CURVES);
    Path table = folder.resolve("table.binpb");
    if (message == null) {
      source.write(List.of(folder.resolve("results.csv")), table);
      return;
    }
    assertThatThrownBy(() -> source.write(List.of(folder.resolve("results.csv")), table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("results.csv:" + message);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("results.csv", "curves.csv");
    }
  }

  @Test
  void curvesOfUnknownArchitecturesAreRefused() throws IOException {
    TableImport unknown = importOf(CSV, CURVES.replace("4, 0)", "4, 1)"));
    assertThatThrownBy(
            () -> unknown.write(List.of(folder.resolve("results.csv")), folder.resolve("t.binpb")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("curves.csv has curves of 1 architectures");
    TableImport twice = importOf(CSV, CURVES + "\"(0, 1, 2, 3, 4, 0)\",1\n");
    assertThatThrownBy(
            () -> twice.write(List.of(folder.resolve("results.csv")), folder.resolve("t.binpb")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("curves.csv:3: the architecture has a curve already");
  }

  @Test
  void missingColumnsAreRefused() throws IOException {
    TableImport renamed = importOf(CSV.replace("test acc", "other"), CURVES);
    assertThatThrownBy(
            () -> renamed.write(List.of(folder.resolve("results.csv")), folder.resolve("t.binpb")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no column 'test acc': it has cell, other, loss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "=b", "a=", "a=b:metres", "a=b:percent:c:x", "a=b:nats:c:1:2"})
  void malformedMetricsAreRefused(String text) {
    assertThatThrownBy(() -> MetricSource.parse(text)).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "=b", "a="})
  void malformedCurvesAreRefused(String text) {
    assertThatThrownBy(() -> CurveSource.parse(text)).isInstanceOf(ConfigException.class);
  }

  @Test
  void damagedFilesAreImportedOrRefused() throws IOException {
    TableImport source = importOf(CSV, CURVES);
    for (String name : List.of("results.csv", "curves.csv")) {
      Path file = folder.resolve(name);
      byte[] good = Files.readAllBytes(file);
      Mutations.survive(
          "import " + name,
          good,
          bytes -> {
            Files.write(file, bytes);
            try {
              source.write(List.of(folder.resolve("results.csv")), folder.resolve("table.binpb"));
            } catch (ConfigException e) {
              // A damaged heading lacks a column: the option does not fit the file.
              assertThat(e.getMessage()).contains("column").doesNotContain("\n");
            }
          });
      Files.write(file, good);
    }
    assertThat(
            new String(Files.readAllBytes(folder.resolve("results.csv")), StandardCharsets.UTF_8))
        .isEqualTo(CSV);
  }
}
