package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TableImported;

/** Scores of untrained networks as predictors: read from tables, or computed. */
class ScorePredictorsTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|";

  private static final String NO_PATH =
      "|none~0|+|none~0|nor_conv_3x3~1|+|none~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  @TempDir private Path folder;

  private Invocation query(String cells, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("cells.txt"), cells);
    List<String> arguments = new ArrayList<>(List.of("predictors", "query", file.toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void scoresAreComputedOnTheImagesThatComeWithTheProgram() throws IOException {
    String[] small = {
      "--predictor",
      "synflow",
      "--space",
      "nasbench201",
      "--channels",
      "4",
      "--cells-per-stage",
      "1"
    };
    Path out = folder.resolve("scores.tsv");
    List<String> options = new ArrayList<>(List.of(small));
    options.addAll(List.of("--score-batch", "4", "--output", out.toString()));
    Invocation computed = query(CELL + "\n" + NO_PATH + "\n", options.toArray(String[]::new));
    assertThat(computed.code()).as(computed.err()).isZero();
    assertThat(computed.out()).contains("2 of them computed", "1 not determined");
    List<String> rows = Files.readAllLines(out);
    assertThat(rows.get(1)).startsWith(CELL + "\t");
    assertThat(Double.parseDouble(rows.get(1).split("\t")[1])).isBetween(1.0, 200.0);
    assertThat(rows.get(2)).startsWith(NO_PATH + "\t-1.0E8");
  }

  @Test
  void whatATableKnowsIsNotComputed() throws IOException {
    Invocation known =
        query(
            CELL + "\n",
            "--predictor",
            "params",
            "--space",
            "nasbench201",
            "--features",
            "nasbench201",
            "--format",
            "jsonl");
    assertThat(known.code()).as(known.err()).isZero();
    assertThat(known.out()).contains("ORIGIN_KNOWN").doesNotContain("COMPUTED");
    assertThat(known.err()).contains("1 of them known before");
  }

  @Test
  void whatCannotBeComputedSaysSo() throws IOException {
    Invocation recurrent =
        query("x\n", "--predictor", "jacov", "--space", "nasbench_nlp", "--data", "digits");
    assertThat(recurrent.code()).isEqualTo(2);
    assertThat(recurrent.err()).contains("jacov of nasbench_nlp cannot be computed");
    Invocation learnt =
        query("x\n", "--predictor", "sotle", "--space", "nasbench201", "--data", "digits");
    assertThat(learnt.code()).isEqualTo(2);
    assertThat(learnt.err()).contains("sotle computes no scores");
    Invocation unit =
        query(CELL + "\n", "--predictor", "jacov", "--space", "nasbench201", "--cells", "5");
    assertThat(unit.code()).isEqualTo(2);
    assertThat(unit.err()).contains("--cells-per-stage");
    Invocation pool = query(CELL + "\n", "--predictor", "az_nas", "--space", "nasbench201");
    assertThat(pool.code()).isEqualTo(3);
    assertThat(pool.err()).contains("has no feature 'az_nas'");
  }

  @Test
  void evaluationsReadScoresAndComputeWhatTheTableLacks() {
    Path run = folder.resolve("run");
    Invocation result =
        Invocation.of(
            "predictors",
            "evaluate",
            "--predictors",
            "params,nwot,bayes_lin_reg",
            "--train-sizes",
            "20",
            "--test-size",
            "12",
            "--trials",
            "2",
            "--data",
            "digits",
            "--channels",
            "2",
            "--cells-per-stage",
            "1",
            "--score-batch",
            "4",
            "--run-dir",
            run.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines().toList())
        .anyMatch(line -> line.matches("no training *"))
        .anyMatch(line -> line.matches("params +0\\.\\d{3}±0\\.\\d{3}"))
        .anyMatch(line -> line.contains("computed for 24 of 24 queries, in their time: nwot"))
        .anyMatch(line -> line.contains("read from the table") && line.contains("params"));
    assertThat(result.err()).contains("expected: ");
    Invocation without =
        Invocation.of(
            "predictors", "evaluate", "--predictors", "nwot", "--run-dir", run.resolve("x") + "");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("has no nwot, which nwot reads");
    Invocation useless =
        Invocation.of(
            "predictors", "evaluate", "--predictors", "rf", "--data", "digits", "--run-dir", "x");
    assertThat(useless.code()).isEqualTo(2);
  }

  /** White et al. and NAS-Bench-Suite-Zero on other cells: within .02, but for noisy ones. */
  @Test
  void publishedScoresRankAsPublished() {
    String table = folder.resolve("scores.binpb").toString();
    Invocation imported =
        Invocation.of(
            "table",
            "import",
            "--preset",
            "nasbench201_zerocost",
            SharedFiles.require("data/nasbench201_zerocost_cifar10.csv.gz").toString(),
            "--output",
            table,
            "--json");
    assertThat(imported.message(TableImported.getDefaultInstance()).getRows()).isEqualTo(3000);
    EvaluationScores scores =
        Invocation.of(
                "predictors",
                "evaluate",
                "--table",
                table,
                "--metric",
                "cifar10valid_test_200ep_seed888",
                "--predictors",
                "synflow,nwot,params,flops,l2_norm,jacov",
                "--test-size",
                "3000",
                "--trials",
                "1",
                "--distinct",
                "row",
                "--run-dir",
                folder.resolve("run").toString(),
                "--json")
            .message(EvaluationScores.getDefaultInstance());
    assertThat(scores.getPointsList())
        .extracting(ScorePredictorsTest::tau)
        .satisfiesExactly(
            synflow -> assertThat(synflow).isBetween(.517, .557),
            nwot -> assertThat(nwot).isBetween(.573, .613),
            params -> assertThat(params).isBetween(.542, .582),
            flops -> assertThat(flops).isBetween(.500, .540),
            l2 -> assertThat(l2).isBetween(.508, .548),
            jacov -> assertThat(jacov).isBetween(.584, .65));
  }

  private static double tau(PredictorScore score) {
    return score.getMetricsOrThrow("kendall_tau").getMean();
  }
}
