package org.lambdanas.search.cli.table;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.Condition;
import org.lambdanas.predictors.table.CsvRows;
import org.lambdanas.predictors.table.CurveSource;
import org.lambdanas.predictors.table.Duplicates;
import org.lambdanas.predictors.table.JsonRows;
import org.lambdanas.predictors.table.MetricSource;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.RowFormat;
import org.lambdanas.predictors.table.TableImport;
import org.lambdanas.predictors.table.TableImport.Imported;
import org.lambdanas.predictors.table.TableImport.Origin;
import org.lambdanas.predictors.table.TableJoin;
import org.lambdanas.predictors.table.TablePreset;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TableImported;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a table from CSV files or JSON lines. */
@Command(
    name = "import",
    header = "Make a table from CSV files or from lines of JSON.",
    description = {
      "CSV files have a heading line; of JSON there is one object a line. Empty fields, "
          + "null and 'nan' mean not measured.",
      "Fields of JSON are named by paths: name, name.name, name[0], name[-1] (the last "
          + "element), name@* (the values called name@0, name@1, ...), and sum(PATH), "
          + "min(PATH), max(PATH)."
    },
    footer =
        "lnas table import results.csv --space nasbench201 --architecture-column arch "
            + "--metric accuracy=test_accuracy --output mine.binpb")
final class TableImportVerb extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV or JSON-lines files, plain or gzipped; read one after the other.")
  private List<Path> files = List.of();

  @Option(
      names = "--preset",
      paramLabel = "ID",
      description =
          "How a published file is written: nasbench101, nasbench101_zerocost, nasbench201, "
              + "nasbench201_zerocost (the accuracies of the built-in table are added),"
              + " nasbench201_curves, "
              + "nasbench301 or nasbench_nlp. Other options add to it.")
  private @Nullable String preset;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description = "Search space of the architectures, such as nasbench201.")
  private @Nullable String space;

  @Option(
      names = "--architecture-column",
      paramLabel = "COLUMN",
      description = "CSV: column with the architectures, in any text form of the space.")
  private @Nullable String architectureColumn;

  @Option(
      names = "--architecture-field",
      paramLabel = "PATH[,PATH]",
      description =
          "JSON: field with the architecture, in any text form of the space. Several: the "
              + "architecture is the JSON object of these fields, such as matrix,ops.")
  private @Nullable String architectureField;

  @Option(
      names = "--members",
      paramLabel = "PATH",
      description =
          "JSON: each file is one object, and the members of the object at this path are the rows; "
              + "their names are the architectures.")
  private @Nullable String members;

  @Option(
      names = "--metric",
      paramLabel = "NAME=COLUMN[:UNIT[:DATA_SET[:EPOCHS]]]",
      description = {
        "A column or JSON field that becomes a metric; may be given several times.",
        "Units: percent (default), fraction (0 to 1, becomes percent), nats, seconds, millions, "
            + "count, score. Higher is better for percent and score."
      })
  private List<String> metrics = List.of();

  @Option(
      names = "--curve",
      paramLabel = "NAME=FILE|PATH",
      description =
          "Learning curves; may be given several times. For CSV another CSV file: an architecture,"
              + " then one value for each epoch. For JSON a field with a list of numbers;"
              + " PATH:fraction makes percent of 0 to 1.")
  private List<String> curves = List.of();

  @Option(
      names = "--where",
      paramLabel = "FIELD=VALUE",
      description = {
        "Take only rows where a column or field has this value; several: where all do.",
        "In place of the preset's condition, if it has one (nasbench_nlp: status=OK)."
      })
  private List<String> where = List.of();

  @Option(
      names = "--every-row",
      description = "Take every row, also those that the preset leaves out.")
  private boolean everyRow;

  @Option(
      names = "--missing",
      paramLabel = "NUMBER",
      description = "A number that means not measured, such as -1e8; may be given several times.")
  private List<Double> missing = List.of();

  @Option(
      names = "--duplicates",
      paramLabel = "RULE",
      description =
          "Where an architecture is there twice: error (default), first (keep the first row), or"
              + " first-isomorphic (of those that compute the same, keep the first row;"
              + " nasbench101).")
  private @Nullable String duplicates;

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
  private @Nullable String licence;

  @Option(
      names = "--output",
      paramLabel = "OUT",
      description =
          "The table to write, such as mine.binpb or mine.binpb.gz "
              + "(default: beside the first file, ending in .binpb).")
  private @Nullable Path output;

  @Override
  protected Result execute() {
    Path first = files.get(0);
    String file = String.valueOf(first.getFileName());
    String stem = file.replaceFirst("(?i)\\.(csv|jsonl?)(\\.gz)?$", "");
    Path target = output == null ? first.resolveSibling(stem + ".binpb") : output;
    Optional<TablePreset> known = Optional.ofNullable(preset).map(TablePreset::byId);
    TableImport described =
        known.isPresent()
            ? completed(known.get().table())
            : described(new Origin(stem, file, "not stated"));
    if (described.metrics().isEmpty() && described.format().curves().isEmpty()) {
      throw usage("nothing to import: give --metric or --curve, or a --preset");
    }
    Imported imported = described.write(files, target);
    if (known.map(TablePreset::withBuiltIn).orElse(false)) {
      imported = withBuiltIn(imported, target);
    }
    return result(imported, target);
  }

  private static Imported withBuiltIn(Imported imported, Path target) {
    TableHeader header = imported.header();
    List<BenchmarkTableFile> both =
        List.of(
            BenchmarkTableFile.open(target),
            PublishedTables.bySpace(header.getSpace()).orElseThrow());
    TableHeader joined = new TableJoin(both, false, header.getName()).write(target);
    return new Imported(joined, imported.notSelected(), imported.repeated());
  }

  private TableImport described(Origin origin) {
    if (space == null) {
      throw usage("give the --space of the architectures, or a --preset");
    }
    if (Stream.of(architectureColumn, architectureField, members).filter(Objects::nonNull).count()
        != 1) {
      throw usage(
          "give --architecture-column for CSV, --architecture-field for JSON lines or --members for"
              + " a JSON object, one of them");
    }
    RowFormat format =
        architectureColumn != null
            ? new CsvRows(architectureColumn, curves())
            : members != null
                ? JsonRows.ofMembers(members, curves())
                : new JsonRows(List.of(String.valueOf(architectureField).split(",", -1)), curves());
    return new TableImport(
        SearchSpaces.byId(space),
        format,
        metrics.stream().map(MetricSource::parse).toList(),
        where.stream().map(Condition::parse).toList(),
        missing,
        duplicates == null ? Duplicates.ERROR : Duplicates.byId(duplicates),
        overridden(origin));
  }

  private TableImport completed(TableImport known) {
    if (space != null
        || architectureColumn != null
        || architectureField != null
        || members != null) {
      throw usage(
          "--preset says the space and where the architectures are: leave out --space,"
              + " --architecture-column, --architecture-field and --members");
    }
    if (everyRow && !where.isEmpty()) {
      throw usage("--every-row takes all rows and --where some: give one of them");
    }
    List<Condition> conditions =
        everyRow
            ? List.of()
            : where.isEmpty() ? known.selection() : where.stream().map(Condition::parse).toList();
    return new TableImport(
        known.space(),
        known.format().with(curves()),
        joined(known.metrics(), metrics.stream().map(MetricSource::parse).toList()),
        conditions,
        joined(known.missing(), missing),
        duplicates == null ? known.duplicates() : Duplicates.byId(duplicates),
        overridden(known.origin()));
  }

  private List<CurveSource> curves() {
    return curves.stream().map(CurveSource::parse).toList();
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private Origin overridden(Origin origin) {
    return new Origin(
        name == null ? origin.name() : name,
        source == null ? origin.source() : source,
        licence == null ? origin.licence() : licence);
  }

  private static Result result(Imported imported, Path target) {
    TableHeader header = imported.header();
    Lines lines = new Lines().add(header.getRows() + " rows written to " + target);
    if (imported.notSelected() > 0) {
      lines.add(imported.notSelected() + " rows left out: the conditions do not hold");
    }
    if (imported.repeated() > 0) {
      lines.add(imported.repeated() + " rows left out: their architectures were there already");
    }
    return Result.ok(
        lines.next("lnas table info --table", target),
        TableImported.newBuilder()
            .setName(header.getName())
            .setRows(header.getRows())
            .setRowsNotSelected(imported.notSelected())
            .setDuplicatesLeftOut(imported.repeated())
            .setSha256(HexFormat.of().formatHex(header.getSha256().toByteArray()))
            .setOutput(target.toString())
            .build());
  }
}
