package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.TableHeader;

/** Scores and costs in tables, and tables that are joined. */
class TableFeaturesTest {

  @TempDir private Path folder;

  private BenchmarkTableFile table(
      String file, String[] metrics, Architecture[] cells, float[]... rows) {
    TableHeader.Builder header =
        TableHeader.newBuilder().setName(file).setSpace(cells[0].getSpace()).setSource(file);
    for (String metric : metrics) {
      header.addMetrics(MetricSource.parse(metric).metric());
    }
    Path path = folder.resolve(file + ".binpb");
    try (TableWriter writer = TableWriter.create(path, header.build())) {
      for (int i = 0; i < rows.length; i++) {
        writer.add(cells[i], rows[i], List.of());
      }
      writer.finish();
    }
    return BenchmarkTableFile.open(path);
  }

  private static Architecture[] cells(int count) {
    Architecture[] cells = new Architecture[count];
    for (int i = 0; i < count; i++) {
      cells[i] = NasBench201Space.INSTANCE.at(100 + i);
    }
    return cells;
  }

  private static Feature feature(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  @Test
  void metricsWithTheNameOfAMeasureAreFeatures() {
    BenchmarkTableFile table =
        table(
            "scores",
            new String[] {
              "acc=acc:percent:cifar100",
              "cifar10_synflow=s:score:cifar10",
              "cifar100_synflow=s:score:cifar100",
              "az_nas=a:score",
              "parameters=p:count",
              "swap_gaussian=g:score",
              "nothing_synflow=n:score:cifar10",
              "jacov=j:score"
            },
            cells(2),
            new float[] {50, 1.5f, 2.5f, -3, 2_000_000, 7, 8, Float.NaN},
            new float[] {60, 1.25f, Float.NaN, -4, 3_000_000, 9, 8, Float.NaN});
    TableFeatures features = new TableFeatures(table, "acc");
    // Nobody has measured jacov.
    assertThat(features.names()).containsExactly("az_nas", "params", "swap_gaussian", "synflow");
    assertThat(features.of(0))
        .containsExactly(
            feature("az_nas", -3),
            feature("params", 2),
            feature("swap_gaussian", 7),
            feature("synflow", 2.5));
    assertThat(features.of(1)).extracting(Feature::getName).doesNotContain("synflow");
    assertThat(features.has(0, Set.of("synflow", "params"))).isTrue();
    assertThat(features.has(1, Set.of("synflow"))).isFalse();
    assertThat(new TableFeatures(table, "cifar100_synflow").of(1))
        .contains(feature("synflow", 1.25));
    assertThat(new TableFeatures(table, "az_nas").names()).doesNotContain("az_nas");
    assertThat(features.of(cells(1)[0])).isEqualTo(features.of(0));
    assertThat(features.of(NasBench201Space.INSTANCE.at(7))).isEmpty();
  }

  @Test
  void theBuiltInTableKnowsSizes() {
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    assertThat(new TableFeatures(table, "cifar10_test_200ep_mean").names())
        .containsExactly("params");
  }

  @Test
  void tablesAreJoinedByWhatTheirCellsCompute() {
    NasBench101Space space = NasBench101Space.INSTANCE;
    Architecture[] first = {
      space.parse("input conv3x3(0) conv1x1(0) output(1,2)"),
      space.parse("input conv3x3(0) output(1)"),
      space.parse("input maxpool3x3(0) output(1)")
    };
    Architecture[] second = {
      space.parse("input maxpool3x3(0) conv1x1(0) output(1)"),
      space.parse("input conv1x1(0) conv3x3(0) output(1,2)")
    };
    BenchmarkTableFile accuracies =
        table(
            "a", new String[] {"acc=a"}, first, new float[] {1}, new float[] {2}, new float[] {3});
    BenchmarkTableFile scores =
        table("s", new String[] {"snip=s:score"}, second, new float[] {30}, new float[] {10});
    new TableJoin(List.of(accuracies, scores), false, "both").write(folder.resolve("j.binpb"));
    BenchmarkTableFile both = BenchmarkTableFile.open(folder.resolve("j.binpb"));
    both.verify();
    assertThat(both.header().getSource()).isEqualTo("a; s");
    assertThat(both.rows()).isEqualTo(2);
    assertThat(both.architecture(0)).isEqualTo(first[0]);
    assertThat(both.column("acc")).containsExactly(1, 3);
    assertThat(both.column("snip")).containsExactly(10, 30);
    assertThat(new TableFeatures(both, "acc").of(second[0])).containsExactly(feature("snip", 30));
  }
}
