package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TableRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks architectures up. */
@Command(
    name = "lookup",
    aliases = "look-up",
    description = "Show the published results of architectures, with their rank in the table.")
final class TableLookup extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "ARCHITECTURE",
      description = "In a text form of the table's space, or a .txtpb, .binpb or .json file.")
  private List<String> architectures = List.of();

  @Mixin private TableOption table = new TableOption();

  @Override
  protected Result execute() {
    BenchmarkTableFile opened = table.open();
    Optional<SearchSpace> space = TableText.space(opened.header());
    List<String> lines = new ArrayList<>();
    JsonArray results = new JsonArray();
    for (String argument : architectures) {
      Architecture architecture = ArchitectureArgument.read(argument, space);
      OptionalLong found = opened.find(architecture);
      boolean isomorphic = found.isEmpty() && space.isPresent();
      if (isomorphic) {
        found = opened.findIsomorphic(architecture);
      }
      if (found.isEmpty()) {
        throw new DataException(
            "table " + Excerpt.of(opened.name()) + " does not have " + Excerpt.of(argument));
      }
      TableRow row = opened.row(found.getAsLong());
      String text = TableText.of(architecture, space);
      lines.add(text + "  (row " + row.getRow() + (isomorphic ? ", written otherwise" : "") + ")");
      JsonObject result = result(text, row, lines);
      result.addProperty("isomorphic", isomorphic);
      results.add(result);
    }
    JsonObject json = new JsonObject();
    json.addProperty("table", opened.name());
    json.add("results", results);
    return Result.ok(lines, json);
  }

  private static JsonObject result(String text, TableRow row, List<String> lines) {
    JsonObject metrics = PublishedText.json(row.getMetricsList());
    lines.addAll(PublishedText.lines(row.getMetricsList()));
    JsonObject curves = new JsonObject();
    for (LearningCurve curve : row.getCurvesList()) {
      JsonArray values = new JsonArray();
      curve.getValuesList().forEach(values::add);
      curves.add(curve.getMetric(), values);
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-34s %s after %d epochs",
              curve.getMetric(),
              curve.getValues(curve.getValuesCount() - 1),
              curve.getValuesCount()));
    }
    JsonObject json = new JsonObject();
    json.addProperty("architecture", text);
    json.addProperty("row", row.getRow());
    json.add("metrics", metrics);
    json.add("curves", curves);
    return json;
  }
}
