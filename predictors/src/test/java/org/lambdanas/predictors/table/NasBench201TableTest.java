package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.proto.v1.Unit;

class NasBench201TableTest {

  private static final String CSV = "data/nasbench201.csv.gz";
  private static final String CIFAR10 = "cifar10_test_200ep_mean";

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();

  @TempDir Path folder;

  @Test
  void theResourceIsWhatTheConversionMakes() throws Exception {
    Path made = folder.resolve("nasbench201.binpb");
    NasBench201Conversion.convert(SharedFiles.require(CSV), made);
    try (var resource = PublishedTables.class.getResourceAsStream("nasbench201.binpb")) {
      assertThat(resource).isNotNull();
      assertThat(resource.readAllBytes()).isEqualTo(Files.readAllBytes(made));
    }
  }

  @Test
  void everyRowAndColumnIsThePublishedOne() {
    Map<String, float[]> columns = new HashMap<>();
    for (MetricDescription metric : TABLE.metrics()) {
      columns.put(metric.getName(), TABLE.column(metric.getName()));
    }
    int row = 0;
    try (CsvReader csv = CsvReader.open(SharedFiles.require(CSV), 64 << 20)) {
      List<String> heading = csv.next().orElseThrow();
      assertThat(columns).hasSize(heading.size() - 3 + 3);
      for (Optional<List<String>> next = csv.next(); next.isPresent(); next = csv.next()) {
        List<String> fields = next.get();
        assertThat(row).isEqualTo(Integer.parseInt(fields.get(0)));
        assertThat(NasBench201Space.INSTANCE.format(TABLE.architecture(row)))
            .isEqualTo(fields.get(1));
        String[] runs = fields.get(2).split(" ");
        for (int r = 0; r < 3; r++) {
          float expected = r < runs.length ? Float.parseFloat(runs[r]) : Float.NaN;
          assertThat(Float.valueOf(at(columns, NasBench201Conversion.run(r + 1), row)))
              .isEqualTo(Float.valueOf(expected));
        }
        for (int c = 3; c < heading.size(); c++) {
          float expected = Float.parseFloat(fields.get(c));
          assertThat(at(columns, heading.get(c), row)).isEqualTo(expected);
          assertThat(TABLE.value(row, heading.get(c))).isEqualTo(expected);
        }
        row++;
      }
    }
    assertThat(row).isEqualTo(15_625);
  }

  private static float at(Map<String, float[]> columns, String name, int row) {
    return Objects.requireNonNull(columns.get(name), name)[row];
  }

  /** The first rows of the published file. */
  @Test
  void theResourceBeginsAsTheConversionOfThePublishedRows() throws IOException {
    Path made = folder.resolve("beginning.binpb");
    NasBench201Conversion.convert(SharedFiles.excerpt("nasbench201.csv.gz", folder), made);
    BenchmarkTableFile beginning = BenchmarkTableFile.open(made);
    assertThat(beginning.rows()).isEqualTo(150);
    assertThat(beginning.metrics()).isEqualTo(TABLE.metrics());
    for (long row = 0; row < beginning.rows(); row++) {
      assertThat(beginning.architecture(row)).isEqualTo(TABLE.architecture(row));
      for (MetricDescription metric : TABLE.metrics()) {
        // As objects: what was not measured is not a number.
        assertThat(Float.valueOf(beginning.value(row, metric.getName())))
            .isEqualTo(Float.valueOf(TABLE.value(row, metric.getName())));
      }
    }
  }

  /**
   * The published column is a mean over a cell's runs. Of 204 cells it holds one or two runs of
   * another cell: their means are off by a half or by thirds of a convolution's weights.
   */
  @Test
  void theWeightsAreThoseOfTheNetworks() {
    float[] published = TABLE.column("params_millions");
    int mixed = 0;
    for (int row = 0; row < published.length; row++) {
      Architecture cell = TABLE.architecture(row);
      long weights =
          NetworkCost.ofArchitecture(
                  NasBench201Space.INSTANCE, cell, new NetworkSize(16, 5, 3, 10), 32)
              .weights();
      double off = Math.abs(published[row] * 1e6 - weights);
      if (off > .5) {
        mixed++;
        boolean large = cell.getEdgeCell().getOperationsList().contains("nor_conv_3x3");
        double sixths = 6 * off / (large && off > 28_000 ? 243_040 : 28_000);
        assertThat(sixths).isCloseTo(Math.rint(sixths), within(1e-4)).isBetween(.99, 4.01);
      }
    }
    assertThat(mixed).isEqualTo(204);
  }

  @Test
  void theHeaderSaysWhatItIs() {
    TABLE.verify();
    assertThat(TABLE.name()).isEqualTo("nasbench201");
    assertThat(TABLE.rows()).isEqualTo(15_625);
    assertThat(TABLE.header().getSource()).contains("ICLR 2020");
    assertThat(TABLE.header().getLicence()).contains("MIT").contains("Apache-2.0");
    assertThat(TABLE.metrics())
        .allSatisfy(
            metric -> {
              boolean size = metric.getName().equals("params_millions");
              assertThat(metric.getUnit()).isEqualTo(size ? Unit.UNIT_MILLIONS : Unit.UNIT_PERCENT);
              assertThat(metric.getHigherIsBetter()).isEqualTo(!size);
              assertThat(metric.getEpochs())
                  .isEqualTo(size ? 0 : metric.getName().contains("12ep") ? 12 : 200);
            });
    assertThat(PublishedTables.bySpace("darts")).isEmpty();
    assertThat(PublishedTables.bySpace("nasbench201")).containsSame(TABLE);
  }

  @Test
  void everyArchitectureOfTheSpaceIsFound() {
    boolean[] found = new boolean[15_625];
    for (long code = 0; code < NasBench201Space.INSTANCE.size(); code++) {
      Architecture architecture = NasBench201Space.INSTANCE.at(code);
      long row = TABLE.find(architecture).orElseThrow();
      assertThat(TABLE.architecture(row)).isEqualTo(architecture);
      found[(int) row] = true;
    }
    assertThat(found).doesNotContain(false);
  }

  private static MetricValue metric(TableRow row, String name) {
    return row.getMetricsList().stream()
        .filter(value -> value.getMetric().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TableRow row(String operations) {
    return TABLE.lookup(NasBench201Space.INSTANCE.parse(operations)).orElseThrow();
  }

  @Test
  void publishedFixedPoints() {
    MetricValue best = metric(TABLE.row(6111), CIFAR10);
    assertThat(best.getValue()).isEqualTo(94.3733);
    assertThat(best.getRank()).isEqualTo(1);
    assertThat(best.getOf()).isEqualTo(15_625);

    TableRow allConvolutions =
        row(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
                + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|");
    assertThat(allConvolutions.getRow()).isEqualTo(9930);
    assertThat(metric(allConvolutions, CIFAR10).getValue()).isEqualTo(94.3633);
    // Two cells share the best mean.
    assertThat(metric(TABLE.row(13_714), CIFAR10).getRank()).isEqualTo(1);
    assertThat(metric(allConvolutions, CIFAR10).getRank()).isEqualTo(3);
    assertThat(metric(allConvolutions, "cifar10_valid_200ep_mean").getValue()).isEqualTo(91.5533);

    TableRow allSkips = row("(0, 0, 0, 0, 0, 0)");
    assertThat(allSkips.getRow()).isEqualTo(1835);
    assertThat(metric(allSkips, CIFAR10).getValue()).isEqualTo(54.2967);
    assertThat(metric(allSkips, "cifar10_valid_200ep_mean").getValue()).isEqualTo(39.7693);
  }

  @Test
  void theCellsWithoutAPathAndOnlyTheyScoreTenOrLess() {
    float[] column = TABLE.column(CIFAR10);
    int failures = 0;
    for (int row = 0; row < column.length; row++) {
      assertThat(column[row] <= 10.00f).isEqualTo(!hasPath(TABLE.architecture(row)));
      failures += column[row] <= 10.00f ? 1 : 0;
    }
    assertThat(failures).isEqualTo(341);
  }

  private static boolean hasPath(Architecture architecture) {
    boolean[] reached = {true, false, false, false};
    int edge = 0;
    for (int target = 1; target < 4; target++) {
      for (int source = 0; source < target; source++) {
        boolean open = !architecture.getEdgeCell().getOperations(edge++).equals("none");
        reached[target] |= open && reached[source];
      }
    }
    return reached[3];
  }

  @Test
  void metricsThatWereNotMeasuredAreLeftOut() {
    int once = 0;
    float[] third = TABLE.column(NasBench201Conversion.run(3));
    while (!Float.isNaN(third[once])) {
      once++;
    }
    assertThat(TABLE.row(once).getMetricsList())
        .extracting(value -> value.getMetric().getName())
        .contains(CIFAR10)
        .doesNotContain(NasBench201Conversion.run(3));
    assertThat(metric(TABLE.row(0), NasBench201Conversion.run(3)).getOf()).isEqualTo(7961);
  }
}
