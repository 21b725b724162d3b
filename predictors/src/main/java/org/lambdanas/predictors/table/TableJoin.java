package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    Map<String, String> owners = new HashMap<>();
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
      table.metrics().forEach(m -> requireNew("metric", m.getName(), table.name(), owners));
      table.curveNames().forEach(curve -> requireNew("curve", curve, table.name(), owners));
    }
  }

  private static void requireNew(
      String what, String name, String table, Map<String, String> owners) {
    String earlier = owners.putIfAbsent(what + name, table);
    if (earlier != null) {
      throw new ConfigException(
          "%s '%s' is in %s and in %s: import one of them under another name"
              .formatted(what, Excerpt.of(name), Excerpt.of(earlier), Excerpt.of(table)));
    }
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
      long[] rows = new long[tables.size()];
      for (rows[0] = 0; rows[0] < tables.get(0).rows(); rows[0]++) {
        Cancellation.check();
        Architecture architecture = tables.get(0).architecture(rows[0]);
        if (find(architecture, rows) || everyRow) {
          writer.add(architecture, metrics(rows), curves(rows));
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

  private float[] metrics(long[] rows) {
    float[] values = new float[tables.stream().mapToInt(table -> table.metrics().size()).sum()];
    Arrays.fill(values, Float.NaN);
    int next = 0;
    for (int t = 0; t < rows.length; t++) {
      for (MetricDescription metric : tables.get(t).metrics()) {
        if (rows[t] >= 0) {
          values[next] = tables.get(t).value(rows[t], metric.getName());
        }
        next++;
      }
    }
    return values;
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
    tables.forEach(table -> header.addAllMetrics(table.metrics()).addAllCurves(table.curveNames()));
    return header.build();
  }

  private static String said(List<String> texts) {
    return texts.stream()
        .filter(text -> !text.isEmpty())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
