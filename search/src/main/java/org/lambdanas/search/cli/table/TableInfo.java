package org.lambdanas.search.cli.table;

import java.util.HexFormat;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.CurveLengths;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricRange;
import org.lambdanas.proto.v1.TableDescription;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.search.cli.option.TableOption;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a table holds and where it comes from. */
@Command(
    name = "info",
    header = "Show what a table holds.",
    description = "Space, source, licence, and the range of each metric.",
    footer = {"lnas table info", "lnas table info --table mine.binpb"})
final class TableInfo extends Verb {

  @Mixin private TableOption table = new TableOption();

  @Override
  protected Result execute() {
    BenchmarkTableFile opened = table.open();
    TableHeader header = opened.header();
    Lines lines =
        new Lines()
            .add("table    " + header.getName())
            .add("space    " + header.getSpace())
            .add("rows     " + header.getRows())
            .add("source   " + header.getSource().replaceAll("\\p{Cntrl}+", " "))
            .add("licence  " + header.getLicence().replaceAll("\\p{Cntrl}+", " "));
    TableDescription.Builder result =
        TableDescription.newBuilder()
            .setName(header.getName())
            .setSpace(header.getSpace())
            .setRows(header.getRows())
            .setSource(header.getSource())
            .setLicence(header.getLicence())
            .setSha256(HexFormat.of().formatHex(header.getSha256().toByteArray()))
            .addAllCurves(opened.curveNames());
    opened.metrics().forEach(metric -> result.addMetrics(metric(opened, metric, lines)));
    opened.curveNames().forEach(curve -> result.addCurveLengths(curve(opened, curve, lines)));
    return Result.ok(lines, result.build());
  }

  /** How many rows have a curve, and its fewest and most epochs. */
  private static CurveLengths curve(BenchmarkTableFile table, String name, Lines lines) {
    int measured = 0;
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (long row = 0; row < table.rows(); row++) {
      int epochs = table.curve(row, name, Integer.MAX_VALUE).length;
      if (epochs > 0) {
        measured++;
        shortest = Math.min(shortest, epochs);
        longest = Math.max(longest, epochs);
      }
    }
    lines.add(
        "  curve %-28s %s, in %d rows",
        name,
        measured == 0
            ? "no epochs"
            : (shortest == longest ? "" : shortest + " to ") + longest + " epochs",
        measured);
    return CurveLengths.newBuilder()
        .setName(name)
        .setMeasured(measured)
        .setFewestEpochs(measured == 0 ? 0 : shortest)
        .setMostEpochs(longest)
        .build();
  }

  private static MetricRange metric(
      BenchmarkTableFile table, MetricDescription metric, Lines lines) {
    float[] column = table.column(metric.getName());
    int measured = 0;
    int lowest = -1;
    int highest = -1;
    for (int row = 0; row < column.length; row++) {
      if (Float.isFinite(column[row])) {
        measured++;
        lowest = lowest < 0 || column[row] < column[lowest] ? row : lowest;
        highest = highest < 0 || column[row] > column[highest] ? row : highest;
      }
    }
    MetricRange.Builder range =
        MetricRange.newBuilder()
            .setName(metric.getName())
            .setDataSet(metric.getDataSet())
            .setEpochs(metric.getEpochs())
            .setUnit(metric.getUnit())
            .setHigherIsBetter(metric.getHigherIsBetter())
            .setRuns(metric.getRuns())
            .setMeasured(measured);
    if (measured == 0) {
      lines.add("  %-34s not measured", metric.getName());
      return range.build();
    }
    int best = metric.getHigherIsBetter() ? highest : lowest;
    Optional<SearchSpace> space = TableText.space(table.header());
    lines.add(
        "  %-34s %s to %s %s, best in row %d, measured in %d",
        metric.getName(),
        column[lowest],
        column[highest],
        TableText.of(metric.getUnit()),
        best,
        measured);
    return range
        .setLowest(column[lowest])
        .setHighest(column[highest])
        .setBestRow(best)
        .setBestArchitecture(TableText.of(table.architecture(best), space))
        .build();
  }
}
