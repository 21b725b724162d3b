package org.lambdanas.predictors.table;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

  static final int ROWS = TableBlock.ROWS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int CODE = TableBlock.CODES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int CODES = delimited(TableBlock.CODES_FIELD_NUMBER);
  private static final int ARCHITECTURE = delimited(TableBlock.ARCHITECTURES_FIELD_NUMBER);
  private static final int COLUMN = delimited(TableBlock.COLUMNS_FIELD_NUMBER);
  private static final int CURVE = delimited(TableBlock.CURVES_FIELD_NUMBER);

  private final ByteBuffer content;
  private final int rows;
  private final long[] codes;

  /** Start and length of each written architecture. */
  private final int[] architectures;

  private final List<FloatBuffer> columns = new ArrayList<>();
  private final List<Curves> curves = new ArrayList<>();

  /**
   * One learning curve of all rows.
   *
   * @param starts where the curve of each row starts in the values, and the end of the last
   * @param values the curves one after the other
   */
  private record Curves(int[] starts, FloatBuffer values) {

    static Curves of(long[] lengths, FloatBuffer values) {
      int[] starts = new int[lengths.length + 1];
      for (int i = 0; i < lengths.length; i++) {
        require(
            lengths[i] >= 0 && lengths[i] <= values.limit() - starts[i],
            "a curve is longer than its values");
        starts[i + 1] = starts[i] + (int) lengths[i];
      }
      require(starts[lengths.length] == values.limit(), "curves are shorter than their values");
      return new Curves(starts, values);
    }
  }

  private BlockView(ByteBuffer content) throws IOException {
    this.content = content;
    int count = 0;
    LongStream.Builder numbers = LongStream.builder();
    IntStream.Builder places = IntStream.builder();
    CodedInputStream in = CodedInputStream.newInstance(content.duplicate());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ROWS) {
        count = in.readUInt32();
      } else if (tag == CODE) {
        numbers.accept(in.readUInt64());
      } else if (tag == CODES) {
        LongStream.of(varints(in)).forEach(numbers);
      } else if (tag == ARCHITECTURE) {
        ByteBuffer architecture = part(in, content);
        places.accept(in.getTotalBytesRead() - architecture.limit());
        places.accept(architecture.limit());
      } else if (tag == COLUMN) {
        columns.add(column(part(in, content)));
      } else if (tag == CURVE) {
        curves.add(curve(part(in, content)));
      } else {
        in.skipField(tag);
      }
    }
    this.rows = count;
    this.codes = numbers.build().toArray();
    this.architectures = places.build().toArray();
  }

  /** Finds the parts of a {@code TableBlock}; DataException if it does not fit its header. */
  static BlockView scan(ByteBuffer content, int metrics, int curves) {
    BlockView view;
    try {
      view = new BlockView(content);
    } catch (IOException e) {
      throw new DataException("damaged: " + e.getMessage(), e);
    }
    int rows = view.rows;
    require(
        rows >= 1 && rows <= MOST_ROWS,
        "it has " + Integer.toUnsignedString(rows) + " rows, not 1 to " + MOST_ROWS);
    require(
        view.codes.length == (view.isCoded() ? rows : 0)
            && view.architectures.length == (view.isCoded() ? 0 : 2 * rows),
        "it does not have one code or one architecture a row");
    require(view.columns.size() == metrics, "columns do not fit the header");
    require(view.curves.size() == curves, "curves do not fit the header");
    require(
        view.columns.stream().allMatch(column -> column.limit() == rows),
        "a column does not have one value a row");
    require(
        view.curves.stream().allMatch(curve -> curve.starts().length == rows + 1),
        "a curve does not have one length a row");
    return view;
  }

  static int delimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DataException(otherwise);
    }
  }

  /** The bytes of a field, in place. */
  private static ByteBuffer part(CodedInputStream in, ByteBuffer content) throws IOException {
    int length = in.readRawVarint32();
    int offset = in.getTotalBytesRead();
    in.skipRawBytes(length);
    return content.slice(offset, length);
  }

  private static long[] varints(CodedInputStream in) throws IOException {
    LongStream.Builder values = LongStream.builder();
    int limit = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      values.accept(in.readUInt64());
    }
    in.popLimit(limit);
    return values.build().toArray();
  }

  private static FloatBuffer column(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message.duplicate());
    int tag = in.readTag();
    if (tag == delimited(MetricColumn.VALUES_FIELD_NUMBER)) {
      FloatBuffer values = floats(part(in, message));
      if (in.isAtEnd()) {
        return values;
      }
    }
    // Written in pieces, which is allowed too.
    return copied(MetricColumn.parseFrom(message).getValuesList());
  }

  private static Curves curve(ByteBuffer message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message.duplicate());
    if (in.readTag() == delimited(CurveColumn.LENGTHS_FIELD_NUMBER)) {
      long[] lengths = varints(in);
      if (in.isAtEnd()) {
        return Curves.of(lengths, FloatBuffer.allocate(0));
      }
      if (in.readTag() == delimited(CurveColumn.VALUES_FIELD_NUMBER)) {
        FloatBuffer values = floats(part(in, message));
        if (in.isAtEnd()) {
          return Curves.of(lengths, values);
        }
      }
    }
    CurveColumn column = CurveColumn.parseFrom(message);
    return Curves.of(
        column.getLengthsList().stream().mapToLong(length -> length).toArray(),
        copied(column.getValuesList()));
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    require(bytes.limit() % Float.BYTES == 0, "damaged: half a number");
    return bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
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
