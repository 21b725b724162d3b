package org.lambdanas.search.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.CurveSource;
import org.lambdanas.predictors.table.MetricSource;
import org.lambdanas.predictors.table.TableImport;
import org.lambdanas.proto.v1.TableHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a table from a CSV file. */
@Command(
    name = "import",
    description = {
      "Make a table from a CSV file with a heading line and one architecture a line.",
      "Empty fields and 'nan' mean not measured."
    })
final class TableImportVerb extends Verb {

  @Parameters(paramLabel = "FILE.csv", description = "The CSV file, plain or gzipped.")
  private Path csv = Path.of("");

  @Option(
      names = "--space",
      required = true,
      paramLabel = "SPACE",
      description = "Search space of the architectures, such as nasbench201.")
  private String space = "";

  @Option(
      names = "--architecture-column",
      required = true,
      paramLabel = "COLUMN",
      description = "Column with the architectures, in any text form of the space.")
  private String architectureColumn = "";

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "NAME=COLUMN[:UNIT[:DATA_SET[:EPOCHS]]]",
      description = {
        "A column that becomes a metric; may be given several times.",
        "Units: percent (default), nats, seconds, millions, count, score.",
        "Higher is better for percent and score."
      })
  private List<String> metrics = List.of();

  @Option(
      names = "--curve",
      paramLabel = "NAME=FILE",
      description = {
        "A CSV file of learning curves: an architecture, then one value for each epoch.",
        "May be given several times."
      })
  private List<String> curves = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Short name of the table (default: the file's name).")
  private @Nullable String name;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "Publication the numbers come from (default: the file's name).")
  private @Nullable String source;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Licence under which they were published (default: not stated).")
  private String licence = "not stated";

  @Option(
      names = "--output",
      paramLabel = "OUT",
      description = {
        "The table to write, such as mine.binpb or mine.binpb.gz",
        "(default: beside the CSV file, ending in .binpb)."
      })
  private @Nullable Path output;

  @Override
  protected Result execute() {
    String file = String.valueOf(csv.getFileName());
    String stem = file.replaceFirst("(?i)\\.csv(\\.gz)?$", "");
    Path target = output == null ? csv.resolveSibling(stem + ".binpb") : output;
    TableHeader header =
        new TableImport(
                csv,
                SearchSpaces.byId(space),
                architectureColumn,
                metrics.stream().map(MetricSource::parse).toList(),
                curves.stream().map(CurveSource::parse).toList(),
                name == null ? stem : name,
                source == null ? file : source,
                licence)
            .writeTo(target);
    JsonObject json = new JsonObject();
    json.addProperty("name", header.getName());
    json.addProperty("rows", header.getRows());
    json.addProperty("sha256", HexFormat.of().formatHex(header.getSha256().toByteArray()));
    json.addProperty("output", target.toString());
    return Result.ok(List.of(header.getRows() + " rows written to " + target), json);
  }
}
