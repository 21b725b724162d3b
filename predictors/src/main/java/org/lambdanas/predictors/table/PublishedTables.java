package org.lambdanas.predictors.table;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;

/** The tables that come with the program. */
public final class PublishedTables {

  private static final long MOST_BYTES = 8 << 20;

  /** The metric of each table that is predicted where none is named. */
  private static final Map<String, String> USUAL_METRICS =
      Map.of(
          // What NASLib calls the validation accuracy.
          "nasbench201", "cifar10valid_test_200ep_seed888",
          "nasbench201-small", "validation_accuracy");

  private static final Map<String, BenchmarkTableFile> LOADED = new ConcurrentHashMap<>();

  private PublishedTables() {}

  /**
   * The table of a search space, loaded on first use: the complete NAS-Bench-201 (15 625
   * architectures in the order of the benchmark's own index) for its space; empty for other spaces,
   * and for what is none.
   */
  public static Optional<BenchmarkTableFile> bySpace(String space) {
    return spaces().contains(space) ? byName(space) : Optional.empty();
  }

  /** A table that comes with the program, loaded on first use; empty for what is none. */
  private static Optional<BenchmarkTableFile> byName(String name) {
    return names().contains(name)
        ? Optional.of(LOADED.computeIfAbsent(name, PublishedTables::load))
        : Optional.empty();
  }

  /** The metric of a table that is predicted where none is named, if it comes with the program. */
  public static Optional<String> usualMetric(BenchmarkTableFile table) {
    return LOADED.containsValue(table)
        ? Optional.ofNullable(USUAL_METRICS.get(table.name()))
        : Optional.empty();
  }

  /** Whether a person who says this means a table that comes with the program, and no file. */
  public static boolean isBuiltIn(String name) {
    return names().contains(name) && !Files.exists(Path.of(name));
  }

  /**
   * Opens a table by what a person calls it: a file, which is checked against its checksum, a CSV
   * file (see {@link CsvTable}), or, where there is no such file, one of {@link #names}.
   */
  public static BenchmarkTableFile open(String name) {
    Path file = Path.of(name);
    return (Files.exists(file) ? Optional.<BenchmarkTableFile>empty() : byName(name))
        .orElseGet(
            () -> {
              if (CsvTable.isOne(file)) {
                return CsvTable.open(file);
              }
              if (Files.notExists(file)) {
                throw new DataException(
                    "no such file or table that comes with the program: "
                        + Suggestion.quoted(name, names()));
              }
              BenchmarkTableFile table = BenchmarkTableFile.open(file);
              table.verify();
              return table;
            });
  }

  /** The ids of the spaces that have one, in the order in which they are listed to people. */
  public static List<String> spaces() {
    return SearchSpaces.all().stream()
        .map(SearchSpace::id)
        .filter(space -> PublishedTables.class.getResource(resource(space)) != null)
        .toList();
  }

  /**
   * What tables that come with the program are called: by their space, and {@code
   * nasbench201-small}, networks of a laptop's size with learning curves.
   */
  public static List<String> names() {
    return Stream.concat(spaces().stream(), USUAL_METRICS.keySet().stream().sorted())
        .distinct()
        .filter(name -> PublishedTables.class.getResource(resource(name)) != null)
        .toList();
  }

  private static String resource(String space) {
    return space + ".binpb";
  }

  private static BenchmarkTableFile load(String space) {
    InputStream in =
        Objects.requireNonNull(PublishedTables.class.getResourceAsStream(resource(space)));
    return BenchmarkTableFile.read(in, "built-in " + resource(space), MOST_BYTES);
  }

  /**
   * The results of full-length training on each data set: what a person wants to know of a found
   * cell. Single runs are left out where their mean is there.
   */
  public static List<MetricValue> headline(TableRow row) {
    int longest =
        row.getMetricsList().stream().mapToInt(m -> m.getMetric().getEpochs()).max().orElse(0);
    return row.getMetricsList().stream()
        .filter(value -> value.getMetric().getEpochs() == longest)
        .filter(value -> !value.getMetric().getDataSet().isEmpty())
        .filter(value -> !value.getMetric().getName().matches(".*_run\\d+"))
        .toList();
  }
}
