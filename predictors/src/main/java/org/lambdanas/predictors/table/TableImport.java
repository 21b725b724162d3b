package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/**
 * Makes a benchmark table from a CSV file with a heading line: one architecture a line, in any text
 * form of its space. Empty fields and {@code nan} mean not measured.
 *
 * @param csv the file, plain or gzipped
 * @param space the space of its architectures
 * @param architectureColumn name of the column with the architectures
 * @param metrics the columns that become metrics, in the table's order
 * @param curves files with learning curves of the same architectures
 * @param name short name of the table
 * @param source publication the numbers come from
 * @param licence under which they were published
 */
public record TableImport(
    Path csv,
    SearchSpace space,
    String architectureColumn,
    List<MetricSource> metrics,
    List<CurveSource> curves,
    String name,
    String source,
    String licence) {

  /** Longest file accepted; only one line is held at a time. */
  static final long MOST_BYTES = 16L << 30;

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

  private static final int LONGEST_NUMBER = 64;

  private static final float[] NO_CURVE = {};

  /** Copies. */
  public TableImport {
    metrics = List.copyOf(metrics);
    curves = List.copyOf(curves);
  }

  /**
   * Reads the CSV file and writes the table.
   *
   * @param output the table; gzipped if its name ends in {@code .gz}
   * @return the header as written
   * @throws DataException if a line is wrong, naming file and line
   * @throws ConfigException if a column is not there
   */
  public TableHeader writeTo(Path output) {
    List<Map<ByteString, float[]>> curveRows = new ArrayList<>();
    for (CurveSource curve : curves) {
      curveRows.add(curve.read(space, architectureColumn));
    }
    try (CsvReader reader = CsvReader.open(csv, MOST_BYTES);
        TableWriter writer = TableWriter.create(output, description())) {
      List<String> heading = reader.next().orElseThrow(() -> new DataException(csv + " is empty"));
      int architectureIndex = index(heading, architectureColumn);
      int[] indices =
          metrics.stream().mapToInt(metric -> index(heading, metric.column())).toArray();
      for (Optional<List<String>> record = reader.next();
          record.isPresent();
          record = reader.next()) {
        try {
          add(record.get(), heading.size(), architectureIndex, indices, curveRows, writer);
        } catch (DataException e) {
          throw new DataException(reader.where() + e.getMessage(), e);
        }
      }
      refuseLeftOver(curveRows);
      return writer.finish();
    }
  }

  private TableHeader description() {
    Set<String> names = new HashSet<>();
    TableHeader.Builder header =
        TableHeader.newBuilder()
            .setName(name)
            .setSpace(space.id())
            .setSource(source)
            .setLicence(licence);
    for (MetricSource metric : metrics) {
      header.addMetrics(metric.metric());
      requireNew(names, metric.metric().getName());
    }
    names.clear();
    for (CurveSource curve : curves) {
      header.addCurves(curve.name());
      requireNew(names, curve.name());
    }
    return header.build();
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new ConfigException("'" + Excerpt.of(name) + "' is given twice: names are unique");
    }
  }

  private int index(List<String> heading, String column) {
    int index = heading.indexOf(column);
    if (index < 0 || index != heading.lastIndexOf(column)) {
      throw new ConfigException(
          csv
              + " has "
              + (index < 0 ? "no column '" : "two columns '")
              + Excerpt.of(column)
              + "': it has "
              + Excerpt.of(String.join(", ", heading)));
    }
    return index;
  }

  private void add(
      List<String> fields,
      int columns,
      int architectureIndex,
      int[] indices,
      List<Map<ByteString, float[]>> curveRows,
      TableWriter writer) {
    if (fields.size() != columns) {
      throw new DataException(fields.size() + " fields, the heading has " + columns);
    }
    Architecture architecture = space.parse(fields.get(architectureIndex));
    float[] values = new float[indices.length];
    for (int m = 0; m < values.length; m++) {
      try {
        values[m] = inRange(number(fields.get(indices[m])), metrics.get(m));
      } catch (DataException e) {
        throw new DataException(
            "column '" + Excerpt.of(metrics.get(m).column()) + "': " + e.getMessage(), e);
      }
    }
    List<float[]> rowCurves = new ArrayList<>();
    for (Map<ByteString, float[]> rows : curveRows) {
      float[] curve = rows.remove(architecture.toByteString());
      rowCurves.add(curve == null ? NO_CURVE : curve);
    }
    writer.add(architecture, values, rowCurves);
  }

  private static float inRange(float value, MetricSource source) {
    if (source.metric().getUnit() == Unit.UNIT_PERCENT && (value < 0 || value > 100)) {
      throw new DataException(
          value + " is not in percent, 0 to 100: give another unit, such as NAME=COLUMN:score");
    }
    return value;
  }

  private void refuseLeftOver(List<Map<ByteString, float[]>> curveRows) {
    for (int c = 0; c < curves.size(); c++) {
      if (!curveRows.get(c).isEmpty()) {
        throw new DataException(
            curves.get(c).file()
                + " has curves of "
                + curveRows.get(c).size()
                + " architectures that "
                + csv
                + " does not have");
      }
    }
  }

  /** A decimal number; empty or nan: not measured. */
  static float number(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.equalsIgnoreCase("nan")) {
      return Float.NaN;
    }
    if (trimmed.length() > LONGEST_NUMBER || !NUMBER.matcher(trimmed).matches()) {
      throw new DataException("'" + Excerpt.of(trimmed) + "' is not a number");
    }
    float value = Float.parseFloat(trimmed);
    if (Float.isInfinite(value)) {
      throw new DataException("'" + Excerpt.of(trimmed) + "' is too large for 32 bits");
    }
    return value;
  }
}
