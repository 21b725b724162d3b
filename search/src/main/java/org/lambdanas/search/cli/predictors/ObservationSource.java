package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.stream.TableSample;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.CsvTable;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Where a verb takes observations from: a file, or rows of a table. */
final class ObservationSource {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = {
        "Observations: a CSV file with a heading, architectures and numbers (.csv), JSON lines"
            + " (.jsonl), Observation messages with their lengths (.delimited), or an Observations"
            + " message (.binpb, .txtpb, .json); each may be gzipped.",
        "- is standard input."
      })
  private @Nullable String file;

  @Option(
      names = "--input-format",
      paramLabel = "FORM",
      description = "jsonl, delimited, binpb, txtpb or json (default: by the file's ending).")
  private @Nullable String inputFormat;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "Take the observations from a benchmark table instead: a file of 'lnas table import' or "
              + "'lnas score', a CSV file, or nasbench201, which is built in.")
  private @Nullable String table;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Metric of the table, or column of the CSV file, that is learnt (default: the only one"
              + " that is no score of untrained networks).")
  private @Nullable String metric;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "Random rows of the table, drawn by the seed (default: of more than 1000 rows 100, for a"
              + " card 12; else all).")
  private @Nullable Integer sample;

  private final int usualSample;

  /** From a table, so many rows where nothing else is said. */
  ObservationSource(int usualSample) {
    this.usualSample = usualSample;
  }

  /** Whether the command line names a file or a table. */
  boolean isGiven() {
    return file != null || table != null;
  }

  /** What is read, for people: a file or a table. */
  String name() {
    return String.valueOf(table != null ? table : file);
  }

  /** The metric, as it was given; empty: it was not. */
  String metric() {
    return metric == null ? "" : metric;
  }

  /** What a command line has to say to read the same. */
  String arguments() {
    List<String> words = new ArrayList<>();
    if (file != null) {
      words.add(ShellWord.of(Path.of(file)));
    }
    if (inputFormat != null) {
      words.addAll(List.of("--input-format", inputFormat));
    }
    if (table != null) {
      words.addAll(List.of("--table", ShellWord.of(Path.of(table))));
    }
    if (metric != null) {
      words.addAll(List.of("--metric", ShellWord.of(Path.of(metric))));
    }
    if (sample != null) {
      words.addAll(List.of("--sample", sample.toString()));
    }
    return String.join(" ", words);
  }

  /**
   * What was read.
   *
   * @param observations at least 1
   * @param lowerIsBetter what their table says of the metric
   */
  record Observed(List<Observation> observations, boolean lowerIsBetter) {}

  /**
   * Reads them.
   *
   * @param usage makes the error of wrong options
   * @param seed of a sample
   */
  Observed read(Function<String, ParameterException> usage, Seed seed) {
    boolean csv =
        file != null && table == null && inputFormat == null && CsvTable.isOne(Path.of(file));
    Observed observed =
        table != null || csv
            ? sample(csv ? file : table, csv, usage, seed)
            : new Observed(read(usage), false);
    if (observed.observations().isEmpty()) {
      throw new DataException(file + " has no observations");
    }
    return observed;
  }

  private List<Observation> read(Function<String, ParameterException> usage) {
    if (file == null) {
      throw usage.apply("give a file of observations, - for standard input, or --table");
    }
    if (metric != null || sample != null) {
      throw usage.apply("--metric and --sample go with --table");
    }
    Optional<StreamFormat> format =
        Optional.ofNullable(inputFormat)
            .map(id -> StreamFormat.byId("observations", id, StreamFormat.OBSERVATIONS));
    try (MessageReader<Observation> reader =
        file.equals("-")
            ? MessageReader.observations(System.in, "standard input", format, Optional.empty())
            : MessageReader.observations(Path.of(file), format, Optional.empty())) {
      return reader.rest();
    }
  }

  private Observed sample(
      @Nullable String name, boolean csv, Function<String, ParameterException> usage, Seed seed) {
    if (!csv && (file != null || inputFormat != null)) {
      throw usage.apply("observations come from a file or from --table, not from both");
    }
    BenchmarkTableFile opened = PublishedTables.open(String.valueOf(name));
    String target = metric == null ? only(opened, usage) : metric;
    int count = sample == null ? TableSample.usual(opened, target, usualSample) : sample;
    return new Observed(
        TableSample.draw(opened, target, count, seed), !opened.metric(target).getHigherIsBetter());
  }

  /** The only metric that is no feature of untrained networks. */
  private static String only(BenchmarkTableFile table, Function<String, ParameterException> usage) {
    List<String> metrics =
        table.metrics().stream()
            .map(MetricDescription::getName)
            .filter(name -> TableFeatures.feature(table.metric(name)).isEmpty())
            .toList();
    if (metrics.size() != 1) {
      throw usage.apply(
          metrics.isEmpty()
              ? "%s has no results of trained networks to learn from".formatted(table.name())
              : "which metric of %s? Give --metric, one of %s"
                  .formatted(table.name(), String.join(", ", metrics)));
    }
    return metrics.get(0);
  }
}
