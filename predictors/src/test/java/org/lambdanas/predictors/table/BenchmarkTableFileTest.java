package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.MetricColumn;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableRow;

class BenchmarkTableFileTest {

  private static final float NAN = Float.NaN;
  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @TempDir Path folder;

  private Path small(String name) {
    Path file = folder.resolve(name);
    TableFiles.writeCoded(
        file, new float[][] {{50, 3}, {70, 2}, {NAN, 1}, {70, NAN}, {60, 3}, {10, 9}});
    return file;
  }

  private static List<Long> ranks(BenchmarkTableFile table, long row) {
    return table.row(row).getMetricsList().stream().map(MetricValue::getRank).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.binpb", "a.binpb.gz"})
  void ranksShareTiesAndSkipWhatWasNotMeasured(String name) {
    BenchmarkTableFile table = BenchmarkTableFile.open(small(name));
    assertThat(ranks(table, 0)).containsExactly(4L, 3L);
    assertThat(ranks(table, 1)).containsExactly(1L, 2L);
    assertThat(ranks(table, 2)).containsExactly(1L);
    assertThat(ranks(table, 3)).containsExactly(1L);
    assertThat(ranks(table, 4)).containsExactly(3L, 3L);
    assertThat(ranks(table, 5)).containsExactly(5L, 5L);
    TableRow row = table.lookup(SPACE.at(3)).orElseThrow();
    assertThat(row.getRow()).isEqualTo(1);
    assertThat(row.getMetrics(0).getOf()).isEqualTo(5);
    assertThat(row.getCurves(0).getMetric()).isEqualTo("loss");
    assertThat(row.getCurves(0).getValuesCount()).isEqualTo(1);
    assertThat(table.row(0).getCurvesList()).isEmpty();
    assertThat(table.lookup(SPACE.at(1))).isEmpty();
    assertThat(table.column("seconds")).containsExactly(3, 2, 1, NAN, 3, 9);
    table.verify();
  }

  @Test
  void whatIsNotInTheTableIsRefused() {
    BenchmarkTableFile table = BenchmarkTableFile.open(small("a.binpb"));
    assertThatThrownBy(() -> table.column("loss"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accuracy, seconds");
    assertThatThrownBy(() -> table.row(6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> table.find(TableFiles.written(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("matrices");
    assertThatThrownBy(() -> BenchmarkTableFile.open(folder)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> BenchmarkTableFile.open(folder.resolve("none")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void anyProtobufReaderReadsTheFileWhole() throws IOException {
    Path file = small("a.binpb");
    BenchmarkTable whole = BenchmarkTable.parseFrom(Files.readAllBytes(file));
    assertThat(whole.getHeader()).isEqualTo(BenchmarkTableFile.open(file).header());
    assertThat(whole.getHeader().getRows()).isEqualTo(6);
    assertThat(whole.getBlocks(0).getCodesList()).containsExactly(0L, 3L, 6L, 9L, 12L, 15L);
  }

  @Test
  void duplicatesAndForeignArchitecturesAreNotWrittenAndNothingIsLeftBehind() throws IOException {
    Path file = folder.resolve("a.binpb");
    try (TableWriter writer = TableWriter.create(file, TableFiles.header("nasbench201"))) {
      writer.add(SPACE.at(7), new float[] {1, 2}, List.of(new float[0]));
      assertThatThrownBy(() -> writer.add(SPACE.at(7), new float[] {1, 2}, List.of(new float[0])))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("row 0");
      assertThatThrownBy(
              () -> writer.add(TableFiles.written(1), new float[2], List.of(new float[0])))
          .isInstanceOf(DataException.class);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void duplicatesInAForeignFileAreRefusedWhenLookedUp() throws IOException {
    BenchmarkTable table =
        BenchmarkTable.newBuilder()
            .setHeader(TableFiles.header("nasbench201").toBuilder().clearCurves().setRows(2))
            .addBlocks(
                TableBlock.newBuilder()
                    .setRows(2)
                    .addCodes(5)
                    .addCodes(5)
                    .addColumns(MetricColumn.newBuilder().addValues(1).addValues(2))
                    .addColumns(MetricColumn.newBuilder().addValues(1).addValues(2)))
            .build();
    Path file = folder.resolve("a.binpb");
    Files.write(file, table.toByteArray());
    BenchmarkTableFile opened = BenchmarkTableFile.open(file);
    assertThat(opened.value(1, "seconds")).isEqualTo(2);
    assertThatThrownBy(() -> opened.find(SPACE.at(5)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rows 0 and 1 are the same architecture");
    assertThatThrownBy(opened::verify)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no checksum");
  }

  @Test
  void aHeaderThatPromisesTooMuchIsRefusedWithoutAllocating() throws IOException {
    BenchmarkTable table =
        BenchmarkTable.newBuilder()
            .setHeader(TableFiles.header("nasbench201").toBuilder().setRows(65_536))
            .addBlocks(TableBlock.newBuilder().setRows(65_536).addCodes(1))
            .build();
    Path file = folder.resolve("a.binpb");
    Files.write(file, table.toByteArray());
    assertThatThrownBy(() -> BenchmarkTableFile.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("65536 rows");
  }

  @Test
  void aChangedValueIsFoundByTheChecksum() throws IOException {
    Path file = small("a.binpb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    BenchmarkTableFile table = BenchmarkTableFile.open(file);
    assertThatThrownBy(table::verify)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.binpb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.binpb", "a.binpb.gz"})
  void damagedTablesAreReadOrRefused(String name) throws IOException {
    Path damaged = folder.resolve("damaged");
    Mutations.survive(
        "table " + name,
        Files.readAllBytes(small(name)),
        bytes -> {
          Files.write(damaged, bytes);
          use(BenchmarkTableFile.open(damaged));
          use(BenchmarkTableFile.read(new ByteArrayInputStream(bytes), "stream", 1 << 20));
        });
  }

  private static void use(BenchmarkTableFile table) {
    for (long row = 0; row < Math.min(table.rows(), 20); row++) {
      table.lookup(table.architecture(row));
    }
    table.verify();
  }
}
