package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.PredictorFitted;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;
import org.lambdanas.search.report.PageRules;

/** What somebody does with a few trained networks of their own, in one command each. */
class OwnNetworksTest {

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();

  @TempDir private Path folder;

  private static String cell(long row) {
    return NasBench201Space.INSTANCE.format(TABLE.architecture(row));
  }

  /** Sixty networks with accuracies, as a spreadsheet writes them. */
  private Path networks() throws IOException {
    List<String> lines = new ArrayList<>(List.of("cell,accuracy"));
    for (long row = 100; row < 15_000; row += 250) {
      lines.add(cell(row) + "," + TABLE.value(row, "cifar10_test_200ep_mean"));
    }
    return Files.write(folder.resolve("mine.csv"), lines);
  }

  private Path cells(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(cell(7L * i));
    }
    return Files.write(folder.resolve("cells.txt"), lines);
  }

  @Test
  void aPredictorIsFittedAndAskedAtOnce() throws IOException {
    Path out = folder.resolve("predictions.csv");
    Path model = folder.resolve("model.binpb");
    Invocation fitted =
        Invocation.of(
            "predictors",
            "fit",
            networks().toString(),
            "--predictor",
            "gp",
            "--query",
            cells(30).toString(),
            "--predictions",
            out.toString(),
            "--output",
            model.toString(),
            "--json");
    PredictorFitted result = fitted.message(PredictorFitted.getDefaultInstance());
    assertThat(result.getObservations()).isEqualTo(60);
    assertThat(result.getPredictions().getPredictions()).isEqualTo(30);
    List<String> rows = Files.readAllLines(out);
    assertThat(rows).hasSize(31);
    assertThat(rows.get(0)).isEqualTo("architecture,mean,deviation,low,high");
    for (String row : rows.subList(1, 31)) {
      String[] fields = row.split(",");
      double mean = Double.parseDouble(fields[1]);
      double width = 1.6448536269514722 * Double.parseDouble(fields[2]);
      assertThat(Double.parseDouble(fields[3])).isCloseTo(mean - width, within(1e-9));
      assertThat(Double.parseDouble(fields[4])).isCloseTo(mean + width, within(1e-9));
    }
    Path again = folder.resolve("again.csv");
    Invocation queried =
        Invocation.of(
            "predictors",
            "query",
            model.toString(),
            folder.resolve("cells.txt").toString(),
            "--interval",
            "90",
            "--output",
            again.toString());
    assertThat(queried.code()).as(queried.err()).isZero();
    assertThat(again).hasSameTextualContentAs(out);
  }

  @Test
  void errorsAreLearntAsAccuraciesAre() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(networks())) {
      String[] fields = line.split(",");
      lines.add(
          fields[0] + "," + (lines.isEmpty() ? "error" : 100 - Double.parseDouble(fields[1])));
    }
    Path errors = Files.write(folder.resolve("errors.csv"), lines);
    List<String[]> right = predictions(folder.resolve("mine.csv"));
    List<String[]> wrong = predictions(errors, "--lower-is-better");
    assertThat(wrong).hasSameSizeAs(right);
    for (int i = 1; i < right.size(); i++) {
      assertThat(Double.parseDouble(wrong.get(i)[1]))
          .isCloseTo(100 - Double.parseDouble(right.get(i)[1]), within(1e-6));
      assertThat(Double.parseDouble(wrong.get(i)[2]))
          .isCloseTo(Double.parseDouble(right.get(i)[2]), within(1e-6));
    }
  }

  private List<String[]> predictions(Path networks, String... more) throws IOException {
    Path out = folder.resolve("out.csv");
    Path model = folder.resolve("fitted.binpb");
    List<String> arguments =
        new ArrayList<>(List.of("predictors", "fit", networks.toString(), "--predictor", "gp"));
    arguments.addAll(List.of("--output", model.toString()));
    arguments.addAll(List.of(more));
    Invocation fitted = Invocation.of(arguments.toArray(String[]::new));
    assertThat(fitted.code()).as(fitted.err()).isZero();
    Invocation queried =
        Invocation.of(
            "predictors",
            "query",
            model.toString(),
            cells(30).toString(),
            "--interval",
            "90",
            "--output",
            out.toString());
    assertThat(queried.code()).as(queried.err()).isZero();
    return Files.readAllLines(out).stream().map(line -> line.split(",")).toList();
  }

  @Test
  void whatGoesTogetherIsSaid() throws IOException {
    String mine = networks().toString();
    refused(2, "where to?", "predictors", "fit", mine);
    refused(2, "go together", "predictors", "fit", mine, "--query", "x");
    refused(
        2,
        "--interval goes with --query",
        "predictors",
        "fit",
        mine,
        "--interval",
        "50",
        "--output",
        folder.resolve("m.binpb").toString());
    refused(
        2,
        "above 0 and below 100",
        "predictors",
        "fit",
        mine,
        "--interval",
        "100",
        "--query",
        "x",
        "--predictions",
        "y.csv");
    refused(
        2,
        "gp reads no scores",
        "predictors",
        "fit",
        mine,
        "--predictor",
        "gp",
        "--data",
        "digits",
        "--output",
        folder.resolve("m.binpb").toString());
    Path two =
        Files.writeString(folder.resolve("two.csv"), "cell,a,b,params\n" + cell(1) + ",1,2,3\n");
    refused(
        2,
        "one of a, b",
        "predictors",
        "fit",
        two.toString(),
        "--output",
        folder.resolve("m.binpb").toString());
    assertThat(folder.resolve("m.binpb")).doesNotExist();
  }

  private static void refused(int code, String words, String... arguments) {
    Invocation refused = Invocation.of(arguments);
    assertThat(refused.code()).as(refused.err()).isEqualTo(code);
    assertThat(refused.err()).contains(words);
  }

  /** Scores that nobody has computed, for the fit and for the queries, on the same images. */
  @Test
  void hybridsComputeScoresThatAreNotThere() throws IOException {
    Path model = folder.resolve("hybrid.binpb");
    Invocation fitted =
        Invocation.of(
            "predictors",
            "fit",
            networks().toString(),
            "--predictor",
            "omni",
            "--parts",
            "nwot,params,bayes_lin_reg",
            "--folds",
            "1",
            "--data",
            "digits",
            "--channels",
            "2",
            "--cells-per-stage",
            "1",
            "--score-batch",
            "4",
            "--output",
            model.toString());
    assertThat(fitted.code()).as(fitted.err()).isZero();
    assertThat(fitted.err()).contains("are computed, on digits");
    FittedPredictor kept = Messages.read(model, FittedPredictor.getDefaultInstance());
    assertThat(kept.getSpec().getScoring().getBatchSize()).isEqualTo(4);
    assertThat(kept.getSpec().getScoring().getNetwork().getChannels()).isEqualTo(2);
    Invocation queried =
        Invocation.of("predictors", "query", model.toString(), cells(5).toString());
    assertThat(queried.code()).as(queried.err()).isZero();
    assertThat(queried.out().lines()).hasSize(6);
    Invocation other =
        Invocation.of(
            "predictors", "query", model.toString(), cells(5).toString(), "--channels", "4");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("a fitted model has its own settings");
  }

  @Test
  void scoresOfAFewNetworksAreJudged() throws IOException {
    String mine = networks().toString();
    refused(2, "nothing to judge", "predictors", "reliability", mine, "--predictors", "none");
    Invocation judged =
        Invocation.of(
            "predictors",
            "reliability",
            mine,
            "--predictors",
            "none",
            "--scores",
            "nwot,params",
            "--sample",
            "12",
            "--data",
            "digits",
            "--channels",
            "2",
            "--cells-per-stage",
            "1",
            "--score-batch",
            "4",
            "--json");
    assertThat(judged.message(ReliabilityCard.getDefaultInstance()).getEntriesList())
        .extracting(Reliability::getName)
        .containsExactlyInAnyOrder("nwot", "params");
  }

  @Test
  void aSpaceIsRankedAndCellsOfAFileAreScored() throws IOException {
    Path ranking = folder.resolve("ranking.csv");
    Invocation ranked =
        Invocation.of(
            "score",
            cells(30).toString(),
            "--measures",
            "params",
            "--counted",
            "everything",
            "--rank-by",
            "ranksum:flops,params",
            "--output",
            ranking.toString(),
            "--run-dir",
            folder.resolve("run").toString());
    assertThat(ranked.code()).as(ranked.err()).isZero();
    assertThat(ranked.out()).contains("best first by ranksum_flops_params");
    List<String> rows = Files.readAllLines(ranking);
    assertThat(rows.get(0)).isEqualTo("architecture,params,flops,ranksum_flops_params");
    assertThat(rows.subList(1, 31).stream().map(row -> -Double.parseDouble(row.split(",")[3])))
        .isSorted();
    BenchmarkTableFile table = PublishedTables.open(folder.resolve("run/scores.binpb").toString());
    SearchSpace space = NasBench201Space.INSTANCE;
    assertThat(rows.get(1)).startsWith(space.format(table.architecture(0)) + ",");
    assertThat(ranked.out()).contains(space.format(table.architecture(9)));
    assertThat(PageRules.checked(Files.readString(folder.resolve("run/report.html"))))
        .contains("The best by ranksum_flops_params", "cifar10_<wbr/>test_<wbr/>200ep");
    Invocation compared =
        Invocation.of(
            "table",
            "compare",
            ranking.toString(),
            "nasbench201",
            "--metric",
            "cifar10_test_200ep_mean");
    assertThat(compared.code()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("30 architectures are in both");
    assertThat(compared.out().lines())
        .anyMatch(line -> line.matches("params +30 +1\\.000 +\\d.\\d\\de-03 .*"));
    refused(3, "no such file: none.txt", "score", "none.txt");
    refused(3, "not a NAS-Bench-201 cell", "score", "--space", "nasbench201", "none");
    refused(2, "neither a measure", "score", cell(3), "--rank-by", "size");
  }
}
