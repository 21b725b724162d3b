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
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedForecast;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class GuidedSearchVerbTest {

  private static final String METRIC = "cifar10_valid_200ep_mean";
  private static final String TABLE = "table:nasbench201#" + METRIC;

  @TempDir private Path folder;

  private Invocation search(String run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("search", "--seed", "5", "--json"));
    arguments.addAll(List.of("--run-dir", folder.resolve(run).toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private static GuidedResult result(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return invocation.message(GuidedResult.getDefaultInstance());
  }

  private static GuidedResult timeless(GuidedResult result) {
    GuidedResult.Builder copy =
        result.toBuilder().clearProvenance().clearConfig().clearRunDir().clearTrialSeconds();
    copy.clearClockSeconds().clearSimulatedSeconds();
    copy.getQueriesBuilderList().forEach(query -> query.clearAskedSeconds().clearArrivedSeconds());
    return copy.build();
  }

  @Test
  void whatIsLookedUpIsWhatTheTableHasAndThePageShowsIt() throws IOException {
    Invocation invocation =
        search("run", "--method", "random", "--objective", TABLE, "--queries", "40");
    GuidedResult result = result(invocation);

    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    double best = 0;
    for (int i = 0; i < 40; i++) {
      GuidedQuery query = result.getQueries(i);
      double value =
          BenchmarkTableFile.decimal(
              table.value(table.find(query.getArchitecture()).orElseThrow(), METRIC));
      assertThat(query.getValue()).isEqualTo(value);
      best = Math.max(best, value);
      assertThat(result.getBestValues(i)).isEqualTo(best);
    }
    assertThat(result.getQueriesCount()).isEqualTo(40);
    assertThat(result.getBestValue()).isEqualTo(best);
    assertThat(result.getPublished().getArchitecture()).isEqualTo(result.getArchitecture());
    assertThat(PageRules.checked(Files.readString(folder.resolve("run/report.html"))))
        .contains("Best " + METRIC + " over evaluations", "Trials", "aria-label=\"Drawing of");
    assertThat(invocation.err()).contains("40 evaluations of " + METRIC);
  }

  /** In the order of proposals the history is one, wherever trials run and whatever ends first. */
  @Test
  void theHistoryIsTheSameOnEveryBackend() {
    String[] search = {
      "--method",
      "regularised-evolution",
      "--population",
      "8",
      "--tournament",
      "3",
      "--objective",
      TABLE,
      "--queries",
      "60",
      "--ahead",
      "3"
    };
    GuidedResult table = result(search("table", with(search, "--workers", "2")));
    GuidedResult here =
        result(search("here", with(search, "--backend", "in-process", "--workers", "3")));

    assertThat(timeless(here)).isEqualTo(timeless(table));
    assertThat(table.getQueriesList().stream().map(GuidedQuery::getNumber)).isSorted();
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aRunGoesOnWithAnotherBackendToTheSameEnd() throws IOException {
    String[] search = {
      "--method",
      "regularised-evolution",
      "--population",
      "8",
      "--objective",
      TABLE,
      "--queries",
      "50"
    };
    GuidedResult whole = result(search("run", search));
    Path run = folder.resolve("run");
    for (String end : List.of("result.binpb", "result.json", "report.html")) {
      Files.delete(run.resolve(end));
    }
    try (RandomAccessFile log = new RandomAccessFile(run.resolve("points.log").toFile(), "rw")) {
      log.setLength(log.length() / 3);
    }
    Invocation page = Invocation.of("report", run.toString());
    assertThat(page.code()).as(page.err()).isZero();
    assertThat(PageRules.checked(Files.readString(run.resolve("report.html"))))
        .contains("of 50 evaluations");

    Invocation resumed =
        Invocation.of(
            "search",
            "--resume",
            run.toString(),
            "--backend",
            "in-process",
            "--workers",
            "2",
            "--json");
    assertThat(timeless(result(resumed))).isEqualTo(timeless(whole));
    assertThat(resumed.err()).contains("evaluations are done");

    Invocation other = Invocation.of("search", "--resume", run.toString(), "--seed", "6");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("--resume brings its own configuration: leave out --seed");
  }

  @Test
  void networksAreTrainedWithTheOptionsOfTrainings() {
    GuidedResult result =
        result(
            search(
                "run",
                "--method",
                "random",
                "--objective",
                "train",
                "--data",
                "digits",
                "--train-images",
                "80",
                "--epochs",
                "1",
                "--channels",
                "2",
                "--cells-per-stage",
                "1",
                "--batch-size",
                "20",
                "--queries",
                "2",
                "--workers",
                "2"));
    GuidedConfig config = result.getConfig();
    assertThat(config.getObjective().getTraining().getEpochs()).isEqualTo(1);
    assertThat(config.getObjective().getTraining().getNetwork().getCellsPerStage()).isEqualTo(1);
    assertThat(config.getAhead()).isEqualTo(2);
    assertThat(result.getObjective()).isEqualTo("accuracy");
    assertThat(result.getQueriesList())
        .hasSize(2)
        .allSatisfy(query -> assertThat(query.getValue()).isBetween(0.0, 100.0));
    assertThat(result.getTrialSeconds()).isPositive();
  }

  @Test
  void measuresCanBeSearchedBy() {
    GuidedResult result =
        result(
            search(
                "run",
                "--method",
                "random",
                "--objective",
                "score:params",
                "--channels",
                "2",
                "--cells-per-stage",
                "1",
                "--train-images",
                "40",
                "--queries",
                "3"));
    assertThat(result.getObjective()).isEqualTo("params");
    assertThat(result.getBestValue())
        .isEqualTo(
            result.getQueriesList().stream()
                .mapToDouble(GuidedQuery::getValue)
                .max()
                .orElseThrow());
  }

  @Test
  void aDryRunSaysHowLongItTakesAndLeavesNothing() {
    Invocation dry =
        search(
            "run",
            "--method",
            "random",
            "--objective",
            "train",
            "--train-images",
            "40",
            "--epochs",
            "50",
            "--channels",
            "2",
            "--cells-per-stage",
            "1",
            "--queries",
            "10",
            "--dry-run");
    assertThat(dry.code()).as(dry.err()).isZero();
    GuidedForecast forecast = dry.message(GuidedForecast.getDefaultInstance());
    assertThat(forecast.getTrials()).isEqualTo(1);
    assertThat(forecast.getEstimatedSeconds())
        .isCloseTo(
            10 * forecast.getTrialSeconds(), org.assertj.core.data.Percentage.withPercentage(1));
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void settingsOfThePredictorAreKeptAndCount() {
    String[] search = {
      "--method",
      "base-predictor",
      "--predictor",
      "xgb",
      "--objective",
      TABLE,
      "--queries",
      "20",
      "--encoding",
      "adjacency_one_hot"
    };
    GuidedResult usual = result(search("usual", search));
    GuidedResult other =
        result(search("other", with(search, "--set", "max_depth=1", "--set", "rounds=1")));
    assertThat(other.getConfig().getStrategy().getSettingsList())
        .extracting(Feature::getName)
        .containsExactly("max_depth", "rounds");
    assertThat(other.getConfig().getStrategy().getEncoding()).isEqualTo("adjacency_one_hot");
    // The same random ones, then others.
    assertThat(other.getQueriesList().subList(0, 18))
        .isEqualTo(usual.getQueriesList().subList(0, 18));
    assertThat(other.getQueriesList()).isNotEqualTo(usual.getQueriesList());
  }

  @Test
  void aConfigurationIsTakenFromAFile() {
    GuidedResult first =
        result(search("first", "--method", "random", "--objective", TABLE, "--queries", "5"));
    GuidedConfig config = RunFolder.open(folder.resolve("first"), RunKind.GUIDED).config();
    Path file = folder.resolve("own.json");
    Messages.write(file, config);
    Invocation again =
        Invocation.of(
            "search",
            "--config",
            file.toString(),
            "--run-dir",
            folder.resolve("second").toString(),
            "--json");
    assertThat(timeless(result(again))).isEqualTo(timeless(first));
  }

  @Test
  void theOptionsOfARunDoItAgain() throws IOException {
    GuidedResult first =
        result(
            search(
                "first",
                "--method",
                "nsga-ii",
                "--objective",
                TABLE,
                "--queries",
                "12",
                "--population",
                "4",
                "--minimise",
                "params,macs"));
    Path options = folder.resolve("first/options.yaml");
    assertThat(Files.readString(options))
        .contains("\nminimise:\n  - params\n  - macs\n", "\nmethod: nsga-ii\n", "\n# workers: 1\n")
        .doesNotContain("run-dir", "lambda:");
    GuidedResult again = result(search("again", "--config", options.toString()));
    assertThat(timeless(again)).isEqualTo(timeless(first));
    assertThat(folder.resolve("again/options.yaml")).hasSameTextualContentAs(options);
    GuidedResult more = result(search("more", "--config", options.toString(), "--queries", "15"));
    assertThat(more.getQueriesList().subList(0, 12)).isEqualTo(again.getQueriesList());
    assertThat(more.getQueriesCount()).isEqualTo(15);

    Invocation mistake = search("none", "--config", options.toString(), "--method", "random");
    assertThat(mistake.errors())
        .singleElement()
        .asString()
        .contains("--population has no effect", "(--population: " + options + " line ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--method random; says with --objective what they measure",
        "--method random --objective TABLE --set depth=2; --set has no effect with --method random",
        "--method bananas --objective TABLE --predictor xgb --set depht=2; depht",
        "--method bananas --objective TABLE --predictor xgb --encoding paths; cannot read",
        "--method random --objective TABLE --encoding graph; --encoding has no effect",
        "--objective TABLE --prior nasbench201#x --as-published; --prior has no effect",
        "--method random --objective TABLE --lambda 2; --lambda has no effect with --method random",
        "--method random --objective TABLE --epochs 2; --epochs has no effect with --objective",
        "--method random --objective TABLE --preset paper; --preset has no effect with --objective",
        "--method random --objective TABLE --trial-threads 2; --trial-threads has no effect",
        "--method random --objective train --measures nwot; Unknown option",
        "--method random --objective train --cost-metric x; --cost-metric has no effect",
        "--method random --objective train --counted everything; --counted has no effect",
        "--method random --objective train --cells 2; given by --cells-per-stage, not --cells",
        "--method random --objective TABLE --parents 3; --parents has no effect with --method"
            + " random: leave it out, or use guided or predictor-evolution",
        "--method random --objective TABLE --population 3; --population has no effect with --method"
            + " random",
        "--method random --objective score:nwot --cutout 2; --cutout has no effect",
        "--method random --objective score:classic; name one measure",
        "--method random --objective score:foo; foo",
        "--method random --objective table:nasbench201; needs a table and a metric",
        "--method random --objective table:nasbench201#foo; foo",
        "--method random --objective TABLE --space darts; the table is of space nasbench201",
        "--method random --objective TABLE --queries 0; --queries is 0",
        "--method random --objective nothing; use table:FILE#METRIC, train or score:MEASURE",
        "--method random --objective train --backend table; simulated for published results only",
        "--method random --objective TABLE --worker-memory 500; --worker-memory has no effect",
        "--method darts --objective TABLE; --objective has no effect with --method darts",
        "--method darts --queries 3; --queries has no effect with --method darts",
        "--method sideways; --method is 'sideways': use darts",
        "--objective TABLE --dry-run --method random --seed 1 --cost-metric foo; foo"
      })
  void whatHasNoEffectOrCannotBeIsRefusedInOneLine(String arguments, String words) {
    Invocation refused =
        search("run", arguments.replace("TABLE", TABLE).replaceAll("--seed 1", "").split(" +"));
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.err()).contains(words.replace("says with", "say with"));
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aTableThatIsMissingIsBadData() {
    Invocation refused =
        search("run", "--method", "random", "--objective", "table:/no/such.binpb#x");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
