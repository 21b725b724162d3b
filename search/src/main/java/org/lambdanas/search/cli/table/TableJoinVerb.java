package org.lambdanas.search.cli.table;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableJoin;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TableImported;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins tables by architecture. */
@Command(
    name = "join",
    header = "Make one table of several by architecture.",
    description =
        "Such as of accuracies and scores: each row has what all of them say; what several "
            + "say alike stands once. Rows are in the order of the first table.",
    footer = "lnas table join nasbench201 scores.binpb --output joined.binpb")
final class TableJoinVerb extends Verb {

  @Parameters(
      arity = "2..*",
      paramLabel = "TABLE",
      description =
          "Files of 'lnas table import' or 'lnas score', or nasbench201, which is built in.")
  private List<String> tables = List.of();

  @Option(
      names = "--every-row",
      description = "Keep the first table's rows that another does not have; they lack its values.")
  private boolean everyRow;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Short name of the table (default: the first one's).")
  private @Nullable String name;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "OUT",
      description = "The table to write, such as joined.binpb or joined.binpb.gz.")
  private Path output = Path.of("");

  @Override
  protected Result execute() {
    List<BenchmarkTableFile> opened = tables.stream().map(PublishedTables::open).toList();
    TableHeader header =
        new TableJoin(opened, everyRow, name == null ? opened.get(0).name() : name).write(output);
    return Result.ok(
        new Lines()
            .add(
                "%d rows with %d metrics and %d curves written to %s",
                header.getRows(), header.getMetricsCount(), header.getCurvesCount(), output)
            .next("lnas table info --table", output),
        TableImported.newBuilder()
            .setName(header.getName())
            .setRows(header.getRows())
            .setSha256(HexFormat.of().formatHex(header.getSha256().toByteArray()))
            .setOutput(output.toString())
            .build());
  }
}
