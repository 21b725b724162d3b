package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TableHeader;

/**
 * Puts what several tables say of an architecture into one row, such as accuracies and scores; it
 * may be written otherwise in another than the first.
 *
 * @param tables of one space, at least 2; rows are in the order of the first
 * @param everyRow whether rows of the first stay that another table does not have
 * @param name of the joined table
 */
public record TableJoin(List<BenchmarkTableFile> tables, boolean everyRow, String name) {

  /** Copies; ConfigException if the tables do not go together. */
  public TableJoin {
    tables = List.copyOf(tables);
    Map<String, BenchmarkTableFile> curves = new HashMap<>();
    Map<String, BenchmarkTableFile> metrics = new HashMap<>();
    for (BenchmarkTableFile table : tables) {
      String space = tables.get(0).header().getSpace();
      if (!table.header().getSpace().equals(space)) {
        throw new ConfigException(
            "table %s is of the space %s, %s of %s"
                .formatted(
                    Excerpt.of(table.name()),
                    Excerpt.of(table.header().getSpace()),
                    Excerpt.of(tables.get(0).name()),
                    Excerpt.of(space)));
      }
      for (MetricDescription metric : table.metrics()) {
        BenchmarkTableFile earlier = metrics.putIfAbsent(metric.getName(), table);
        if (earlier != null && !saysTheSame(metric.getName(), earlier, table)) {
          throw twice("metric", metric.getName(), earlier, table);
        }
      }
      for (String curve : table.curveNames()) {
        BenchmarkTableFile earlier = curves.putIfAbsent(curve, table);
        if (earlier != null) {
          throw twice("curve", curve, earlier, table);
        }
      }
    }
  }

  /** Such as the number of parameters, which is counted wherever a network is built. */
  private static boolean saysTheSame(
      String metric, BenchmarkTableFile one, BenchmarkTableFile other) {
    for (long row = 0; row < one.rows(); row++) {
      OptionalLong there = other.findAny(one.architecture(row));
      if (there.isPresent()
          && Float.compare(one.value(row, metric), other.value(there.getAsLong(), metric)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static ConfigException twice(
      String what, String name, BenchmarkTableFile earlier, BenchmarkTableFile table) {
    return new ConfigException(
        "%s '%s' is in %s and in %s and differs: import one of them under another name"
            .formatted(
                what, Excerpt.of(name), Excerpt.of(earlier.name()), Excerpt.of(table.name())));
  }

  /**
   * Writes the joined table.
   *
   * @param output gzipped if its name ends in {@code .gz}
   * @return the header as written
   * @throws DataException if no architecture is in all of them, or a table is damaged
   */
  public TableHeader write(Path output) {
    try (TableWriter writer = TableWriter.create(output, description())) {
      List<Column> columns = columns();
      long[] rows = new long[tables.size()];
      for (rows[0] = 0; rows[0] < tables.get(0).rows(); rows[0]++) {
        Cancellation.check();
        Architecture architecture = tables.get(0).architecture(rows[0]);
        if (find(architecture, rows) || everyRow) {
          writer.add(architecture, metrics(columns, rows), curves(rows));
        }
      }
      if (writer.rows() == 0) {
        throw new DataException("no architecture is in all of the tables");
      }
      return writer.finish();
    }
  }

  /** Finds the rows in the other tables, -1 where there is none; whether all have one. */
  private boolean find(Architecture architecture, long[] rows) {
    boolean all = true;
    for (int t = 1; t < rows.length; t++) {
      OptionalLong found = tables.get(t).findAny(architecture);
      rows[t] = found.orElse(-1);
      all &= found.isPresent();
    }
    return all;
  }

  private float[] metrics(List<Column> columns, long[] rows) {
    float[] values = new float[columns.size()];
    Arrays.fill(values, Float.NaN);
    for (int c = 0; c < values.length; c++) {
      int table = columns.get(c).table();
      if (rows[table] >= 0) {
        values[c] = tables.get(table).value(rows[table], columns.get(c).metric().getName());
      }
    }
    return values;
  }

  private record Column(int table, MetricDescription metric) {}

  /** What several tables say is taken from the first of them. */
  private List<Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int t = 0; t < tables.size(); t++) {
      for (MetricDescription metric : tables.get(t).metrics()) {
        columns.putIfAbsent(metric.getName(), new Column(t, metric));
      }
    }
    return List.copyOf(columns.values());
  }

  private List<float[]> curves(long[] rows) {
    List<float[]> curves = new ArrayList<>();
    for (int t = 0; t < rows.length; t++) {
      for (String curve : tables.get(t).curveNames()) {
        curves.add(
            rows[t] < 0 ? new float[0] : tables.get(t).curve(rows[t], curve, Integer.MAX_VALUE));
      }
    }
    return curves;
  }

  private TableHeader description() {
    TableHeader.Builder header =
        TableHeader.newBuilder()
            .setName(name)
            .setSpace(tables.get(0).header().getSpace())
            .setSource(said(tables.stream().map(table -> table.header().getSource()).toList()))
            .setLicence(said(tables.stream().map(table -> table.header().getLicence()).toList()));
    columns().forEach(column -> header.addMetrics(column.metric()));
    tables.forEach(table -> header.addAllCurves(table.curveNames()));
    tables.stream()
        .map(BenchmarkTableFile::header)
        .filter(TableHeader::hasProvenance)
        .findFirst()
        .ifPresent(
            made -> header.setProvenance(made.getProvenance()).setRunConfig(made.getRunConfig()));
    return header.build();
  }

  private static String said(List<String> texts) {
    return texts.stream()
        .filter(text -> !text.isEmpty())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
