package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.ListPredictorsResponse;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class EvaluateVerbTest {

  @TempDir private Path folder;

  private static Invocation evaluate(Path runDir, String... more) {
    List<String> arguments = new ArrayList<>(List.of("predictors", "evaluate"));
    arguments.addAll(List.of("--predictors", "rf,bayes_lin_reg", "--train-sizes", "24,60"));
    arguments.addAll(List.of("--trials", "2", "--test-size", "50", "--seed", "3"));
    arguments.addAll(List.of("--run-dir", runDir.toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void evaluatesAndLeavesEverythingInTheFolder() throws IOException {
    Path run = folder.resolve("run");
    Invocation text = evaluate(run, "--threads", "2");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out().lines().toList())
        .anyMatch(line -> line.matches("train size +24 +60"))
        .anyMatch(line -> line.matches("rf( +0\\.\\d{3}±0\\.\\d{3}){2}"))
        .anyMatch(line -> line.matches("bayes_lin_reg( +0\\.\\d{3}±0\\.\\d{3}){2}"));
    for (String file : List.of("results.csv", "summary.csv", "result.binpb", "report.html")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    assertThat(PageRules.checked(Files.readString(run.resolve("report.html"))))
        .contains("Kendall tau-b over train size", "bayes_lin_reg", "lnas predictors evaluate")
        .doesNotContain("NaN", "src=\"http");
    Invocation again = Invocation.of("predictors", "evaluate", "--resume", run.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(text.out());
    Invocation report = Invocation.of("report", run.toString());
    assertThat(report.code()).as(report.err()).isZero();
  }

  @Test
  void deviationsAreMeasuredWhereTheyAreAskedForAndPredictionsKept() throws IOException {
    Path run = folder.resolve("run");
    Invocation text = evaluate(run, "--deviations", "calibrated", "--folds", "3");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("within intervals that claim 90 %")
        .containsPattern("within [^\\n]*\\n[^\\n]*\\ntrain size +24 +60\\nrf +[01]\\.[0-9]{3}");
    assertThat(Files.readAllLines(run.resolve("predictions.csv"))).hasSize(1 + 2 * 2 * 2 * 50);
    assertThat(Files.readAllLines(run.resolve("draws.csv"))).hasSize(1 + 2 * (50 + 60));
    Path few = folder.resolve("few");
    Invocation plain = evaluate(few, "--keep-predictions", "399", "--json");
    assertThat(plain.out()).doesNotContain("interval_cover_90");
    assertThat(Files.readAllLines(few.resolve("predictions.csv"))).hasSize(1 + 2 * 2 * 50);
  }

  @Test
  void workersMeasureTheSamePointsAndGoOnWithARun() throws IOException {
    Path here = folder.resolve("here");
    assertThat(evaluate(here, "--predictors", "mlp").code()).isZero();
    Path there = folder.resolve("there");
    Invocation remote =
        evaluate(there, "--predictors", "mlp", "--backend", "workers", "--workers", "2");
    assertThat(remote.code()).as(remote.err()).isZero();
    assertThat(timeless(there)).hasSize(12).isEqualTo(timeless(here));
    assertThat(ProcessHandle.current().children()).isEmpty();

    // As a kill would leave it.
    List<EvaluationPoint> kept = points(there);
    Files.delete(there.resolve("result.binpb"));
    try (RandomAccessFile log = new RandomAccessFile(there.resolve("points.log").toFile(), "rw")) {
      log.setLength(log.length() / 2);
    }
    Invocation resumed =
        Invocation.of(
            "predictors", "evaluate", "--resume", there.toString(), "--backend", "workers");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(timeless(there)).isEqualTo(timeless(here));
    // What was kept was not measured again: its times are the same.
    assertThat(points(there)).containsAnyElementsOf(kept);
  }

  private static List<EvaluationPoint> points(Path run) {
    return RunFolder.open(run, RunKind.EVALUATION).result().getPointsList();
  }

  private static List<EvaluationPoint> timeless(Path run) {
    return points(run).stream()
        .map(point -> point.toBuilder().clearFitSeconds().clearPredictSeconds().build())
        .toList();
  }

  @Test
  void jsonHasEveryMetric() {
    Invocation result = evaluate(folder.resolve("run"), "--json", "--label-transform", "z-score");
    assertThat(result.code()).as(result.err()).isZero();
    EvaluationScores scores = result.message(EvaluationScores.getDefaultInstance());
    assertThat(scores.getConfig().getTable()).isEqualTo("nasbench201");
    assertThat(scores.getPointsList()).hasSize(4);
    for (PredictorScore point : scores.getPointsList()) {
      assertThat(point.getMetricsOrThrow("kendall_tau").getMean()).isBetween(-0.2, 0.9);
      assertThat(point.getMetricsMap())
          .containsKeys("sparse_kendall_tau_1", "regret_at_10", "pearson");
    }
  }

  @Test
  void anotherEncodingIsAnotherLine() {
    Invocation result =
        Invocation.of(
            "predictors",
            "evaluate",
            "--predictors",
            "bayes_lin_reg,bayes_lin_reg:path",
            "--train-sizes",
            "30",
            "--trials",
            "1",
            "--test-size",
            "30",
            "--set",
            "bayes_lin_reg.nothing=1",
            "--run-dir",
            folder.resolve("run").toString());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(result.err()).contains("unknown setting 'nothing'");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--predictors xyz | unknown predictor 'xyz'",
        "--seed 1 | --predictors is missing",
        "--predictors rf --trials 0 | --trials is 0",
        "--predictors rf --fidelities 3 | fidelities are of no use",
        "--predictors rf --train-sizes 0 | --train-sizes is 0",
        "--predictors rf --train-sizes 16000 | too few",
        "--predictors rf,rf | named twice",
        "--predictors rf --label-transform log | use rank-gauss, z-score or none",
        "--predictors rf --set rf | must be like PREDICTOR.NAME=VALUE",
        "--predictors rf --set gp.x=1 | gp, which is not among",
        "--predictors rf --metric speed | no metric 'speed'",
        "--predictors rf --distinct all | use canonical or row",
        "--predictors rf --threads 0 | --threads is 0",
        "--predictors rf --workers 2 | --workers has no effect with --backend in-process",
        "--predictors rf --backend workers --threads 2 | --threads has no effect with --backend",
        "--predictors rf --backend table | --backend is table: choose in-process, workers or spark",
        "--predictors xgb --deviations raw | none of the predictors gives deviations",
        "--predictors rf --folds 3 | --folds goes with --deviations calibrated",
        "--predictors rf --tuning-seconds -1 | --tuning-seconds is -1",
      })
  void wrongOptionsAreRefusedInOneLine(String options, String message) {
    List<String> arguments = new ArrayList<>(List.of("predictors", "evaluate"));
    arguments.addAll(List.of("--run-dir", folder.resolve("run").toString()));
    arguments.addAll(List.of(options.split(" ")));
    Invocation result = Invocation.of(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(result.errors()).singleElement().asString().contains(message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void foldersThatHoldNoEvaluationAreBadData() {
    Invocation result = Invocation.of("predictors", "evaluate", "--resume", folder.toString());
    assertThat(result.code()).isEqualTo(ExitCode.BAD_DATA.code());
    assertThat(result.errors()).singleElement().asString().contains("holds no evaluation");
    Invocation both =
        Invocation.of(
            "predictors", "evaluate", "--resume", folder.toString(), "--predictors", "rf");
    assertThat(both.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(both.err()).contains("leave out --predictors");
  }

  @Test
  void listShowsEveryPredictorAndTheSettingsOfOne() {
    Invocation list = Invocation.of("predictors", "list");
    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("rf ", "model-based", "zero-cost", "take them when");
    ListPredictorsResponse all =
        Invocation.of("predictors", "list", "--json")
            .message(ListPredictorsResponse.getDefaultInstance());
    assertThat(all.getPredictorsList()).hasSizeGreaterThan(20);
    for (PredictorInfo predictor : all.getPredictorsList()) {
      String id = predictor.getPredictor();
      assertThat(list.out()).contains(id);
      assertThat(predictor.getSource()).as(id).isNotBlank();
      assertThat(predictor.getSpacesList()).as(id).isNotEmpty();
      Invocation one = Invocation.of("predictors", "list", "--predictor", id);
      predictor.getSettingsList().forEach(s -> assertThat(one.out()).contains(s.getName()));
    }
    assertThat(Invocation.of("predictors", "list", "--predictor", "nobody").code())
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(Invocation.of("predictors", "list", "--space", "nasbench201").code()).isZero();
  }
}
