package org.lambdanas.predictors.table;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;

/** The tables that come with the program. */
public final class PublishedTables {

  private static final String NASBENCH201 = "nasbench201";

  private PublishedTables() {}

  /**
   * The table of a search space, loaded on first use.
   *
   * @param space id of the space
   * @return the complete NAS-Bench-201 (15 625 architectures in the order of the benchmark's own
   *     index) for {@code "nasbench201"}, empty for other spaces
   */
  public static Optional<BenchmarkTableFile> bySpace(String space) {
    return space.equals(NASBENCH201) ? Optional.of(NasBench201.TABLE) : Optional.empty();
  }

  /**
   * The results of full-length training on each data set: what a person wants to know of a found
   * cell. Single runs are left out where their mean is there.
   *
   * @param row of any table
   * @return some of its metrics, in order
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

  /** Loaded when first touched. */
  private static final class NasBench201 {

    private static final long MOST_BYTES = 8 << 20;

    static final BenchmarkTableFile TABLE = load(NASBENCH201 + ".binpb");

    private NasBench201() {}

    private static BenchmarkTableFile load(String name) {
      InputStream in = PublishedTables.class.getResourceAsStream(name);
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing: build the project anew");
      }
      return BenchmarkTableFile.read(in, "built-in " + name, MOST_BYTES);
    }
  }
}
