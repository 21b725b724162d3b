package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricColumn;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableHeader;

/**
 * Writes a benchmark table row by row. Blocks go to a temporary file beside the target, because the
 * header in front of them counts and hashes them; {@link #finish} puts the two together. Memory
 * holds one block, and every architecture once to refuse duplicates.
 */
public final class TableWriter implements AutoCloseable {

  /** Rows of a block: small enough to parse one for a single row, large enough to pack well. */
  static final int BLOCK_ROWS = 4096;

  private final Path target;
  private final TableHeader.Builder header;
  private final ArchitectureKeys keys;
  private final Path blocksFile;
  private final OutputStream blocksStream;
  private final CodedOutputStream blocks;
  private final MessageDigest digest = Checksums.sha256();
  private final Map<ByteString, Long> seen = new HashMap<>();
  private TableBlock.Builder block;
  private long rows;

  private TableWriter(Path target, TableHeader description) throws IOException {
    this.target = target;
    this.header = description.toBuilder();
    this.keys = ArchitectureKeys.of(description.getSpace());
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("it is a folder");
    }
    Files.createDirectories(folder);
    this.blocksFile = Files.createTempFile(folder, "." + target.getFileName(), ".blocks");
    this.blocksStream = new BufferedOutputStream(Files.newOutputStream(blocksFile), 1 << 16);
    this.blocks = CodedOutputStream.newInstance(blocksStream);
    this.block = newBlock();
  }

  /**
   * Starts a table, gzipped if its name ends in {@code .gz}; its header's rows and checksum are set
   * by the writer.
   */
  public static TableWriter create(Path target, TableHeader description) {
    Validation.check(description);
    try {
      return new TableWriter(target, description);
    } catch (IOException e) {
      throw new DataException("cannot write " + target + ": " + e, e);
    }
  }

  /**
   * Adds a row.
   *
   * @param architecture a member of the table's space that is not in the table yet
   * @param metrics one value for each metric of the description; NaN: not measured
   * @param curves one curve for each curve name, one value an epoch; may be empty arrays
   * @throws DataException if the architecture is no member or a duplicate, or writing fails
   */
  public void add(Architecture architecture, float[] metrics, List<float[]> curves) {
    if (metrics.length != header.getMetricsCount() || curves.size() != header.getCurvesCount()) {
      throw new IllegalArgumentException(
          metrics.length + " metrics and " + curves.size() + " curves do not fit the description");
    }
    Validation.check(architecture);
    long key = keys.key(architecture);
    Long earlier = seen.putIfAbsent(architecture.toByteString(), rows);
    if (earlier != null) {
      throw new DataException("the architecture is the same as in row " + earlier);
    }
    if (keys.exact()) {
      block.addCodes(key);
    } else {
      block.addArchitectures(architecture);
    }
    for (int m = 0; m < metrics.length; m++) {
      block.getColumnsBuilder(m).addValues(metrics[m]);
    }
    for (int c = 0; c < curves.size(); c++) {
      CurveColumn.Builder column = block.getCurvesBuilder(c).addLengths(curves.get(c).length);
      for (float value : curves.get(c)) {
        column.addValues(value);
      }
    }
    rows++;
    block.setRows(block.getRows() + 1);
    if (block.getRows() == BLOCK_ROWS) {
      flush();
    }
  }

  /** Whether an architecture has been added already. */
  public boolean has(Architecture architecture) {
    return seen.containsKey(architecture.toByteString());
  }

  /** Number of rows so far. */
  public long rows() {
    return rows;
  }

  /** Writes the file. Nothing can be added afterwards. */
  public TableHeader finish() {
    flush();
    TableHeader complete =
        header.setRows(rows).setSha256(ByteString.copyFrom(digest.digest())).build();
    try {
      blocks.flush();
      blocksStream.close();
    } catch (IOException e) {
      throw new DataException("cannot write " + target + ": " + e, e);
    }
    AtomicFile.writePacked(target, out -> assemble(complete, out));
    return complete;
  }

  private void assemble(TableHeader complete, OutputStream out) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.writeMessage(BenchmarkTable.HEADER_FIELD_NUMBER, complete);
    coded.flush();
    Files.copy(blocksFile, out);
  }

  /** Removes the temporary file; without {@link #finish} there is no table. */
  @Override
  public void close() {
    try {
      blocksStream.close();
      Files.deleteIfExists(blocksFile);
    } catch (IOException e) {
      throw new DataException("cannot remove " + blocksFile + ": " + e, e);
    }
  }

  private void flush() {
    if (block.getRows() == 0) {
      return;
    }
    TableBlock full = block.build();
    digest.update(full.toByteArray());
    try {
      blocks.writeMessage(BenchmarkTable.BLOCKS_FIELD_NUMBER, full);
    } catch (IOException e) {
      throw new DataException("cannot write " + target + ": " + e, e);
    }
    block = newBlock();
  }

  private TableBlock.Builder newBlock() {
    TableBlock.Builder next = TableBlock.newBuilder();
    for (int m = 0; m < header.getMetricsCount(); m++) {
      next.addColumns(MetricColumn.getDefaultInstance());
    }
    for (int c = 0; c < header.getCurvesCount(); c++) {
      next.addCurves(CurveColumn.getDefaultInstance());
    }
    return next;
  }
}
