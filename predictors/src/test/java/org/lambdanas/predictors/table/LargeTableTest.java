package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricColumn;
import org.lambdanas.proto.v1.TableBlock;

class LargeTableTest {

  private static final int ROWS = 400_000;
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  /** Numbered cells repeat in so many rows, so the file is put together by hand. */
  private void writeCoded(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 16);
      coded.writeMessage(1, TableFiles.header("nasbench201").toBuilder().setRows(ROWS).build());
      for (int start = 0; start < ROWS; start += TableWriter.BLOCK_ROWS) {
        TableBlock.Builder block = TableBlock.newBuilder();
        MetricColumn.Builder accuracy = MetricColumn.newBuilder();
        MetricColumn.Builder seconds = MetricColumn.newBuilder();
        CurveColumn.Builder loss = CurveColumn.newBuilder();
        int end = Math.min(ROWS, start + TableWriter.BLOCK_ROWS);
        for (int row = start; row < end; row++) {
          block.addCodes(row % 15_625);
          accuracy.addValues(row % 100_003 / 1000f);
          seconds.addValues(row);
          loss.addLengths(20);
          for (int epoch = 0; epoch < 20; epoch++) {
            loss.addValues(epoch);
          }
        }
        block.setRows(end - start).addColumns(accuracy).addColumns(seconds).addCurves(loss);
        coded.writeMessage(BenchmarkTable.BLOCKS_FIELD_NUMBER, block.build());
      }
      coded.flush();
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void openingCostsAlmostNoMemoryAndAColumnOnlyItsBlocks(TestReporter reporter) throws IOException {
    Path file = folder.resolve("large.binpb");
    writeCoded(file);
    long before = allocated();
    long start = System.nanoTime();
    BenchmarkTableFile table = BenchmarkTableFile.open(file);
    double openMillis = (System.nanoTime() - start) / 1e6;
    long opening = allocated() - before;
    assertThat(table.rows()).isEqualTo(ROWS);
    assertThat(opening).isLessThan(MIB);
    assertThat(table.value(399_999, "seconds")).isEqualTo(399_999);
    assertThat(table.row(123_456).getMetrics(1).getRank()).isEqualTo(123_457);
    assertThat(table.row(123_456).getCurves(0).getValuesCount()).isEqualTo(20);
    assertThat(allocated() - before).isLessThan(200 * MIB);
    reporter.publishEntry(
        "400 000 rows coded",
        String.format(
            Locale.ROOT,
            "%.1f MiB, opened in %.1f ms with %.2f MiB",
            Files.size(file) / (double) MIB,
            openMillis,
            opening / (double) MIB));
  }

  @Test
  void writtenOutArchitecturesAreFoundInALargeTable(TestReporter reporter) throws IOException {
    Path file = folder.resolve("large.binpb");
    try (TableWriter writer = TableWriter.create(file, TableFiles.header("matrices"))) {
      for (int row = 0; row < 100_000; row++) {
        writer.add(TableFiles.written(row), new float[] {row / 1000f, row}, List.of(new float[0]));
      }
      writer.finish();
    }
    long start = System.nanoTime();
    BenchmarkTableFile table = BenchmarkTableFile.open(file);
    double openMillis = (System.nanoTime() - start) / 1e6;
    start = System.nanoTime();
    assertThat(table.find(TableFiles.written(77_777))).hasValue(77_777);
    double firstMillis = (System.nanoTime() - start) / 1e6;
    assertThat(table.find(TableFiles.written(100_000))).isEmpty();
    for (int row = 0; row < 100_000; row += 999) {
      assertThat(table.find(TableFiles.written(row))).hasValue(row);
    }
    reporter.publishEntry(
        "100 000 rows written out",
        String.format(
            Locale.ROOT, "opened in %.1f ms, first look-up %.1f ms", openMillis, firstMillis));
  }
}
