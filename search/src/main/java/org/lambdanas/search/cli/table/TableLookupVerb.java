package org.lambdanas.search.cli.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TableLookup;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.cli.option.ArchitectureArgument;
import org.lambdanas.search.cli.option.TableOption;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks architectures up. */
@Command(
    name = "lookup",
    aliases = "look-up",
    header = "Show the published results of architectures.",
    description = "Each with its rank in the table.",
    footer = {
      "lnas table lookup "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'",
      "lnas table lookup "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|' "
          + "--table mine.binpb"
    })
final class TableLookupVerb extends Verb {

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
    Lines lines = new Lines();
    TableLookup.Builder result = TableLookup.newBuilder().setTable(opened.name());
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
      result
          .addResultsBuilder()
          .setArchitecture(text)
          .setIsomorphic(isomorphic)
          .setRow(row.getRow())
          .addAllMetrics(row.getMetricsList())
          .addAllCurves(row.getCurvesList());
      TableText.addPublished(lines, row.getMetricsList());
      for (LearningCurve curve : row.getCurvesList()) {
        lines.add(
            "  %-34s %s after %d epochs",
            curve.getMetric(), curve.getValues(curve.getValuesCount() - 1), curve.getValuesCount());
      }
    }
    return Result.ok(lines, result.build());
  }
}
