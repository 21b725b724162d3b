package org.lambdanas.graph.interchange;

import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TableRow;

/** Rules of {@code table.proto}. */
final class TableChecks {

  private static final int MOST_ROWS_IN_A_BLOCK = 65_536;

  private TableChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(BenchmarkTable.class, TableChecks::table)
        .on(TableHeader.class, TableChecks::header)
        .on(MetricDescription.class, (m, path) -> path.name("name", m.getName()))
        .on(TableBlock.class, TableChecks::block)
        .on(CurveColumn.class, TableChecks::curve)
        .on(TableRow.class, (m, path) -> path.present("architecture", m.hasArchitecture()))
        .on(MetricValue.class, TableChecks::value);
  }

  private static void table(BenchmarkTable table, FieldPath path) {
    path.present("header", table.hasHeader());
    TableHeader header = table.getHeader();
    long rows = 0;
    for (int b = 0; b < table.getBlocksCount(); b++) {
      TableBlock block = table.getBlocks(b);
      rows += block.getRows();
      FieldPath where = path.element("blocks", b);
      where.count("columns", block.getColumnsCount(), header.getMetricsCount(), "one a metric");
      where.count("curves", block.getCurvesCount(), header.getCurvesCount(), "one a curve name");
      for (int i = 0; i < block.getArchitecturesCount(); i++) {
        if (!block.getArchitectures(i).getSpace().equals(header.getSpace())) {
          throw where
              .element("architectures", i)
              .refuse("is not of space " + Excerpt.of(header.getSpace()));
        }
      }
    }
    if (rows != header.getRows()) {
      throw path.field("header.rows")
          .refuse(
              "is " + Long.toUnsignedString(header.getRows()) + ", but the blocks have " + rows);
    }
  }

  private static void header(TableHeader header, FieldPath path) {
    path.name("name", header.getName());
    path.name("space", header.getSpace());
    path.atLeast("rows", header.getRows(), 0);
    path.unique(
        "metrics", header.getMetricsList().stream().map(MetricDescription::getName).toList());
    path.unique("curves", header.getCurvesList());
    path.digest("sha256", header.getSha256().size());
  }

  private static void block(TableBlock block, FieldPath path) {
    int rows = block.getRows();
    if (rows < 1 || rows > MOST_ROWS_IN_A_BLOCK) {
      throw path.field("rows").refuse("is " + rows + ", must be 1 to " + MOST_ROWS_IN_A_BLOCK);
    }
    boolean coded = block.getCodesCount() > 0;
    path.count("codes", block.getCodesCount(), coded ? rows : 0, "one a row");
    path.count("architectures", block.getArchitecturesCount(), coded ? 0 : rows, "one a row");
    for (int c = 0; c < block.getColumnsCount(); c++) {
      path.element("columns", c)
          .count("values", block.getColumns(c).getValuesCount(), rows, "one a row");
    }
    for (int c = 0; c < block.getCurvesCount(); c++) {
      path.element("curves", c)
          .count("lengths", block.getCurves(c).getLengthsCount(), rows, "one a row");
    }
  }

  private static void curve(CurveColumn curve, FieldPath path) {
    long values = 0;
    for (int i = 0; i < curve.getLengthsCount(); i++) {
      if (curve.getLengths(i) < 0) {
        throw path.element("lengths", i).refuse("is out of range");
      }
      values += curve.getLengths(i);
    }
    path.count("values", curve.getValuesCount(), values, "as the lengths say");
  }

  private static void value(MetricValue value, FieldPath path) {
    path.present("metric", value.hasMetric());
    path.finite("value", value.getValue());
    if (value.getRank() < 1 || value.getRank() > value.getOf()) {
      throw path.field("rank")
          .refuse(
              "is "
                  + Long.toUnsignedString(value.getRank())
                  + ", must be 1 to "
                  + Long.toUnsignedString(value.getOf()));
    }
  }
}
