package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;

/** Latency models of published devices: rank correlation with all cells that were not measured. */
@Tag("study")
class LatencyStudy {

  private static final Path TABLE =
      Path.of("../../shared/data/nasbench201_latency_27_devices.csv.gz");
  private static final int SEEDS = Integer.getInteger("lambdanas.seeds", 20);

  @Test
  void everyDevice() {
    Assumptions.assumeTrue(Files.exists(TABLE), "no published latencies at " + TABLE);
    BenchmarkTableFile table = PublishedTables.open(TABLE.toString());
    NetworkSpace space = SearchSpaces.networkSpaceById("nasbench201");
    List<Architecture> cells =
        LongStream.range(0, table.rows()).mapToObj(table::architecture).toList();
    System.out.println("device random10 random24 planned10 planned24 heldout10 live24");
    for (var metric : table.metrics()) {
      if (metric.getName().equals("index")) {
        continue;
      }
      float[] column = table.column(metric.getName());
      double[] sums = new double[6];
      for (int seed = 0; seed < SEEDS; seed++) {
        int k = 0;
        for (boolean planned : new boolean[] {false, true}) {
          for (int count : new int[] {10, 24}) {
            int[] rows;
            if (planned) {
              rows =
                  LatencyFit.plan(space, count, new Seed(seed)).stream()
                      .mapToInt(a -> (int) table.find(a).orElseThrow())
                      .toArray();
            } else {
              rows =
                  RandomIndices.sample(cells.size(), count, new Seed(seed).child("rows").random());
            }
            LatencyModel.Builder measured = LatencyModel.newBuilder().setSpace(space.id());
            for (int row : rows) {
              measured.addMeasurements(
                  LatencyMeasurement.newBuilder()
                      .setArchitecture(cells.get(row))
                      .setMilliseconds(column[row]));
            }
            LatencyModel model = LatencyFit.of(measured.build());
            PredictedLatency latency = new PredictedLatency("latency", model);
            int[] rest =
                IntStream.range(0, cells.size())
                    .filter(i -> IntStream.of(rows).noneMatch(r -> r == i))
                    .toArray();
            double[] truth = IntStream.of(rest).mapToDouble(i -> column[i]).toArray();
            double[] said = IntStream.of(rest).mapToDouble(i -> latency.of(cells.get(i))).toArray();
            sums[k++] += Correlation.SPEARMAN.compute(truth, said).value() / SEEDS;
            if (!planned && count == 10) {
              sums[4] += model.getHeldOutSpearman() / SEEDS;
            }
            if (!planned && count == 24) {
              sums[5] += model.getLive() ? 1.0 / SEEDS : 0;
            }
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%-16s %.3f %.3f %.3f %.3f %.3f %.2f%n",
          metric.getName(),
          sums[0],
          sums[1],
          sums[2],
          sums[3],
          sums[4],
          sums[5]);
      assertThat(sums[1]).as(metric.getName()).isGreaterThan(0.5);
    }
  }
}
