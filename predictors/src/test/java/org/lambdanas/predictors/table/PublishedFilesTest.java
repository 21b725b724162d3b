package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.JsonLines;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.predictors.table.TableImport.Imported;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MetricValue;

/**
 * The published files of all four spaces become tables: excerpts, and whole where they are there.
 */
class PublishedFilesTest {

  @TempDir Path folder;

  private record Result(Imported imported, BenchmarkTableFile table) {}

  private Result imported(String presetId, String... files) {
    return imported(
        presetId, Stream.of(files).map(file -> SharedFiles.require("data/" + file)).toList());
  }

  private Result excerpt(String presetId, String file) throws IOException {
    return imported(presetId, List.of(SharedFiles.excerpt(file, folder)));
  }

  private Result imported(String presetId, List<Path> files) {
    Path table = folder.resolve(presetId + ".binpb");
    Imported imported = TablePreset.byId(presetId).table().write(files, table);
    BenchmarkTableFile opened = BenchmarkTableFile.open(table);
    opened.verify();
    return new Result(imported, opened);
  }

  private static int distinct(BenchmarkTableFile table) {
    SearchSpace space = SearchSpaces.byId(table.header().getSpace());
    Set<Architecture> forms = new HashSet<>();
    for (long row = 0; row < table.rows(); row++) {
      forms.add(space.canonical(table.architecture(row)));
    }
    return forms.size();
  }

  @Test
  void nasBench101() {
    Result result = imported("nasbench101", "nasbench101.jsonl.gz");
    // 95 of the 10 360 lines repeat a hash.
    assertThat(result.imported().repeated()).isEqualTo(95);
    assertThat(result.table().rows()).isEqualTo(10_265);
    assertThat(distinct(result.table())).isEqualTo(10_265);
    assertBeginsNasBench101(result.table());
  }

  @Test
  void excerptOfNasBench101() throws IOException {
    Result result = excerpt("nasbench101", "nasbench101.jsonl.gz");
    assertThat(result.imported().repeated()).isEqualTo(1);
    assertThat(result.table().rows()).isEqualTo(209);
    assertThat(distinct(result.table())).isEqualTo(209);
    assertBeginsNasBench101(result.table());
  }

  private static void assertBeginsNasBench101(BenchmarkTableFile table) {
    SearchSpace space = SearchSpaces.byId("nasbench101");
    Architecture first =
        space.parse("input maxpool3x3(0) conv3x3(0) maxpool3x3(2) maxpool3x3(0,1,3) output(0,4)");
    assertThat(table.find(first)).hasValue(0);
    assertThat(table.value(0, "validation_accuracy_108ep")).isEqualTo(91.426285f);
    assertThat(table.value(0, "validation_accuracy_4ep")).isEqualTo(10.326523f);
    assertThat(table.value(0, "training_seconds")).isEqualTo(3087.885f);
    assertThat(table.value(0, "parameters")).isEqualTo(12_798_858f);
    Architecture relabelled =
        space.parse("input conv3x3(0) maxpool3x3(1) maxpool3x3(0) maxpool3x3(0,2,3) output(0,4)");
    assertThat(table.find(relabelled)).isEmpty();
    assertThat(table.findIsomorphic(relabelled)).hasValue(0);
    assertThat(table.findIsomorphic(space.canonical(first))).hasValue(0);
    TrainingCost cost = TrainingCost.of(table, "training_seconds", 108);
    assertThat(cost.seconds(0, 27)).isEqualTo((double) 3087.885f / 4);
  }

  @Test
  void nasBench301() {
    BenchmarkTableFile table =
        imported("nasbench301", "nasbench301_surrogate_cifar10.csv.gz").table();
    assertThat(table.rows()).isEqualTo(725);
    assertThat(distinct(table)).isBetween(700, 725);
    assertBeginsNasBench301(table);
  }

  @Test
  void excerptOfNasBench301() throws IOException {
    BenchmarkTableFile table =
        excerpt("nasbench301", "nasbench301_surrogate_cifar10.csv.gz").table();
    assertThat(table.rows()).isEqualTo(61);
    assertBeginsNasBench301(table);
  }

  private static void assertBeginsNasBench301(BenchmarkTableFile table) {
    assertThat(table.metrics()).hasSize(14);
    assertThat(table.value(0, "validation_accuracy")).isEqualTo(93.32119f);
    assertThat(table.value(0, "zen")).isNaN();
    assertThat(table.value(0, "jacov")).isEqualTo(-32.221973f);
    assertThat(SearchSpaces.byId("darts").texts(table.architecture(0)))
        .containsEntry(
            "naslib",
            "(((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)), ((1, 0), (0, 2),"
                + " (1, 3), (0, 3), (3, 0), (0, 1), (2, 0), (3, 6)))");
  }

  @Test
  void nasBench201AndItsScores() {
    BenchmarkTableFile table = imported("nasbench201", "nasbench201.csv.gz").table();
    assertThat(table.rows()).isEqualTo(15_625);
    BenchmarkTableFile builtIn = PublishedTables.bySpace("nasbench201").orElseThrow();
    for (String metric : List.of("cifar10_test_200ep_mean", "imagenet16_120_test_12ep")) {
      assertThat(table.column(metric)).containsExactly(builtIn.column(metric));
    }
    BenchmarkTableFile scores =
        imported("nasbench201_zerocost", "nasbench201_zerocost_cifar10.csv.gz").table();
    assertThat(scores.rows()).isEqualTo(3000);
    assertThat(scores.value(0, "jacov")).isEqualTo(-65.13479f);
  }

  @Test
  void excerptsOfNasBench201AndItsScores() throws IOException {
    BenchmarkTableFile table = excerpt("nasbench201", "nasbench201.csv.gz").table();
    assertThat(table.rows()).isEqualTo(150);
    BenchmarkTableFile builtIn = PublishedTables.bySpace("nasbench201").orElseThrow();
    for (String metric : List.of("cifar10_test_200ep_mean", "imagenet16_120_test_12ep")) {
      assertThat(table.column(metric)).containsExactly(Arrays.copyOf(builtIn.column(metric), 150));
    }
    BenchmarkTableFile scores =
        excerpt("nasbench201_zerocost", "nasbench201_zerocost_cifar10.csv.gz").table();
    assertThat(scores.rows()).isEqualTo(60);
    assertThat(scores.value(0, "jacov")).isEqualTo(-65.13479f);
  }

  @Test
  void nasBench201Curves() {
    BenchmarkTableFile table =
        imported(
                "nasbench201_curves",
                "nasbench201_curves_000000.json.gz",
                "nasbench201_curves_000011.json.gz",
                "nasbench201_curves_000284.json.gz")
            .table();
    assertThat(table.rows()).isEqualTo(3);
    assertCurves(table, 1);
  }

  @Test
  void excerptOfNasBench201Curves() throws IOException {
    BenchmarkTableFile table =
        excerpt("nasbench201_curves", "nasbench201_curves_000011.json.gz").table();
    assertThat(table.rows()).isEqualTo(1);
    assertCurves(table, 0);
  }

  private static void assertCurves(BenchmarkTableFile table, long eleventh) {
    for (long row = 0; row < table.rows(); row++) {
      for (String curve : table.curveNames()) {
        assertThat(table.curve(row, curve, 1000)).as(curve).hasSize(200);
      }
      assertThat(table.curve(row, "validation_accuracy", 1000)[199])
          .isEqualTo(table.value(row, "validation_accuracy"));
    }
    // The test accuracy of this run is the one that NASLib reads.
    BenchmarkTableFile builtIn = PublishedTables.bySpace("nasbench201").orElseThrow();
    long same = builtIn.find(table.architecture(eleventh)).orElseThrow();
    assertThat(same).isEqualTo(11);
    assertThat(table.value(eleventh, "test_accuracy"))
        .isEqualTo(builtIn.value(same, "cifar10valid_test_200ep_seed888"));
    assertThat(TrainingCost.of(table, "", 200).fullSeconds(0))
        .isEqualTo(table.value(0, "training_seconds"), within(1e-2));
  }

  @Test
  @Tag("study")
  void nasBenchNlp() {
    Result result = imported("nasbench_nlp", "nasbench_nlp_ptb.jsonl.gz");
    BenchmarkTableFile table = result.table();
    assertThat(table.rows()).isEqualTo(11_598);
    assertThat(result.imported().notSelected()).isEqualTo(14_322 - 11_598);
    assertThat(table.row(1).getMetricsList().stream().map(MetricValue::getValue).toList())
        .contains(10_896_400.0);
    assertThat(table.find(table.architecture(7777))).hasValue(7777);
    // Many cells were trained more than once, written differently.
    assertThat(distinct(table)).isEqualTo(8714);
    assertBeginsNasBenchNlp(table);
  }

  @Test
  void excerptOfNasBenchNlp() throws IOException {
    Result result = excerpt("nasbench_nlp", "nasbench_nlp_ptb.jsonl.gz");
    assertThat(result.table().rows()).isEqualTo(30);
    // Lines that failed hold NaN, which is not JSON, and curves of another length.
    assertThat(result.imported().notSelected()).isEqualTo(6);
    assertBeginsNasBenchNlp(result.table());
    assertAllValid(SharedFiles.excerpt("nasbench_nlp_ptb.jsonl.gz", folder), 36);
  }

  private static void assertBeginsNasBenchNlp(BenchmarkTableFile table) {
    assertThat(table.curveNames())
        .containsExactly("train_loss", "validation_loss", "test_loss", "epoch_seconds");
    assertThat(table.curve(0, "validation_loss", 3)).containsExactly(5.55148f, 5.36599f, 5.25716f);
    assertThat(table.value(0, "validation_loss")).isEqualTo(4.94575f);
    assertThat(table.value(0, "best_validation_loss")).isEqualTo(4.94072f);
    assertThat(table.curves(5, 4)).hasSize(4).allMatch(curve -> curve.getValuesCount() == 4);
    TrainingCost cost = TrainingCost.of(table, "training_seconds", 50);
    assertThat(cost.seconds(0, 2)).isEqualTo((double) 58.99f + 58.47f);
    assertThat(cost.fullSeconds(0)).isEqualTo(table.value(0, "training_seconds"), within(1e-3));
  }

  @Test
  @Tag("study")
  void everyLineOfNasBenchNlpIsReadAndValid() {
    assertAllValid(SharedFiles.require("data/nasbench_nlp_ptb.jsonl.gz"), 14_322);
  }

  private static void assertAllValid(Path file, int expected) {
    SearchSpace space = SearchSpaces.byId("nasbench_nlp");
    int lines = 0;
    try (JsonLines json = JsonLines.open(file, 1 << 30)) {
      for (var row = json.next(); row.isPresent(); row = json.next()) {
        String text = row.get().get("recepie").getAsString();
        Architecture cell = space.parse(text);
        assertThat(space.parse(space.format(cell))).isEqualTo(cell);
        lines++;
      }
    }
    assertThat(lines).isEqualTo(expected);
  }
}
