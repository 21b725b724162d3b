package org.lambdanas.predictors.table;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableHeader;

/**
 * Where the parts of a table stand in its bytes, found without parsing the blocks.
 *
 * @param header the parsed header, which comes first
 * @param blocks the blocks, in order
 */
record TableLayout(TableHeader header, List<Slice> blocks) {

  private static final int HEADER_TAG = tag(BenchmarkTable.HEADER_FIELD_NUMBER);
  private static final int BLOCK_TAG = tag(BenchmarkTable.BLOCKS_FIELD_NUMBER);
  private static final int ROWS_TAG =
      (TableBlock.ROWS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT;

  /**
   * One block.
   *
   * @param firstRow row of the table that its first row is
   * @param rows how many it has, at least 1
   * @param offset of its first byte
   * @param length in bytes
   */
  record Slice(int firstRow, int rows, int offset, int length) {}

  private static int tag(int field) {
    return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Scans a whole table; throws {@link DataException} without the table's name. */
  static TableLayout scan(ByteBuffer content) {
    TableHeader header = null;
    List<Slice> blocks = new ArrayList<>();
    int row = 0;
    try {
      CodedInputStream in = CodedInputStream.newInstance(content.duplicate());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag != (header == null ? HEADER_TAG : BLOCK_TAG)) {
          throw new DataException(
              header == null
                  ? "no benchmark table: it does not start with a header"
                  : "something else than a block at byte " + in.getTotalBytesRead());
        }
        int length = in.readRawVarint32();
        int offset = in.getTotalBytesRead();
        in.skipRawBytes(length);
        if (header == null) {
          header = TableHeader.parseFrom(content.slice(offset, length));
        } else {
          int rows = rowsOf(content.slice(offset, length));
          // Each row takes at least a byte, so no block can promise more rows than it may hold.
          if (rows < 1 || rows > length) {
            throw new DataException(
                "block at byte " + offset + " has " + length + " bytes for " + rows + " rows");
          }
          blocks.add(new Slice(row, rows, offset, length));
          row += rows;
        }
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof DataException known
          ? known
          : new DataException("damaged benchmark table: " + e.getMessage(), e);
    }
    return new TableLayout(checked(header, row), blocks);
  }

  private static int rowsOf(ByteBuffer block) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(block);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ROWS_TAG) {
        return in.readUInt32();
      }
      in.skipField(tag);
    }
    return 0;
  }

  private static TableHeader checked(@Nullable TableHeader header, int rows) {
    if (header == null) {
      throw new DataException("no benchmark table: the file is empty");
    }
    Validation.check(header);
    if (header.getRows() != rows) {
      throw new DataException(
          "the header promises "
              + Long.toUnsignedString(header.getRows())
              + " rows, the blocks have "
              + rows
              + ": the file is cut or damaged");
    }
    return header;
  }
}
