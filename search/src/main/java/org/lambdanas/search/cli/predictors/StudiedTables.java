package org.lambdanas.search.cli.predictors;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which tables, and which of their metrics. A mixin of commands. */
final class StudiedTables {

  /** What ends the name of each metric that NASLib calls the validation accuracy. */
  private static final String NASLIB_METRICS = "_test_200ep_seed888";

  @Option(
      names = "--table",
      paramLabel = "TABLE[#METRIC]",
      description =
          "A table that comes with the program or a file (as --table of 'lnas predictors evaluate'"
              + " has it), and the metric that is predicted, such as mine.binpb#accuracy; may be"
              + " repeated (default: all that come with the program, nasbench201 with a metric of"
              + " each data set).")
  private List<String> asked = List.of();

  private final Map<String, BenchmarkTableFile> opened = new LinkedHashMap<>();

  /**
   * A metric of a table.
   *
   * @param table the table
   * @param metric its name
   */
  record Studied(BenchmarkTableFile table, String metric) {}

  /** The metrics that were asked for. */
  List<Studied> all(Function<String, ParameterException> usage) {
    List<Studied> all = new ArrayList<>();
    for (String one : asked.isEmpty() ? PublishedTables.names() : asked) {
      String name = name(one);
      BenchmarkTableFile table = open(name);
      List<String> metrics =
          name.equals(one) ? usual(name, table, usage) : List.of(one.substring(name.length() + 1));
      metrics.forEach(metric -> all.add(new Studied(table, table.metric(metric).getName())));
    }
    return all.stream().distinct().toList();
  }

  private static String name(String one) {
    int hash = one.lastIndexOf('#');
    return hash < 0 ? one : one.substring(0, hash);
  }

  private static List<String> usual(
      String name, BenchmarkTableFile table, Function<String, ParameterException> usage) {
    List<String> published =
        table.metrics().stream()
            .map(MetricDescription::getName)
            .filter(metric -> metric.endsWith(NASLIB_METRICS))
            .toList();
    Optional<String> usual = PublishedTables.usualMetric(table);
    if (usual.isEmpty()) {
      throw usage.apply(
          "--table %s names no metric: write %s#METRIC ('lnas table info' shows which there are)"
              .formatted(name, name));
    }
    return published.isEmpty() ? List.of(usual.get()) : published;
  }

  private BenchmarkTableFile open(String name) {
    return opened.computeIfAbsent(name, PublishedTables::open);
  }

  /**
   * What other processes call the table of an evaluation: an absolute path, or the name of one that
   * comes with the program.
   *
   * @throws ConfigException if it is none of those at hand
   */
  String nameOf(EvaluationConfig evaluation) {
    ByteString wanted = evaluation.getTableSha256();
    return Stream.concat(asked.stream().map(StudiedTables::name), PublishedTables.names().stream())
        .filter(name -> open(name).header().getSha256().equals(wanted))
        .findFirst()
        .map(
            name ->
                PublishedTables.isBuiltIn(name)
                    ? name
                    : Path.of(name).toAbsolutePath().normalize().toString())
        .orElseThrow(
            () ->
                new ConfigException(
                    "the study is of a table %s that is not at hand: name its file with --table"
                        .formatted(evaluation.getTable())));
  }

  /** The table of an evaluation. */
  BenchmarkTableFile of(EvaluationConfig evaluation) {
    return open(nameOf(evaluation));
  }

  /** What a later command has to be given to get the same tables. */
  String arguments() {
    return asked.stream()
        .map(StudiedTables::name)
        .distinct()
        .filter(name -> !PublishedTables.isBuiltIn(name))
        .map(name -> " --table " + ShellWord.of(Path.of(name)))
        .collect(Collectors.joining());
  }
}
