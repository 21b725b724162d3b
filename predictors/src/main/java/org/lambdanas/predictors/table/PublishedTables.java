package org.lambdanas.predictors.table;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;

/** The tables that come with the program. */
public final class PublishedTables {

  private static final long MOST_BYTES = 8 << 20;

  private static final Map<String, BenchmarkTableFile> LOADED = new ConcurrentHashMap<>();

  private PublishedTables() {}

  /**
   * The table of a search space, loaded on first use: the complete NAS-Bench-201 (15 625
   * architectures in the order of the benchmark's own index) for its space; empty for other spaces,
   * and for what is none.
   */
  public static Optional<BenchmarkTableFile> bySpace(String space) {
    return spaces().contains(space)
        ? Optional.of(LOADED.computeIfAbsent(space, PublishedTables::load))
        : Optional.empty();
  }

  /**
   * Opens a table by what a person calls it: a file, which is checked against its checksum, a CSV
   * file (see {@link CsvTable}), or, where there is no such file, a space that has a published
   * table.
   */
  public static BenchmarkTableFile open(String name) {
    Path file = Path.of(name);
    return (Files.exists(file) ? Optional.<BenchmarkTableFile>empty() : bySpace(name))
        .orElseGet(
            () -> {
              if (CsvTable.isOne(file)) {
                return CsvTable.open(file);
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
