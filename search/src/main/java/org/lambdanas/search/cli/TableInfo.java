package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TableHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a table holds and where it comes from. */
@Command(
    name = "info",
    description = "Show what a table holds: space, source, licence, and the range of each metric.")
final class TableInfo extends Verb {

  @Mixin private TableOption table = new TableOption();

  @Override
  protected Result execute() {
    BenchmarkTableFile opened = table.open();
    TableHeader header = opened.header();
    List<String> lines = new ArrayList<>();
    lines.add("table    " + header.getName());
    lines.add("space    " + header.getSpace());
    lines.add("rows     " + header.getRows());
    lines.add("source   " + header.getSource().replaceAll("\\p{Cntrl}+", " "));
    lines.add("licence  " + header.getLicence().replaceAll("\\p{Cntrl}+", " "));
    JsonObject json = new JsonObject();
    json.addProperty("name", header.getName());
    json.addProperty("space", header.getSpace());
    json.addProperty("rows", header.getRows());
    json.addProperty("source", header.getSource());
    json.addProperty("licence", header.getLicence());
    json.addProperty("sha256", HexFormat.of().formatHex(header.getSha256().toByteArray()));
    JsonArray metrics = new JsonArray();
    for (MetricDescription metric : opened.metrics()) {
      metrics.add(metric(opened, metric, lines));
    }
    json.add("metrics", metrics);
    JsonArray curves = new JsonArray();
    JsonArray lengths = new JsonArray();
    for (String curve : opened.curveNames()) {
      curves.add(curve);
      lengths.add(curve(opened, curve, lines));
    }
    json.add("curves", curves);
    json.add("curve_lengths", lengths);
    return Result.ok(lines, json);
  }

  /** How many rows have a curve, and its fewest and most epochs. */
  private static JsonObject curve(BenchmarkTableFile table, String name, List<String> lines) {
    long measured = 0;
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
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("measured", measured);
    json.addProperty("fewest_epochs", measured == 0 ? 0 : shortest);
    json.addProperty("most_epochs", longest);
    lines.add(
        String.format(
            Locale.ROOT,
            "  curve %-28s %s, in %d rows",
            name,
            measured == 0
                ? "no epochs"
                : (shortest == longest ? "" : shortest + " to ") + longest + " epochs",
            measured));
    return json;
  }

  private static JsonObject metric(
      BenchmarkTableFile table, MetricDescription metric, List<String> lines) {
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
    JsonObject json = new JsonObject();
    json.addProperty("name", metric.getName());
    json.addProperty("data_set", metric.getDataSet());
    json.addProperty("epochs", metric.getEpochs());
    json.addProperty("unit", TableText.of(metric.getUnit()));
    json.addProperty("higher_is_better", metric.getHigherIsBetter());
    json.addProperty("runs", metric.getRuns());
    json.addProperty("measured", measured);
    if (measured == 0) {
      lines.add(String.format(Locale.ROOT, "  %-34s not measured", metric.getName()));
      return json;
    }
    int best = metric.getHigherIsBetter() ? highest : lowest;
    Optional<SearchSpace> space = TableText.space(table.header());
    json.addProperty("lowest", column[lowest]);
    json.addProperty("highest", column[highest]);
    json.addProperty("best_row", best);
    json.addProperty("best_architecture", TableText.of(table.architecture(best), space));
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-34s %s to %s %s, best in row %d, measured in %d",
            metric.getName(),
            column[lowest],
            column[highest],
            TableText.of(metric.getUnit()),
            best,
            measured));
    return json;
  }
}
