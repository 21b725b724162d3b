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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricColumn;
import org.lambdanas.proto.v1.TableBlock;

class LargeTableTest {

  private static final int ROWS = 400_000;
  private static final long MIB = 1 << 20;

  private final TestReporter reporter;

  @TempDir Path folder;

  LargeTableTest(TestReporter reporter) {
    this.reporter = reporter;
  }

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
  void openingCostsAlmostNoMemoryAndAColumnOnlyItsBlocks() throws IOException {
    // Loading classes allocates too.
    Path small = folder.resolve("small.binpb");
    TableFiles.writeCoded(small, new float[][] {{1, 2}});
    BenchmarkTableFile.open(small);
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
  void writtenOutArchitecturesAreFoundInALargeTable() throws IOException {
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

  /** As many cells as NAS-Bench-101 has, each with 9 arcs on average: seconds, and the memory. */
  @Test
  @Tag("study")
  void allOfNasBench101() throws IOException {
    int rows = Integer.getInteger("lambdanas.rows", 423_624);
    Path file = folder.resolve("large.binpb");
    NasBench101Space space = NasBench101Space.INSTANCE;
    SplittableRandom random = new Seed(1).random();
    long start = cpuNanos();
    Architecture last = space.sample(random);
    try (TableWriter writer = TableWriter.create(file, TableFiles.header(space.id()))) {
      while (writer.rows() < rows) {
        Architecture cell = space.sample(random);
        if (!writer.has(cell)) {
          writer.add(cell, new float[] {90, writer.rows()}, List.of(new float[0]));
          last = cell;
        }
      }
      writer.finish();
    }
    report("written", start, 0, file);
    start = cpuNanos();
    long before = allocated();
    BenchmarkTableFile table = BenchmarkTableFile.open(file);
    report("opened", start, allocated() - before, file);
    assertThat(table.rows()).isEqualTo(rows);
    assertThat(allocated() - before).isLessThan(MIB);
    start = cpuNanos();
    before = allocated();
    assertThat(table.column("seconds")[rows - 1]).isEqualTo(rows - 1);
    report("one column", start, allocated() - before, file);
    start = cpuNanos();
    table.verify();
    report("checksum", start, 0, file);
    start = cpuNanos();
    before = allocated();
    long held = heldBytes();
    assertThat(table.find(last)).hasValue(rows - 1);
    report("first look-up", start, allocated() - before, file);
    long after = heldBytes();
    assertThat(after - held).isLessThan(64 * MIB);
    start = cpuNanos();
    for (long row = 0; row < rows; row += 100) {
      assertThat(table.find(table.architecture(row))).hasValue(row);
    }
    report("further " + rows / 100 + " look-ups", start, 0, file);
    start = cpuNanos();
    assertThat(table.findIsomorphic(space.canonical(last))).isPresent();
    report("first look-up up to isomorphism", start, 0, file);
    reporter.publishEntry(
        "held by the index", String.format(Locale.ROOT, "%.1f MiB", (after - held) / (double) MIB));
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long heldBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void report(String what, long start, long bytes, Path file) throws IOException {
    reporter.publishEntry(
        what,
        String.format(
            Locale.ROOT,
            "%.3f s of CPU, %.1f MiB allocated, file of %.1f MiB",
            (cpuNanos() - start) / 1e9,
            bytes / (double) MIB,
            Files.size(file) / (double) MIB));
  }
}
