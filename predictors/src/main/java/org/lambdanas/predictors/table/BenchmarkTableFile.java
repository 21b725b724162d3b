package org.lambdanas.predictors.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TableRow;

/**
 * A benchmark table: a file of a {@code lambdanas.v1.BenchmarkTable} message, header first, plain
 * or gzipped. Opening maps a plain file to memory and finds the blocks; what is asked for is read
 * in place. Rows are numbered from 0; a value that is not finite was not measured. Asking for what
 * a table has not is a ConfigException, for an architecture of another space, or for what is
 * damaged, a DataException. Safe for use by several threads.
 */
public final class BenchmarkTableFile {

  /** Longest table that can be mapped and indexed. */
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private final TableBlocks blocks;
  private final TableHeader header;
  private final Map<Integer, Ranking> rankings = new ConcurrentHashMap<>();
  private @Nullable ArchitectureIndex index;
  private @Nullable ArchitectureIndex forms;

  private BenchmarkTableFile(String source, ByteBuffer content) {
    this.blocks = new TableBlocks(source, content);
    this.header = blocks.header();
  }

  /**
   * Opens a table, plain or gzipped by its content; its blocks are not checked yet, see {@link
   * #verify}. The file must not be changed while it is in use; replace it by a new one.
   */
  public static BenchmarkTableFile open(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException("cannot read " + file + ": it is a folder");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MOST_BYTES) {
        throw new DataException(file + " has " + size + " bytes: tables are below 2 GiB");
      }
      ByteBuffer start = ByteBuffer.allocate(2);
      channel.read(start, 0);
      if (start.getShort(0) == 0x1f8b) {
        return new BenchmarkTableFile(
            file.toString(), ByteBuffer.wrap(BoundedFile.read(file, MOST_BYTES - 8)));
      }
      return new BenchmarkTableFile(
          file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
    } catch (NoSuchFileException e) {
      throw new DataException("no such file: " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /** Reads a table of at most so many unpacked bytes from a stream, which is closed. */
  public static BenchmarkTableFile read(InputStream in, String name, long mostBytes) {
    try (InputStream bounded = BoundedFile.open(in, name, mostBytes)) {
      return new BenchmarkTableFile(name, ByteBuffer.wrap(bounded.readAllBytes()));
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    }
  }

  /** The table's short name, such as {@code "nasbench201"}. */
  public String name() {
    return header.getName();
  }

  /** What the table is and where it comes from. */
  public TableHeader header() {
    return header;
  }

  /** Number of architectures. */
  public long rows() {
    return blocks.rows();
  }

  /** The metrics, in the table's order. */
  public List<MetricDescription> metrics() {
    return header.getMetricsList();
  }

  /** The description of a metric; ConfigException if the table has none of that name. */
  public MetricDescription metric(String name) {
    return header.getMetrics(metricIndex(name));
  }

  /** The architecture of a row; DataException if its block is damaged. */
  public Architecture architecture(long row) {
    return blocks.architecture(checkedRow(row));
  }

  /** One value; NaN if it was not measured. */
  public float value(long row, String metric) {
    return blocks.value(checkedRow(row), metricIndex(metric));
  }

  /** All values of a metric in a new array; NaN where it was not measured. */
  public float[] column(String metric) {
    return blocks.column(metricIndex(metric));
  }

  /**
   * Finds the row of an architecture as it is written; the first call reads the whole table once.
   */
  public OptionalLong find(Architecture architecture) {
    blocks.keys().checked(architecture);
    return index().find(architecture);
  }

  /**
   * Finds the first row that is the same up to {@link SearchSpace#canonical}: cells of
   * NAS-Bench-101 with their vertices in another order, say. The first call reads the whole table
   * once and brings every architecture to its canonical form. ConfigException if this program does
   * not know the table's space.
   */
  public OptionalLong findIsomorphic(Architecture architecture) {
    SearchSpace space =
        blocks
            .keys()
            .known()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "canonical forms of space '"
                            + Excerpt.of(header.getSpace())
                            + "' are not known"));
    blocks.keys().checked(architecture);
    return forms(space).find(architecture);
  }

  /** The row of an architecture as it is written or, where there is none, of the same one. */
  public OptionalLong findAny(Architecture architecture) {
    OptionalLong row = find(architecture);
    return row.isPresent() || blocks.keys().known().isEmpty() ? row : findIsomorphic(architecture);
  }

  private synchronized ArchitectureIndex index() {
    if (index == null) {
      index = ArchitectureIndex.of(blocks);
    }
    return index;
  }

  private synchronized ArchitectureIndex forms(SearchSpace space) {
    if (forms == null) {
      forms = ArchitectureIndex.ofForms(blocks, space::canonical);
    }
    return forms;
  }

  /** Everything the table has on an architecture, with ranks. */
  public Optional<TableRow> lookup(Architecture architecture) {
    OptionalLong row = find(architecture);
    return row.isPresent() ? Optional.of(row(row.getAsLong())) : Optional.empty();
  }

  /**
   * Everything the table has in a row, with ranks: 1 is best, ties share the best. Metrics that
   * were not measured and empty curves are left out. The first use of a metric sorts its column.
   */
  public TableRow row(long row) {
    int r = checkedRow(row);
    TableRow.Builder found = TableRow.newBuilder().setArchitecture(architecture(row)).setRow(row);
    for (int m = 0; m < header.getMetricsCount(); m++) {
      float value = blocks.value(r, m);
      if (Float.isFinite(value)) {
        Ranking ranking = ranking(m);
        found.addMetrics(
            MetricValue.newBuilder()
                .setMetric(header.getMetrics(m))
                .setValue(decimal(value))
                .setRank(ranking.rank(value))
                .setOf(ranking.measured()));
      }
    }
    for (int c = 0; c < header.getCurvesCount(); c++) {
      float[] values = blocks.curve(r, c, Integer.MAX_VALUE);
      if (values.length > 0) {
        found.addCurves(message(c, values));
      }
    }
    return found.build();
  }

  /** The double that prints like the float: 94.37 and not 94.37000274658203. */
  public static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private Ranking ranking(int metric) {
    return rankings.computeIfAbsent(
        metric, m -> new Ranking(blocks.column(m), header.getMetrics(m).getHigherIsBetter()));
  }

  private LearningCurve message(int curve, float[] values) {
    LearningCurve.Builder message =
        LearningCurve.newBuilder().setMetric(header.getCurves(curve)).setFirstEpoch(1);
    for (float value : values) {
      message.addValues(value);
    }
    return message.build();
  }

  /**
   * Names of the learning curves, in the table's order, such as {@code "validation_loss"}; may be
   * empty.
   */
  public List<String> curveNames() {
    return header.getCurvesList();
  }

  /**
   * The start of one learning curve in a new array, shorter where the training stopped earlier.
   * What comes after the epochs that have been paid for, at least 0, is not read.
   */
  public float[] curve(long row, String name, int epochs) {
    return blocks.curve(checkedRow(row), index("curve", name, curveNames()), checkedEpochs(epochs));
  }

  /** The same of all learning curves of a row that have values. */
  public List<LearningCurve> curves(long row, int epochs) {
    int r = checkedRow(row);
    int most = checkedEpochs(epochs);
    List<LearningCurve> cut = new ArrayList<>();
    for (int c = 0; c < header.getCurvesCount(); c++) {
      float[] values = blocks.curve(r, c, most);
      if (values.length > 0) {
        cut.add(message(c, values));
      }
    }
    return cut;
  }

  private static int checkedEpochs(int epochs) {
    if (epochs < 0) {
      throw new ConfigException("a curve cannot be cut to " + epochs + " epochs: give 0 or more");
    }
    return epochs;
  }

  /**
   * Checks every block against the checksum in the header; DataException if the table is damaged.
   */
  public void verify() {
    MessageDigest digest = Checksums.sha256();
    blocks.bytes().forEach(digest::update);
    if (!MessageDigest.isEqual(digest.digest(), header.getSha256().toByteArray())) {
      throw blocks.error(
          (header.getSha256().isEmpty()
                  ? " has no checksum"
                  : " does not have the content it was written with")
              + ": fetch or import it again");
    }
  }

  private int checkedRow(long row) {
    return (int) Objects.checkIndex(row, rows());
  }

  private int metricIndex(String metric) {
    return index("metric", metric, metrics().stream().map(MetricDescription::getName).toList());
  }

  private int index(String what, String name, List<String> names) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new ConfigException(
          "table %s has no %s %s: it has %s"
              .formatted(
                  Excerpt.of(name()),
                  what,
                  Suggestion.quoted(name, names),
                  names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return index;
  }
}
