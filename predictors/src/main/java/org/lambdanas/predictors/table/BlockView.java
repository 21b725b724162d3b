package org.lambdanas.predictors.table;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricColumn;
import org.lambdanas.proto.v1.TableBlock;

/**
 * One block of a table as it lies in memory: where each architecture and each column stands, found
 * in one pass; numbers are read in place, architectures parsed one by one when asked for.
 */
final class BlockView {

  private static final int MOST_ROWS = 65_536;

  private final ByteBuffer content;
  private final int rows;
  private final long[] codes;

  /** Start and length of each written architecture. */
  private final int[] architectures;

  private final List<FloatBuffer> columns;
  private final List<Curves> curves;

  /**
   * One learning curve of all rows.
   *
   * @param starts where the curve of each row starts in the values, and the end of the last
   * @param values the curves one after the other
   */
  private record Curves(int[] starts, FloatBuffer values) {}

  /** What has been found so far. */
  private static final class Parts {
    int rows;
    long[] codes = {};
    int codeCount;
    int[] architectures = {};
    int architectureCount;
    final List<FloatBuffer> columns = new ArrayList<>();
    final List<Curves> curves = new ArrayList<>();

    void code(long code) {
      if (codeCount == codes.length) {
        codes = Arrays.copyOf(codes, Math.max(64, 2 * codeCount));
      }
      codes[codeCount++] = code;
    }

    void architecture(int offset, int length) {
      if (2 * architectureCount == architectures.length) {
        architectures = Arrays.copyOf(architectures, Math.max(64, 4 * architectureCount));
      }
      architectures[2 * architectureCount] = offset;
      architectures[2 * architectureCount + 1] = length;
      architectureCount++;
    }
  }

  private BlockView(ByteBuffer content, Parts parts) {
    this.content = content;
    this.rows = parts.rows;
    this.codes = Arrays.copyOf(parts.codes, parts.codeCount);
    this.architectures = Arrays.copyOf(parts.architectures, 2 * parts.architectureCount);
    this.columns = List.copyOf(parts.columns);
    this.curves = List.copyOf(parts.curves);
  }

  /**
   * Finds the parts of a block.
   *
   * @param content a serialised {@code TableBlock}
   * @param metrics number of columns it must have
   * @param curves number of curves it must have
   * @throws DataException if something is wrong with it
   */
  static BlockView scan(ByteBuffer content, int metrics, int curves) {
    Parts parts = new Parts();
    try {
      CodedInputStream in = CodedInputStream.newInstance(content.duplicate());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        scanField(in, tag, content, parts);
      }
    } catch (IOException e) {
      throw new DataException("damaged: " + e.getMessage(), e);
    }
    require(
        parts.rows >= 1 && parts.rows <= MOST_ROWS,
        "it has " + Integer.toUnsignedString(parts.rows) + " rows, not 1 to " + MOST_ROWS);
    require(
        parts.codeCount == (parts.codeCount > 0 ? parts.rows : 0)
            && parts.architectureCount == (parts.codeCount > 0 ? 0 : parts.rows),
        "it does not have one code or one architecture a row");
    require(parts.columns.size() == metrics, "columns do not fit the header");
    require(parts.curves.size() == curves, "curves do not fit the header");
    for (FloatBuffer column : parts.columns) {
      require(column.limit() == parts.rows, "a column does not have one value a row");
    }
    for (Curves curve : parts.curves) {
      require(curve.starts().length == parts.rows + 1, "a curve does not have one length a row");
    }
    return new BlockView(content, parts);
  }

  private static void scanField(CodedInputStream in, int tag, ByteBuffer content, Parts parts)
      throws IOException {
    boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    boolean varint = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
    int field = WireFormat.getTagFieldNumber(tag);
    if (field == TableBlock.ROWS_FIELD_NUMBER && varint) {
      parts.rows = in.readUInt32();
    } else if (field == TableBlock.CODES_FIELD_NUMBER && varint) {
      parts.code(in.readUInt64());
    } else if (delimited && field == TableBlock.CODES_FIELD_NUMBER) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        parts.code(in.readUInt64());
      }
      in.popLimit(limit);
    } else if (delimited && field <= TableBlock.CURVES_FIELD_NUMBER) {
      int length = in.readRawVarint32();
      int offset = in.getTotalBytesRead();
      in.skipRawBytes(length);
      switch (field) {
        case TableBlock.ARCHITECTURES_FIELD_NUMBER -> parts.architecture(offset, length);
        case TableBlock.COLUMNS_FIELD_NUMBER ->
            parts.columns.add(column(content.slice(offset, length)));
        case TableBlock.CURVES_FIELD_NUMBER ->
            parts.curves.add(curves(content.slice(offset, length)));
        default -> throw new DataException("damaged: field " + field + " is of another type");
      }
    } else {
      in.skipField(tag);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DataException(otherwise);
    }
  }

  private static FloatBuffer column(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message.duplicate());
    int tag = in.readTag();
    if (tag == 0) {
      return FloatBuffer.allocate(0);
    }
    if (tag == packed(MetricColumn.VALUES_FIELD_NUMBER)) {
      FloatBuffer values = floats(in, message);
      if (in.isAtEnd()) {
        return values;
      }
    }
    // Written in pieces, which is allowed too.
    MetricColumn column = MetricColumn.parseFrom(message);
    return copied(column.getValuesList());
  }

  private static Curves curves(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message.duplicate());
    int tag = in.readTag();
    if (tag == packed(CurveColumn.LENGTHS_FIELD_NUMBER)) {
      List<Integer> lengths = new ArrayList<>();
      int limit = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        lengths.add(in.readUInt32());
      }
      in.popLimit(limit);
      tag = in.readTag();
      if (tag == 0) {
        return curves(lengths, FloatBuffer.allocate(0));
      }
      if (tag == packed(CurveColumn.VALUES_FIELD_NUMBER)) {
        FloatBuffer values = floats(in, message);
        if (in.isAtEnd()) {
          return curves(lengths, values);
        }
      }
    }
    CurveColumn column = CurveColumn.parseFrom(message);
    return curves(column.getLengthsList(), copied(column.getValuesList()));
  }

  private static Curves curves(List<Integer> lengths, FloatBuffer values) {
    int[] starts = new int[lengths.size() + 1];
    for (int i = 0; i < lengths.size(); i++) {
      int length = lengths.get(i);
      require(
          length >= 0 && length <= values.limit() - starts[i], "a curve is longer than its values");
      starts[i + 1] = starts[i] + length;
    }
    require(starts[lengths.size()] == values.limit(), "curves are shorter than their values");
    return new Curves(starts, values);
  }

  private static int packed(int field) {
    return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static FloatBuffer floats(CodedInputStream in, ByteBuffer message) throws IOException {
    int length = in.readRawVarint32();
    int offset = in.getTotalBytesRead();
    in.skipRawBytes(length);
    require(length % Float.BYTES == 0, "damaged: half a number");
    return message.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static FloatBuffer copied(List<Float> values) {
    FloatBuffer copy = FloatBuffer.allocate(values.size());
    values.forEach(copy::put);
    return copy.flip();
  }

  int rows() {
    return rows;
  }

  boolean isCoded() {
    return codes.length > 0;
  }

  long code(int row) {
    return codes[row];
  }

  /** A written architecture, as it is in the file: not checked. */
  Architecture written(int row) {
    try {
      return Architecture.parseFrom(
          content.slice(architectures[2 * row], architectures[2 * row + 1]));
    } catch (IOException e) {
      throw new DataException("damaged architecture: " + e.getMessage(), e);
    }
  }

  float value(int row, int metric) {
    return columns.get(metric).get(row);
  }

  /** Copies a column. */
  void column(int metric, float[] into, int at) {
    columns.get(metric).duplicate().get(0, into, at, rows);
  }

  /** A row's curve, at most its first so many values. */
  float[] curve(int row, int curve, int most) {
    Curves all = curves.get(curve);
    int start = all.starts()[row];
    float[] values = new float[Math.min(most, all.starts()[row + 1] - start)];
    all.values().duplicate().get(start, values);
    return values;
  }
}
