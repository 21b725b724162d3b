package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.GuidedForecast;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchForecast;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class CompareVerbTest {

  @TempDir private Path folder;

  private Invocation compare(String methods, String... more) {
    List<String> arguments = new ArrayList<>(List.of("compare", "--methods", methods));
    arguments.addAll(
        List.of("--channels", "2", "--train-images", "40", "--batch-size", "10", "--epochs", "1"));
    arguments.addAll(List.of("--run-dir", folder.resolve("c").toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void everyMethodRunsWithEverySeedOnce() {
    Invocation first = compare("lambda-darts,random,best-of-20", "--seeds", "4,2", "--json");
    assertThat(first.code()).as(first.err()).isZero();
    ComparisonResult printed = first.message(ComparisonResult.getDefaultInstance());
    RunFolder<ComparisonConfig, ComparisonResult> kept =
        RunFolder.open(folder.resolve("c"), RunKind.COMPARISON);
    ComparisonResult result = kept.result();
    // Two rules of derivation for each.
    assertThat(printed.getMethodsList()).hasSize(6);
    assertThat(printed.toBuilder().clearMethods().clearPublishedPairs().clearRunDir().build())
        .isEqualTo(result);
    assertThat(printed.getRunDir()).isEqualTo(kept.path().toString());
    assertThat(result.getRunsList())
        .extracting(ComparedRun::getMethod, ComparedRun::getSeed)
        .containsExactly(
            tuple("lambda-darts", 4L),
            tuple("lambda-darts", 2L),
            tuple("random", 4L),
            tuple("random", 2L),
            tuple("best-of-20", 4L),
            tuple("best-of-20", 2L));
    RunFolder<SearchConfig, SearchResult> searched =
        RunFolder.open(kept.path().resolve("lambda-darts-s4"), RunKind.SEARCH);
    assertThat(searched.config().getSeed()).isEqualTo(4);
    // As the preset derives it: without none, which is the second rule.
    assertThat(result.getRuns(0).getCells(1).getArchitecture())
        .isEqualTo(searched.result().getArchitecture());
    for (int run = 2; run < 6; run++) {
      assertThat(result.getRuns(run).getCells(1).getArchitectureText()).doesNotContain("none");
    }

    try (FolderLock lock = FolderLock.take(kept.path())) {
      refused(Invocation.of("compare", "--resume", kept.path().toString()), "is in use");
    }
    Invocation again = Invocation.of("compare", "--resume", folder.resolve("c").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("done before").doesNotContain("epoch ");
    // The provenance too: it is that of the beginning.
    assertThat(kept.result()).isEqualTo(result);
    assertThat(result.getProvenance().getArgumentsList())
        .contains("lambda-darts,random,best-of-20");
    assertThat(again.out())
        .contains("runs collapsed", "Chosen: lambda-darts, seed ")
        .endsWith("next: lnas train --from-run " + folder.resolve("c") + "\n");
    assertThat(compare("darts").code()).isEqualTo(2);
  }

  @Test
  void aComparisonIsResumedByItsOwnVerbOnly() {
    String run = folder.resolve("c").toString();
    Invocation random =
        Invocation.of("compare", "--methods", "random", "--seeds", "1", "--run-dir", run);
    assertThat(random.code()).as(random.err()).isZero();
    Invocation other = Invocation.of("search", "--resume", run);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("holds a comparison, not a search: use 'lnas compare'");
  }

  @Test
  void whatCannotBeCompared() {
    refused(compare("enas"), "unknown");
    refused(compare("darts", "--seed", "3"), "--seeds");
    refused(compare("darts", "--seeds", "x"), "x");
    refused(compare("best-of-10", "--space", "s1"), "published");
    refused(compare("darts", "--train", "0"), "--train is 0: must be at least 1");
    refused(compare("random", "--train", "1"), "--epochs has no effect with --methods random");
    refused(
        Invocation.of("compare", "--resume", folder.toString(), "--train", "1"),
        "leave out --train");
    refused(compare("random"), "--train-images has no effect with --methods random");
    refused(compare("darts,random", "--lambda", "1"), "no effect with --methods darts,random");
    refused(compare("darts-2nd", "--epsilon0", "1"), "leave it out, or use lambda-darts");
    refused(compare("darts,lambda-darts", "--lambda", "1"), "no effect with --epochs 1");
    refused(Invocation.of("compare", "--resume", folder.toString(), "--seeds", "1"), "leave out");
    Invocation absent = Invocation.of("compare", "--resume", folder.resolve("no").toString());
    assertThat(absent.code()).isEqualTo(3);
    assertThat(folder.resolve("c")).doesNotExist();
  }

  private Invocation evaluated(String methods, String... more) {
    List<String> arguments = new ArrayList<>(List.of("compare", "--methods", methods, "--json"));
    arguments.addAll(List.of("--objective", "table:nasbench201#cifar10_valid_200ep_mean"));
    arguments.addAll(List.of("--queries", "15", "--run-dir", folder.resolve("c").toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void waysToSearchByEvaluationsAreComparedSeedBySeed() throws IOException {
    Invocation first = evaluated("random,regularised-evolution", "--population", "5");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err()).contains("90 evaluations of cifar10_valid_200ep_mean");
    ComparisonResult printed = first.message(ComparisonResult.getDefaultInstance());
    RunFolder<ComparisonConfig, ComparisonResult> kept =
        RunFolder.open(folder.resolve("c"), RunKind.COMPARISON);
    ComparisonResult result = kept.result();
    assertThat(result.getRunsList())
        .extracting(ComparedRun::getMethod, ComparedRun::getSeed)
        .containsExactly(
            tuple("random", 0L),
            tuple("random", 1L),
            tuple("random", 2L),
            tuple("regularised-evolution", 0L),
            tuple("regularised-evolution", 1L),
            tuple("regularised-evolution", 2L));
    // The same as each search alone comes to.
    Invocation alone =
        Invocation.of(
            "search",
            "--method",
            "regularised-evolution",
            "--population",
            "5",
            "--objective",
            "table:nasbench201#cifar10_valid_200ep_mean",
            "--queries",
            "15",
            "--seed",
            "2",
            "--json",
            "--run-dir",
            folder.resolve("alone").toString());
    assertThat(result.getRuns(5).getCourse().getBestValuesList())
        .hasSize(15)
        .isEqualTo(alone.message(GuidedResult.getDefaultInstance()).getBestValuesList());
    assertThat(printed.getMethods(1).getBest(14).getMean())
        .isCloseTo(
            result.getRunsList().subList(3, 6).stream()
                .mapToDouble(run -> run.getCourse().getBestValue())
                .average()
                .orElseThrow(),
            offset(1e-9));
    assertThat(printed.getPairsList()).hasSize(1);
    assertThat(Files.readAllLines(kept.path().resolve("curves.csv"))).hasSize(1 + 2 * 15);
    assertThat(PageRules.checked(Files.readString(kept.path().resolve("report.html"))))
        .contains("Which is better", "95 % intervals of the mean", "<svg");

    // As if it had been stopped in its fifth search.
    for (String end : List.of("comparison.binpb", "comparison.json", "report.html")) {
      Files.delete(kept.path().resolve(end));
    }
    try (Stream<Path> last = Files.list(kept.path().resolve("regularised-evolution-s2"))) {
      for (Path file : last.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(kept.path().resolve("regularised-evolution-s2"));
    Path fifth = kept.path().resolve("regularised-evolution-s1");
    Files.delete(fifth.resolve("result.binpb"));
    try (RandomAccessFile log = new RandomAccessFile(fifth.resolve("points.log").toFile(), "rw")) {
      log.setLength(log.length() / 2);
    }
    Invocation page = Invocation.of("report", kept.path().toString());
    assertThat(page.code()).as(page.err()).isZero();
    assertThat(PageRules.checked(Files.readString(kept.path().resolve("report.html"))))
        .contains("4 of 6 runs done");
    Invocation again = Invocation.of("compare", "--resume", kept.path().toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("random, seed 0, done before");
    assertThat(kept.result()).isEqualTo(result);
    assertThat(again.out())
        .contains("mean ± standard deviation over 3 seeds", "regularised-evolution", "after 15");
    refused(
        Invocation.of("compare", "--resume", kept.path().toString(), "--queries", "9"),
        "leave out --queries");
  }

  @Test
  void aDryRunSaysHowLongAllSearchesTake() {
    Invocation dry =
        compare("darts,random", "--seeds", "0,1", "--train", "2", "--dry-run", "--json");
    assertThat(dry.code()).as(dry.err()).isZero();
    SearchForecast forecast = dry.message(SearchForecast.getDefaultInstance());
    assertThat(forecast.getPhaseSecondsMap())
        .containsOnlyKeys("darts", "train darts", "train random", "train largest", "train fixed");
    assertThat(forecast.getPhaseSecondsMap().values()).allSatisfy(s -> assertThat(s).isPositive());
    assertThat(forecast.getEstimatedSeconds())
        .isCloseTo(
            forecast.getPhaseSecondsMap().values().stream().mapToDouble(s -> s).sum(),
            offset(1e-6));
    Invocation looked = evaluated("random,bananas", "--dry-run");
    assertThat(looked.code()).as(looked.err()).isZero();
    assertThat(looked.message(GuidedForecast.getDefaultInstance()).getQueries()).isEqualTo(90);
    assertThat(folder.resolve("c")).doesNotExist();
  }

  @Test
  void whatCannotBeComparedByEvaluations() {
    refused(evaluated("lambda-darts,random"), "compare it without --objective");
    refused(compare("guided,random"), "say with --objective");
    refused(evaluated("best-of-3"), "unknown");
    refused(evaluated("random", "--population", "4"), "no effect with --methods random");
    refused(evaluated("random", "--epochs", "4"), "--epochs has no effect");
    refused(evaluated("random", "--train", "4"), "leave out --objective");
    refused(evaluated("random", "--minimise", "params"), "--minimise makes fronts");
    refused(evaluated("random,successive-halving"), "no learning curves");
    refused(compare("darts", "--queries", "4"), "--queries has no effect");
    assertThat(folder.resolve("c")).doesNotExist();
  }

  private static void refused(Invocation invocation, String words) {
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(2);
    assertThat(invocation.err().lines().filter(line -> line.startsWith("lnas:")))
        .singleElement()
        .asString()
        .contains(words);
  }
}
