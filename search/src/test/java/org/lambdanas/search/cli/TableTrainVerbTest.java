package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TableRow;

class TableTrainVerbTest {

  private static final String ACCURACY = "validation_accuracy";
  private static final List<String> SMALL =
      List.of("--channels", "2", "--cells-per-stage", "1", "--train-images", "200");

  @TempDir private Path folder;

  private Invocation lnas(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb.split(" ")));
    arguments.add("--json");
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private Invocation train(String run, String... more) {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(List.of("--epochs", "2", "--run-dir", folder.resolve(run).toString()));
    arguments.addAll(List.of(more));
    return lnas("table train", arguments.toArray(String[]::new));
  }

  private static BenchmarkTableFile table(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return BenchmarkTableFile.open(
        Path.of(invocation.message(GuidedResult.getDefaultInstance()).getTable()));
  }

  /** All but seconds, which differ. */
  private static List<TableRow> timeless(BenchmarkTableFile table) {
    List<TableRow> rows = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      TableRow.Builder copy = table.row(row).toBuilder();
      for (int m = copy.getMetricsCount() - 1; m >= 0; m--) {
        if (copy.getMetrics(m).getMetric().getName().equals("training_seconds")) {
          copy.removeMetrics(m);
        }
      }
      for (int c = copy.getCurvesCount() - 1; c >= 0; c--) {
        if (copy.getCurves(c).getMetric().equals("epoch_seconds")) {
          copy.removeCurves(c);
        }
      }
      rows.add(copy.build());
    }
    return rows;
  }

  @Test
  void aRowIsWhatATrainingOfItCameToAndItsCurvesAreThere() {
    BenchmarkTableFile table = table(train("run", "--sample", "3", "--seed", "4"));

    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.curveNames())
        .containsExactly(
            "train_loss", "train_accuracy", "validation_loss", ACCURACY, "epoch_seconds");
    SearchSpace space = SearchSpaces.byId("nasbench201");
    Set<Architecture> forms = new HashSet<>();
    for (TableRow row : timeless(table)) {
      assertThat(forms.add(space.canonical(row.getArchitecture()))).isTrue();
      for (LearningCurve curve : row.getCurvesList()) {
        assertThat(curve.getValuesCount()).isEqualTo(2);
      }
    }
    assertThat(table.header().getProvenance().getSeed()).isEqualTo(4);
    assertThat(table.header().getProvenance().getDataSha256().size()).isEqualTo(32);
    assertThat(table.header().getRunConfig()).contains("STRATEGY_KIND_RANDOM", "epochs: 2");
    float[] seconds = table.column("training_seconds");
    assertThat(seconds[0]).isPositive();
  }

  @Test
  void aRunThatWasCutShortGoesOnToTheSameTable() throws IOException {
    BenchmarkTableFile whole = table(train("whole", "--sample", "4"));

    Path cut = folder.resolve("cut");
    table(train("cut", "--sample", "4"));
    for (String done : List.of("result.binpb", "result.json", "evaluations.binpb")) {
      Files.delete(cut.resolve(done));
    }
    try (RandomAccessFile log = new RandomAccessFile(cut.resolve("points.log").toFile(), "rw")) {
      log.setLength(log.length() / 2);
    }
    Path output = folder.resolve("mine.binpb");
    Invocation resumed =
        lnas("table train", "--resume", cut.toString(), "--output", output.toString());

    assertThat(timeless(table(resumed))).isEqualTo(timeless(whole));
    assertThat(timeless(BenchmarkTableFile.open(cut.resolve("evaluations.binpb"))))
        .isEqualTo(timeless(whole));
    assertThat(output).exists();
  }

  /** The table knows what shorter trainings would have shown, and what they cost. */
  @Test
  void searchesAndFitsReadTheTable() {
    String file = folder.resolve("own.binpb").toString();
    table(train("run", "--sample", "4", "--output", file));

    GuidedResult searched =
        lnas(
                "search",
                "--objective",
                "table:" + file + "#" + ACCURACY,
                "--method",
                "random",
                "--queries",
                "4",
                "--run-dir",
                folder.resolve("search").toString())
            .message(GuidedResult.getDefaultInstance());
    assertThat(searched.getSimulatedSeconds()).isPositive();
    assertThat(searched.getTable()).as("what was only looked up makes no table").isEmpty();

    Invocation halved =
        lnas(
            "search",
            "--objective",
            "table:" + file + "#" + ACCURACY,
            "--method",
            "successive-halving",
            "--eta",
            "2",
            "--queries",
            "5",
            "--run-dir",
            folder.resolve("halving").toString());
    assertThat(halved.code()).as(halved.err()).isZero();
  }

  /** A search may propose only what is listed; what is listed twice counts once. */
  @Test
  void aSearchKeepsToTheListedArchitectures() throws IOException {
    Path list = folder.resolve("cells.txt");
    String skip = "|skip_connect~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|skip_connect~2|";
    String convolution =
        "|nor_conv_1x1~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_1x1~2|";
    Files.writeString(list, skip + "\n" + convolution + "\n" + skip + "\n");
    for (String objective : List.of("score:params", "table:nasbench201#cifar10_test_200ep_mean")) {
      Invocation found =
          lnas(
              "search",
              "--objective",
              objective,
              "--from",
              list.toString(),
              "--queries",
              "5",
              "--run-dir",
              folder.resolve(objective.substring(0, 5)).toString());
      assertThat(found.code()).as(found.err()).isZero();
      GuidedResult result = found.message(GuidedResult.getDefaultInstance());
      assertThat(result.getQueriesList()).hasSize(2);
      assertThat(result.getArchitectureText()).isEqualTo(convolution);
      assertThat(result.getEndedEarly()).contains("nothing more to propose");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sample 2 --all                   | which architectures? Give some",
        "--sample 9446                      | nasbench201 has no more than 9445 architectures",
        "--sample 0                         | --sample is 0: must be at least 1",
        "--sample 2 --backend table         | simulated for published results only",
        "--sample 2 --space nasbench_nlp    | nasbench_nlp",
        "--sample 2 --cells 3               | --cells-per-stage, not --cells",
      })
  void whatCannotBeIsSaidInOneLine(String arguments, String message) {
    Invocation refused = train("refused", arguments.split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().strip().lines().toList()).hasSize(1);
    assertThat(refused.err()).contains(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }
}
