package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.score.RankCombination;
import org.lambdanas.graph.score.RankCombination.Pool;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.proto.v1.Unit;

class ScoreVerbTest {

  private static final String ALL_SKIP =
      "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|";
  private static final String CONVOLVED =
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";
  private static final String NO_PATH =
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|";

  @TempDir private Path folder;

  private Invocation score(String run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("score", "--channels", "2", "--cells", "1"));
    arguments.addAll(List.of("--batch-size", "4", "--train-images", "40", "--seed", "3"));
    arguments.addAll(List.of("--run-dir", folder.resolve(run).toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private BenchmarkTableFile table(String name) {
    BenchmarkTableFile table = BenchmarkTableFile.open(folder.resolve(name));
    table.verify();
    return table;
  }

  @Test
  void whatAMeasureTakesByItselfIsAColumnOfItsOwn() {
    String[] what = {CONVOLVED, NO_PATH, "--measures", "params,nwot"};
    assertThat(score("plain", what).code()).isZero();
    String[] timed = {CONVOLVED, NO_PATH, "--measures", "params,nwot", "--timed"};
    assertThat(score("timed", timed).code()).isZero();
    BenchmarkTableFile table = table("timed/scores.binpb");
    assertThat(table.metrics().stream().map(MetricDescription::getName))
        .containsExactly("params", "nwot", "params_seconds", "nwot_seconds");
    assertThat(table.metric("nwot_seconds").getUnit()).isEqualTo(Unit.UNIT_SECONDS);
    assertThat(table.metric("nwot_seconds").getHigherIsBetter()).isFalse();
    assertThat(table.column("nwot_seconds")[0]).isGreaterThan(table.column("params_seconds")[0]);
    assertThat(table.column("params_seconds")[0]).isPositive();
    assertThat(table.column("nwot")).isEqualTo(table("plain/scores.binpb").column("nwot"));
    Invocation refused = score("refused", CONVOLVED, "--timed", "--backend", "workers");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("leave out --backend");
  }

  @Test
  void scoresAreATableAndComeBackToTheBit() throws IOException {
    String output = folder.resolve("own.binpb.gz").toString();
    Invocation whole =
        score(
            "whole",
            CONVOLVED,
            NO_PATH,
            ALL_SKIP,
            CONVOLVED,
            "--measures",
            "params,nwot,jacov",
            "--combine",
            "logrank:nwot,params",
            "--output",
            output,
            "--threads",
            "2",
            "--json");
    assertThat(whole.code()).as(whole.err()).isZero();
    ScoringResult result = whole.message(ScoringResult.getDefaultInstance());
    assertThat(result.getRows()).isEqualTo(3);
    assertThat(result.getDisconnected()).isEqualTo(1);
    assertThat(whole.err())
        .contains("3 architectures are 3 networks")
        .doesNotContain("it takes about");
    BenchmarkTableFile table = table("own.binpb.gz");
    assertThat(table.metrics().stream().map(MetricDescription::getName))
        .containsExactly("params", "nwot", "jacov", "logrank_nwot_params");
    assertThat(table.metric("params").getUnit()).isEqualTo(Unit.UNIT_MILLIONS);
    assertThat(table.metrics())
        .allSatisfy(metric -> assertThat(metric.getHigherIsBetter()).isTrue())
        .allSatisfy(metric -> assertThat(metric.getDescription()).endsWith("."));
    assertThat(LongStream.range(0, 3).mapToObj(table::architecture))
        .containsExactlyElementsOf(
            List.of(CONVOLVED, NO_PATH, ALL_SKIP).stream()
                .map(SearchSpaces.byId("nasbench201")::parse)
                .toList());
    assertThat(table.value(0, "nwot")).isFinite().isGreaterThan(0);
    assertThat(table.value(1, "nwot")).isEqualTo((float) Scores.LAST);
    assertThat(table.value(1, "jacov")).isEqualTo((float) Scores.LAST);
    assertThat(table.value(0, "params")).isGreaterThan(table.value(2, "params"));
    // Ranks 3, 1 and 2 under params.
    assertThat(table.value(0, "logrank_nwot_params"))
        .isLessThanOrEqualTo(0)
        .isGreaterThan(table.value(1, "logrank_nwot_params"));

    // One of three, then killed in the middle of the second.
    byte[] scores = Files.readAllBytes(folder.resolve("whole/scores.binpb"));
    Files.delete(folder.resolve("whole/result.binpb"));
    Files.delete(folder.resolve("whole/scores.binpb"));
    try (RandomAccessFile log =
        new RandomAccessFile(folder.resolve("whole/points.log").toFile(), "rw")) {
      log.setLength(log.length() / 2);
    }
    Invocation resumed =
        Invocation.of("score", "--resume", folder.resolve("whole").toString(), "--threads", "1");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("1 of them scored");
    assertThat(folder.resolve("whole/scores.binpb")).hasBinaryContent(scores);
  }

  @Test
  void newNetworksAreRankedAmongAStoredPool() {
    Invocation pool =
        score("pool", "--sample", "6", "--measures", "params,flops", "--threads", "1");
    assertThat(pool.code()).as(pool.err()).isZero();
    assertThat(pool.err()).contains("by the first networks it takes about");
    BenchmarkTableFile ranked = table("pool/scores.binpb");
    assertThat(ranked.rows()).isEqualTo(6);
    Invocation one =
        score(
            "one",
            CONVOLVED,
            "--measures",
            "flops",
            "--combine",
            "ranksum:params,flops",
            "--pool",
            folder.resolve("pool/scores.binpb").toString());
    assertThat(one.code()).as(one.err()).isZero();
    BenchmarkTableFile table = table("one/scores.binpb");
    Map<String, Double> scores =
        Map.of(
            "params", (double) table.value(0, "params"), "flops", (double) table.value(0, "flops"));
    double expected =
        RankCombination.parse("ranksum:params,flops")
            .of(
                scores,
                Pool.of(Map.of("params", ranked.column("params"), "flops", ranked.column("flops"))))
            .orElseThrow();
    assertThat(table.value(0, "ranksum_params_flops")).isEqualTo((float) expected);
    // A table is a list of architectures too.
    Invocation again =
        score(
            "again",
            "--from",
            folder.resolve("pool/scores.binpb").toString(),
            "--measures",
            "params,flops");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(table("again/scores.binpb").header().getSha256())
        .isEqualTo(ranked.header().getSha256());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--measures nwot | which networks?",
        "--all --sample 3 | which networks?",
        "--space darts --all | --all: the architectures of darts cannot be counted off",
        "--space nasbench_nlp --sample 2 | has no networks of images",
        "--sample 2 --measures nwot,nothing | unknown measure 'nothing'",
        "--sample 2 --combine best:nwot | combination 'best:nwot' is none",
        "--sample 2 --pool x.binpb | --pool has no effect without --combine",
        "--sample 2 --classes 1 | --classes is 1",
        "--sample 0 | --sample is 0",
      })
  void whatCannotBeIsRefusedAndLeavesNothing(String options, String message) {
    Invocation refused = score("refused", options.split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }
}
