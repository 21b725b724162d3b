package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.RouteSampling;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.EventFile;

/** From shared weights to a table of architectures. */
class ShareVerbTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|";

  @TempDir private Path folder;

  private Path run() {
    return folder.resolve("shared");
  }

  private Invocation share(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "share",
                "--channels",
                "2",
                "--train-images",
                "40",
                "--batch-size",
                "10",
                "--watched",
                "1",
                "--json",
                "--run-dir",
                run().toString()));
    arguments.addAll(Arrays.asList(more));
    if (!arguments.contains("--epochs")) {
      arguments.addAll(List.of("--epochs", "2"));
    }
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void sharedWeightsRankASample() throws IOException {
    SharingResult shared = share("--flip").message(SharingResult.getDefaultInstance());
    assertThat(shared.getHistory().getEpochsCount()).isEqualTo(2);
    assertThat(shared.getConfig().getSampling()).isEqualTo(RouteSampling.ROUTE_SAMPLING_FAIR);
    assertThat(run().resolve("supernetwork.binpb")).exists();
    assertThat(PageRules.checked(Files.readString(run().resolve("report.html"))))
        .contains("Shared weights of nasbench201, rsws", "2 of 2 epochs");
    assertThat(EventFile.in(run()).read().stream().filter(event -> event.hasSummary())).hasSize(2);

    Path table = folder.resolve("table.binpb");
    Path ranking = folder.resolve("ranking");
    RankingResult ranked =
        Invocation.of(
                "rank",
                run().toString(),
                "--sample",
                "9",
                "--images",
                "10",
                "--threads",
                "2",
                "--output",
                table.toString(),
                "--run-dir",
                ranking.toString(),
                "--json")
            .message(RankingResult.getDefaultInstance());
    assertThat(ranked.getRows()).isEqualTo(9);
    assertThat(ranked.getClasses()).isBetween(1L, 9L);
    assertThat(ranked.getImages()).isEqualTo(10);
    assertThat(ranked.getBest(0).getAccuracy())
        .isGreaterThanOrEqualTo(ranked.getBest(1).getAccuracy());
    BenchmarkTableFile read = BenchmarkTableFile.open(table);
    assertThat(read.rows()).isEqualTo(9);
    assertThat(read.metric("rsws").getHigherIsBetter()).isTrue();
    assertThat(PageRules.checked(Files.readString(ranking.resolve("report.html"))))
        .contains("Ranking of nasbench201 by shared weights");
    // Predictors read the table, and compute what they are told the weights of.
    assertThat(
            Invocation.of(
                    "predictors",
                    "evaluate",
                    "--table",
                    table.toString(),
                    "--metric",
                    "rsws_loss",
                    "--predictors",
                    "rsws",
                    "--trials",
                    "1",
                    "--test-size",
                    "3",
                    "--run-dir",
                    folder.resolve("evaluation").toString())
                .code())
        .isZero();
    Path cells = folder.resolve("cells.txt");
    Files.writeString(cells, SearchSpaces.of(read.architecture(4)).format(read.architecture(4)));
    Path answers = folder.resolve("answers.jsonl");
    Invocation query =
        Invocation.of(
            "predictors",
            "query",
            "--predictor",
            "rsws",
            "--space",
            "nasbench201",
            "--set",
            "images=10",
            "--shared-network",
            run().resolve("supernetwork.binpb").toString(),
            cells.toString(),
            "--output",
            answers.toString());
    assertThat(query.code()).as(query.err()).isZero();
    String answer = Files.readString(answers);
    assertThat(answer).contains("ORIGIN_COMPUTED");
    double score = Double.parseDouble(answer.replaceAll("(?s).*\"mean\": ?([-0-9.]+).*", "$1"));
    assertThat(score).isCloseTo(read.value(4, "rsws"), within(1e-4));
    // What is done is not done again, and says the same.
    RankingResult again =
        Invocation.of("rank", "--resume", ranking.toString(), "--json")
            .message(RankingResult.getDefaultInstance());
    assertThat(again.getBestList()).isEqualTo(ranked.getBestList());
  }

  @Test
  void namedArchitecturesOfAnotherSpace() throws IOException {
    assertThat(
            share("--space", "s2", "--cells", "3", "--method", "oneshot", "--epochs", "1").code())
        .isZero();
    Path lines = folder.resolve("cells.txt");
    Files.writeString(lines, CELL + "\n");
    Invocation wrong = Invocation.of("rank", run().toString(), "--from", lines.toString());
    assertThat(wrong.code()).isEqualTo(3);
    Invocation all = Invocation.of("rank", run().toString(), "--all");
    assertThat(all.code()).isEqualTo(2);
    assertThat(all.err())
        .contains("--all: the architectures of s2 cannot be counted off: use --sample");
    RankingResult ranked =
        Invocation.of(
                "rank",
                run().toString(),
                "--sample",
                "2",
                "--seed",
                "3",
                "--statistics",
                "recalibrated",
                "--run-dir",
                folder.resolve("r").toString(),
                "--json")
            .message(RankingResult.getDefaultInstance());
    assertThat(ranked.getRows()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--method oneshot --sampling uniform; --sampling has no effect with --method oneshot",
        "--method oneshot --paths 2; --paths has no effect with --method oneshot",
        "--path-dropout .5; --path-dropout has no effect with --method rsws",
        "--method oneshot --path-dropout 1; --path-dropout is 1: must be",
        "--paths 11; --paths is 11, but the last batch of an epoch has 10 images",
        "--space nasbench101; nasbench101",
        "--cells 4; the depth of nasbench201 is given by --cells-per-stage",
        "--train-portion 1; --train-portion is 1: must be below 1, to leave images to judge by",
        "--final-learning-rate 1; --final-learning-rate",
        "--stem two-part; --stem has no effect in nasbench201"
      })
  void whatCannotBeUsedIsNamed(String options, String message) {
    Invocation invocation = share(options.split(" ", -1));
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains(message);
    assertThat(run()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "rank; give the run folder of a training of shared weights; 2",
        "rank nowhere --all; nowhere holds no sharing; 3",
        "rank --resume x --sample 3; leave out --sample; 2",
        "rank x --threads 0 --all; --threads is 0: must be at least 1; 2"
      })
  void whatCannotBeRankedIsNamed(String line, String message, int code) {
    Invocation invocation = Invocation.of(line.split(" ", -1));
    assertThat(invocation.err()).contains(message);
    assertThat(invocation.code()).isEqualTo(code);
  }

  @Test
  void oneSelectionOnly() {
    assertThat(share("--epochs", "1").code()).isZero();
    for (String selection : List.of("--all --sample 2", CELL + " --all", "--seed 2 --all", "")) {
      List<String> arguments = new ArrayList<>(List.of("rank", run().toString()));
      Arrays.stream(selection.split(" ", -1))
          .filter(word -> !word.isEmpty())
          .forEach(arguments::add);
      Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
      assertThat(invocation.code()).as(selection).isEqualTo(2);
    }
    Invocation tooMany = Invocation.of("rank", run().toString(), "--sample", "15626");
    assertThat(tooMany.err()).contains("--sample is 15626: must be at least 1 and at most 15625");
  }
}
