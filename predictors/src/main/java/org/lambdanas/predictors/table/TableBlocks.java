package org.lambdanas.predictors.table;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.TableHeader;

/** The header and the blocks of a table in memory; blocks are looked into when first needed. */
final class TableBlocks {

  private static final int HEADER_TAG = BlockView.delimited(BenchmarkTable.HEADER_FIELD_NUMBER);
  private static final int BLOCK_TAG = BlockView.delimited(BenchmarkTable.BLOCKS_FIELD_NUMBER);

  private final String source;
  private final TableHeader header;
  private final List<Slice> slices = new ArrayList<>();

  /** The block that starts at a row. */
  private final NavigableMap<Integer, Integer> starts = new TreeMap<>();

  private final ArchitectureKeys keys;
  private final AtomicReferenceArray<@Nullable BlockView> views;

  /**
   * The bytes of one block.
   *
   * @param firstRow row of the table that its first row is
   * @param rows how many it has, at least 1
   */
  private record Slice(int firstRow, int rows, ByteBuffer bytes) {}

  /** Finds the blocks without parsing them; DataException if it is no table. */
  TableBlocks(String source, ByteBuffer content) {
    this.source = source;
    try {
      this.header = scan(content);
    } catch (DataException e) {
      throw new DataException(source + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw new DataException(source + ": damaged benchmark table: " + e.getMessage(), e);
    }
    this.keys = ArchitectureKeys.of(header.getSpace());
    this.views = new AtomicReferenceArray<>(slices.size());
  }

  private TableHeader scan(ByteBuffer content) throws IOException {
    TableHeader found = null;
    int row = 0;
    CodedInputStream in = CodedInputStream.newInstance(content.duplicate());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != (found == null ? HEADER_TAG : BLOCK_TAG)) {
        throw new DataException(
            found == null
                ? "no benchmark table: it does not start with a header"
                : "something else than a block at byte " + in.getTotalBytesRead());
      }
      int length = in.readRawVarint32();
      int offset = in.getTotalBytesRead();
      in.skipRawBytes(length);
      ByteBuffer part = content.slice(offset, length);
      if (found == null) {
        found = TableHeader.parseFrom(part);
      } else {
        int rows = rowsOf(part.duplicate());
        // Each row takes at least a byte, so no block can promise more rows than it may hold.
        if (rows < 1 || rows > length) {
          throw new DataException(
              "block at byte " + offset + " has " + length + " bytes for " + rows + " rows");
        }
        starts.put(row, slices.size());
        slices.add(new Slice(row, rows, part));
        row += rows;
      }
    }
    if (found == null) {
      throw new DataException("no benchmark table: the file is empty");
    }
    Validation.check(found);
    if (found.getRows() != row) {
      throw new DataException(
          "the header promises %s rows, the blocks have %s: the file is cut or damaged"
              .formatted(Long.toUnsignedString(found.getRows()), row));
    }
    return found;
  }

  private static int rowsOf(ByteBuffer block) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(block);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == BlockView.ROWS) {
        return in.readUInt32();
      }
      in.skipField(tag);
    }
    return 0;
  }

  TableHeader header() {
    return header;
  }

  int rows() {
    return Math.toIntExact(header.getRows());
  }

  ArchitectureKeys keys() {
    return keys;
  }

  /** The blocks' bytes, for checksums. */
  List<ByteBuffer> bytes() {
    return slices.stream().map(slice -> slice.bytes().duplicate()).toList();
  }

  private int blockOf(int row) {
    return Objects.requireNonNull(starts.floorEntry(row), "no rows").getValue();
  }

  private BlockView view(int block) {
    BlockView known = views.get(block);
    if (known == null) {
      try {
        known =
            BlockView.scan(
                slices.get(block).bytes().duplicate(),
                header.getMetricsCount(),
                header.getCurvesCount());
        if (known.isCoded()) {
          for (int i = 0; i < known.rows(); i++) {
            keys.requireCode(known.code(i));
          }
        }
      } catch (RuntimeException e) {
        throw new DataException(source + ": block " + block + ": " + e.getMessage(), e);
      }
      views.set(block, known);
    }
    return known;
  }

  float value(int row, int metric) {
    int b = blockOf(row);
    return view(b).value(row - slices.get(b).firstRow(), metric);
  }

  float[] column(int metric) {
    float[] values = new float[rows()];
    for (int b = 0; b < slices.size(); b++) {
      view(b).column(metric, values, slices.get(b).firstRow());
    }
    return values;
  }

  /** A row's curve, at most its first so many values. */
  float[] curve(int row, int curve, int most) {
    int b = blockOf(row);
    return view(b).curve(row - slices.get(b).firstRow(), curve, most);
  }

  /** A key of a row's architecture; see {@link ArchitectureKeys}. */
  long key(int row) {
    int b = blockOf(row);
    BlockView view = view(b);
    return view.isCoded()
        ? view.code(row - slices.get(b).firstRow())
        : keys.key(architecture(row, false));
  }

  /** The architecture of a row, checked. */
  Architecture architecture(int row) {
    return architecture(row, true);
  }

  private Architecture architecture(int row, boolean check) {
    int b = blockOf(row);
    BlockView view = view(b);
    int offset = row - slices.get(b).firstRow();
    if (view.isCoded()) {
      return keys.architecture(view.code(offset));
    }
    try {
      Architecture architecture = view.written(offset);
      if (!architecture.getSpace().equals(header.getSpace())) {
        throw new DataException(
            "the architecture is not of space " + Excerpt.of(header.getSpace()));
      }
      if (check) {
        Validation.check(architecture);
      }
      return architecture;
    } catch (DataException e) {
      throw new DataException(source + ": row " + row + ": " + e.getMessage(), e);
    }
  }

  /** An error about the table. */
  DataException error(String problem) {
    return new DataException(source + problem);
  }
}
