package org.lambdanas.predictors.table;

import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.FieldPath;
import org.lambdanas.graph.interchange.MessageChecks;
import org.lambdanas.proto.v1.BenchmarkTable;
import org.lambdanas.proto.v1.CurveColumn;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableHeader;

/** Rules of {@code table.proto}. */
public final class TableChecks implements MessageChecks.Source {

  /** For the service loader. */
  public TableChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    checks
        .on(BenchmarkTable.class, TableChecks::table)
        .on(TableBlock.class, TableChecks::block)
        .on(CurveColumn.class, TableChecks::curve)
        .on(MetricValue.class, TableChecks::value);
  }

  private static void table(BenchmarkTable table, FieldPath path) {
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

  private static void block(TableBlock block, FieldPath path) {
    int rows = block.getRows();
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
    if (value.getRank() < 1 || value.getRank() > value.getOf()) {
      throw path.field("rank")
          .refuse(
              "is "
                  + Long.toUnsignedString(value.getRank())
                  + ": must be 1 to "
                  + Long.toUnsignedString(value.getOf()));
    }
  }
}
