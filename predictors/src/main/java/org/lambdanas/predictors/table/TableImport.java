package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/**
 * Makes a benchmark table from foreign files, plain or gzipped. Empty fields, null and {@code nan}
 * mean not measured. One row is held at a time, and every architecture once to find duplicates.
 *
 * @param space the space of their architectures
 * @param format how the rows are written
 * @param metrics the fields that become metrics, in the table's order
 * @param selection rows are taken where all of these hold
 * @param missing numbers that mean not measured, such as -1e8 for zero-cost scores
 * @param duplicates what is done with an architecture that is there already
 * @param origin name, source and licence for the table's header
 */
public record TableImport(
    SearchSpace space,
    RowFormat format,
    List<MetricSource> metrics,
    List<Condition> selection,
    List<Double> missing,
    Duplicates duplicates,
    Origin origin) {

  /** Longest file accepted; only one line is held at a time. */
  static final long MOST_BYTES = 16L << 30;

  /** Copies. */
  public TableImport {
    metrics = List.copyOf(metrics);
    selection = List.copyOf(selection);
    missing = List.copyOf(missing);
  }

  /** What the table says of itself. */
  public record Origin(String name, String source, String licence) {}

  /**
   * What came of an import.
   *
   * @param header of the table as written
   * @param notSelected rows that were left out because a condition does not hold
   * @param repeated rows that were left out because their architecture was there already
   */
  public record Imported(TableHeader header, long notSelected, long repeated) {}

  /**
   * Reads files and writes the table.
   *
   * @param files read one after the other
   * @param output the table; gzipped if its name ends in {@code .gz}
   * @return the header as written, and what was left out
   * @throws DataException if a line is wrong, naming file and line
   * @throws ConfigException if a column or field is not there
   */
  public Imported write(List<Path> files, Path output) {
    List<String> fields =
        Stream.concat(
                metrics.stream().map(MetricSource::column),
                selection.stream().map(Condition::field))
            .toList();
    TableHeader description = description();
    Set<ByteString> forms = new HashSet<>();
    long notSelected = 0;
    long repeated = 0;
    try (RowReader<?> rows = format.open(files, space, fields);
        TableWriter writer = TableWriter.create(output, description)) {
      while (rows.next()) {
        try {
          if (!isSelected(rows)) {
            notSelected++;
          } else if (!add(rows, writer, forms)) {
            repeated++;
          }
        } catch (DataException e) {
          throw new DataException(rows.where() + e.getMessage(), e);
        }
      }
      requireSome(writer.rows() + repeated, notSelected);
      rows.finish(notSelected == 0);
      return new Imported(writer.finish(), notSelected, repeated);
    }
  }

  private TableHeader description() {
    Set<String> names = new HashSet<>();
    TableHeader.Builder header =
        TableHeader.newBuilder()
            .setName(origin.name())
            .setSpace(space.id())
            .setSource(origin.source())
            .setLicence(origin.licence());
    for (MetricSource metric : metrics) {
      header.addMetrics(metric.metric());
      requireNew(names, metric.metric().getName());
    }
    names.clear();
    for (CurveSource curve : format.curves()) {
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

  private boolean isSelected(RowReader<?> rows) {
    boolean selected = true;
    for (int c = 0; c < selection.size(); c++) {
      selected &= rows.text(metrics.size() + c).equals(selection.get(c).value());
    }
    return selected;
  }

  private void requireSome(long selected, long notSelected) {
    if (selected == 0 && notSelected > 0) {
      throw new ConfigException(
          "none of the "
              + notSelected
              + " rows has "
              + Excerpt.of(
                  String.join(
                      " and ", selection.stream().map(c -> c.field() + "=" + c.value()).toList())));
    }
  }

  /** Adds a row; false if it is left out as a duplicate. */
  private boolean add(RowReader<?> rows, TableWriter writer, Set<ByteString> forms) {
    Architecture architecture = rows.architecture();
    float[] values = new float[metrics.size()];
    for (int m = 0; m < values.length; m++) {
      values[m] = value(rows.number(m), metrics.get(m));
    }
    List<float[]> curves = new ArrayList<>();
    for (int c = 0; c < format.curves().size(); c++) {
      curves.add(rows.curve(c, architecture));
    }
    boolean repeated =
        switch (duplicates) {
          case ERROR -> false;
          case FIRST -> writer.has(architecture);
          case FIRST_ISOMORPHIC -> !forms.add(space.canonical(architecture).toByteString());
        };
    if (!repeated) {
      writer.add(architecture, values, curves);
    }
    return !repeated;
  }

  private float value(double number, MetricSource source) {
    if (Double.isNaN(number) || missing.contains(number)) {
      return Float.NaN;
    }
    try {
      float value = Numbers.narrow(number * source.scale());
      if (source.metric().getUnit() == Unit.UNIT_PERCENT && (value < 0 || value > 100)) {
        throw new DataException(
            value
                + " is not in percent, 0 to 100: give another unit, such as NAME=COLUMN:score or"
                + " NAME=COLUMN:fraction");
      }
      return value;
    } catch (DataException e) {
      throw new DataException("column '" + Excerpt.of(source.column()) + "': " + e.getMessage(), e);
    }
  }
}
