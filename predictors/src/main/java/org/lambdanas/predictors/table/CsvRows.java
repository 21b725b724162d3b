package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * CSV files with a heading line: one architecture a line, in any text form of its space.
 *
 * @param architectureColumn name of the column with the architectures
 * @param curves files with learning curves of the same architectures
 */
public record CsvRows(String architectureColumn, List<CurveSource> curves) implements RowFormat {

  /** Copies. */
  public CsvRows {
    curves = List.copyOf(curves);
  }

  @Override
  public List<String> curveNames() {
    return curves.stream().map(CurveSource::name).toList();
  }

  @Override
  public RowReader open(List<Path> files, SearchSpace space, List<String> fields) {
    List<Map<ByteString, float[]>> rows = new ArrayList<>();
    for (CurveSource curve : curves) {
      rows.add(new HashMap<>(curve.read(space, architectureColumn)));
    }
    return new Reader(files, space, fields, rows);
  }

  private final class Reader implements RowReader {

    private static final float[] NO_CURVE = {};

    private final List<Path> files;
    private final SearchSpace space;
    private final List<String> fields;

    /** Curves that no row has taken yet. */
    private final List<Map<ByteString, float[]>> left;

    private int file = -1;
    private @Nullable CsvReader csv;
    private int columns;
    private int architectureIndex;
    private int[] indices = {};
    private List<String> record = List.of();

    Reader(
        List<Path> files,
        SearchSpace space,
        List<String> fields,
        List<Map<ByteString, float[]>> left) {
      this.files = files;
      this.space = space;
      this.fields = fields;
      this.left = left;
    }

    @Override
    public boolean next() {
      while (true) {
        CsvReader open = csv;
        Optional<List<String>> read = open == null ? Optional.empty() : open.next();
        if (read.isPresent()) {
          record = read.get();
          if (record.size() != columns) {
            throw new DataException(
                where() + record.size() + " fields, the heading has " + columns);
          }
          return true;
        }
        if (file + 1 == files.size()) {
          return false;
        }
        openNext();
      }
    }

    private void openNext() {
      close();
      file++;
      CsvReader opened = CsvReader.open(files.get(file), TableImport.MOST_BYTES);
      csv = opened;
      List<String> heading =
          opened.next().orElseThrow(() -> new DataException(files.get(file) + " is empty"));
      columns = heading.size();
      architectureIndex = index(heading, architectureColumn);
      indices = fields.stream().mapToInt(field -> index(heading, field)).toArray();
    }

    private int index(List<String> heading, String column) {
      int index = heading.indexOf(column);
      if (index < 0 || index != heading.lastIndexOf(column)) {
        throw new ConfigException(
            files.get(file)
                + " has "
                + (index < 0 ? "no column '" : "two columns '")
                + Excerpt.of(column)
                + "': it has "
                + Excerpt.of(String.join(", ", heading)));
      }
      return index;
    }

    @Override
    public String where() {
      CsvReader open = csv;
      return open == null ? "" : open.where();
    }

    @Override
    public Architecture architecture() {
      return space.parse(record.get(architectureIndex));
    }

    @Override
    public String text(int field) {
      return record.get(indices[field]);
    }

    @Override
    public double number(int field) {
      try {
        return Numbers.read(text(field));
      } catch (DataException e) {
        throw new DataException(
            "column '" + Excerpt.of(fields.get(field)) + "': " + e.getMessage(), e);
      }
    }

    @Override
    public float[] curve(int curve, Architecture architecture) {
      float[] values = left.get(curve).remove(architecture.toByteString());
      return values == null ? NO_CURVE : values;
    }

    @Override
    public void finish(boolean allTaken) {
      for (int c = 0; allTaken && c < left.size(); c++) {
        if (!left.get(c).isEmpty()) {
          throw new DataException(
              curves.get(c).file()
                  + " has curves of "
                  + left.get(c).size()
                  + " architectures that are in no row");
        }
      }
    }

    @Override
    public void close() {
      CsvReader open = csv;
      if (open != null) {
        open.close();
        csv = null;
      }
    }
  }
}
