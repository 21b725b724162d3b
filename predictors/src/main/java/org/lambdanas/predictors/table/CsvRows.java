package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.interchange.RecordReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * CSV files with a heading line: one architecture a line, in any text form of its space.
 *
 * @param architectureColumn name of the column with the architectures
 * @param curves files with learning curves of the same architectures: in each line an architecture,
 *     then one value for each epoch; a first line that starts with the name of the architecture
 *     column is a heading
 */
public record CsvRows(String architectureColumn, List<CurveSource> curves) implements RowFormat {

  /** Copies. */
  public CsvRows {
    curves = List.copyOf(curves);
  }

  @Override
  public CsvRows with(List<CurveSource> more) {
    return new CsvRows(architectureColumn, Stream.concat(curves.stream(), more.stream()).toList());
  }

  @Override
  public RowReader<?> open(List<Path> files, SearchSpace space, List<String> fields) {
    List<Map<ByteString, float[]>> rows = new ArrayList<>();
    for (CurveSource curve : curves) {
      rows.add(read(curve, space));
    }
    return new Reader(files, space, fields, rows);
  }

  /** Reads all curves of a file, by serialised architecture. */
  private Map<ByteString, float[]> read(CurveSource curve, SearchSpace space) {
    Map<ByteString, float[]> values = new HashMap<>();
    try (CsvReader csv = CsvReader.open(Path.of(curve.source()), TableImport.MOST_BYTES)) {
      boolean first = true;
      for (Optional<List<String>> record = csv.next(); record.isPresent(); record = csv.next()) {
        List<String> fields = record.get();
        if (!(first && fields.get(0).equals(architectureColumn))) {
          try {
            Architecture architecture = space.parse(fields.get(0));
            if (values.put(architecture.toByteString(), values(curve, fields)) != null) {
              throw new DataException("the architecture has a curve already");
            }
          } catch (DataException e) {
            throw new DataException(csv.where() + e.getMessage(), e);
          }
        }
        first = false;
      }
    }
    return values;
  }

  private static float[] values(CurveSource curve, List<String> fields) {
    float[] values = new float[fields.size() - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Numbers.narrow(Numbers.read(fields.get(i + 1)) * curve.scale());
    }
    return values;
  }

  private final class Reader extends RowReader<List<String>> {

    private static final float[] NO_CURVE = {};

    private final SearchSpace space;
    private final List<String> fields;

    /** Curves that no row has taken yet. */
    private final List<Map<ByteString, float[]>> left;

    private int columns;
    private int architectureIndex;
    private int[] indices = {};

    Reader(
        List<Path> files,
        SearchSpace space,
        List<String> fields,
        List<Map<ByteString, float[]>> left) {
      super(files);
      this.space = space;
      this.fields = fields;
      this.left = left;
    }

    @Override
    RecordReader<List<String>> open(Path file) {
      return CsvReader.open(file, TableImport.MOST_BYTES);
    }

    @Override
    void start(Path file, RecordReader<List<String>> opened) {
      List<String> heading = opened.next().orElseThrow(() -> new DataException(file + " is empty"));
      columns = heading.size();
      architectureIndex = index(file, heading, architectureColumn);
      indices = fields.stream().mapToInt(field -> index(file, heading, field)).toArray();
    }

    private static int index(Path file, List<String> heading, String column) {
      int index = heading.indexOf(column);
      if (index < 0 || index != heading.lastIndexOf(column)) {
        throw new ConfigException(
            file
                + " has "
                + (index < 0
                    ? "no column " + Suggestion.quoted(column, heading)
                    : "two columns '" + Excerpt.of(column) + "'")
                + ": it has "
                + Excerpt.of(String.join(", ", heading)));
      }
      return index;
    }

    private String field(int index) {
      if (row().size() != columns) {
        throw new DataException(row().size() + " fields, the heading has " + columns);
      }
      return row().get(index);
    }

    @Override
    Architecture architecture() {
      return space.parse(field(architectureIndex));
    }

    @Override
    String text(int field) {
      return field(indices[field]);
    }

    @Override
    double number(int field) {
      try {
        return Numbers.read(text(field));
      } catch (DataException e) {
        throw new DataException(
            "column '" + Excerpt.of(fields.get(field)) + "': " + e.getMessage(), e);
      }
    }

    @Override
    float[] curve(int curve, Architecture architecture) {
      float[] values = left.get(curve).remove(architecture.toByteString());
      return values == null ? NO_CURVE : values;
    }

    @Override
    void finish(boolean allTaken) {
      for (int c = 0; allTaken && c < left.size(); c++) {
        if (!left.get(c).isEmpty()) {
          throw new DataException(
              "%s has curves of %s architectures that are in no row"
                  .formatted(curves.get(c).source(), left.get(c).size()));
        }
      }
    }
  }
}
