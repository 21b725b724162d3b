package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.Reproduction;
import org.lambdanas.proto.v1.StudyForecast;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class StudyVerbTest {

  @TempDir private Path folder;

  private static final Map<String, String> USUAL =
      Map.of(
          "--table", "nasbench201#cifar100_test_200ep_seed888",
          "--predictors", "rf,bayes_lin_reg,jacov",
          "--train-sizes", "10,20",
          "--trials", "2",
          "--test-size", "30",
          "--test-set", "uniform");

  /** What is given more counts in place of what is usual. */
  private static List<String> study(String... more) {
    List<String> arguments = new ArrayList<>(List.of("study"));
    USUAL.forEach(
        (option, value) -> {
          if (!List.of(more).contains(option)) {
            arguments.addAll(List.of(option, value));
          }
        });
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Invocation run(List<String> arguments) {
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private static Invocation into(Path run, String... more) {
    List<String> arguments = study(more);
    arguments.addAll(List.of("--run-dir", run.toString()));
    return run(arguments);
  }

  @Test
  void studiesAndIsShownAgainAndReproduced() throws IOException {
    Path run = folder.resolve("run");
    Invocation text = into(run);
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.err()).contains("8 points, expected: ");
    assertThat(text.out())
        .contains("nasbench201, cifar100_test_200ep_seed888, uniform test sets of 30")
        .containsPattern("10 trained: (rf|bayes_lin_reg) n 10 -?0\\.\\d{3} \\[")
        .containsPattern("Pareto-optimal, [12] of 2 predictors")
        .contains("jacov, which reads what the table does not have: jacov")
        .endsWith(
            "next: lnas recommend --study " + run + " --space nasbench201 --observations 40\n");
    // The one made is asked, not the one that comes with the program.
    Invocation asked =
        run(
            List.of(
                "recommend",
                "--json",
                "--study",
                run.toString(),
                "--space",
                "nasbench201",
                "--observations",
                "40"));
    assertThat(asked.code()).as(asked.err()).isZero();
    Recommendation answer = asked.message(Recommendation.getDefaultInstance());
    assertThat(answer.getTables()).isEqualTo(1);
    assertThat(answer.getOthersCount() + 1).isEqualTo(2);
    for (String file :
        List.of("scores.csv", "pareto.csv", "winners.csv", "statements.csv", "report.html")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    assertThat(PageRules.checked(Files.readString(run.resolve("report.html"))))
        .contains("bayes_lin_reg", "measured are: ");
    Path page = folder.resolve("page.html");
    assertThat(run(List.of("report", run.toString(), "--output", page.toString())).code()).isZero();
    assertThat(page).hasSameTextualContentAs(run.resolve("report.html"));
    assertThat(Files.readAllLines(run.resolve("scores.csv"))).hasSize(1 + 4);
    assertThat(Files.readString(run.resolve("statements.csv")))
        .contains("measured are: ", "not measured");
    Invocation again = run(List.of("study", "--resume", run.toString()));
    assertThat(again.out()).isEqualTo(text.out());

    Path second = folder.resolve("second");
    Invocation reproduced =
        run(List.of("reproduce", run.toString(), "--run-dir", second.toString(), "--json"));
    assertThat(reproduced.code()).as(reproduced.err()).isZero();
    assertThat(reproduced.message(Reproduction.getDefaultInstance()).getSame()).isTrue();
    assertThat(timeless(second)).isEqualTo(timeless(run));
  }

  @Test
  void aStoppedStudyGoesOnWithWorkersToTheSameFiles() throws IOException {
    Path here = folder.resolve("here");
    assertThat(into(here, "--test-set", "mutated").code()).isZero();
    Path there = folder.resolve("there");
    Invocation whole = into(there, "--test-set", "mutated", "--threads", "2");
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(timeless(there)).isEqualTo(timeless(here));
    // As a kill in the middle would leave it.
    Path evaluation = there.resolve("01-nasbench201-cifar100_test_200ep_seed888-mutated");
    for (Path done : List.of(there, evaluation)) {
      Files.delete(done.resolve("result.binpb"));
    }
    Files.delete(there.resolve("scores.csv"));
    try (RandomAccessFile log =
        new RandomAccessFile(evaluation.resolve("points.log").toFile(), "rw")) {
      log.setLength(log.length() / 2);
    }
    Path output = folder.resolve("study.binpb");
    Invocation resumed =
        run(
            List.of(
                "study",
                "--resume",
                there.toString(),
                "--backend",
                "workers",
                "--output",
                output.toString()));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(timeless(there)).isEqualTo(timeless(here));
    assertThat(output).isNotEmptyFile();
    assertThat(RunFolder.open(there, RunKind.STUDY).result().getTables(0).getTestSet())
        .isEqualTo(TestSet.TEST_SET_MUTATED);
  }

  @Test
  void aDryRunSaysWhatWouldBeMeasuredAndLeavesNothing() {
    Path run = folder.resolve("run");
    Invocation forecast =
        run(study("--dry-run", "--json", "--costly-seconds", "0.000001", "--costly-trials", "1"));
    assertThat(forecast.code()).as(forecast.err()).isZero();
    StudyForecast planned = forecast.message(StudyForecast.getDefaultInstance());
    // One of two trials each, as all of them are costly.
    assertThat(planned.getPoints()).isEqualTo(4);
    assertThat(planned.getConfig().getEvaluations(0).getLimitsCount()).isEqualTo(2);
    assertThat(planned.getConfig().getLeftOutList())
        .hasSize(3)
        .anyMatch(what -> what.contains("rf but for the first 1 of 2 trials"));
    assertThat(run).doesNotExist();
  }

  @Test
  void jsonHasScoresWinnersAndStatements() {
    Invocation result = into(folder.resolve("run"), "--json", "--trials", "1");
    assertThat(result.code()).as(result.err()).isZero();
    PredictorStudyResult study = result.message(PredictorStudyResult.getDefaultInstance());
    StudyTable table = study.getTables(0);
    assertThat(table.getDataSet()).isEqualTo("cifar100");
    assertThat(table.getKnowsSeconds()).isFalse();
    assertThat(table.getRows()).isEqualTo(15_625);
    assertThat(table.getScores(0).getTrialTausCount()).isEqualTo(1);
    assertThat(study.getWinnersCount()).isPositive();
    assertThat(study.getStatementsCount()).isGreaterThan(10);
    assertThat(study.getRunDir()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --table nasbench201#none                         | 2 | has no metric 'none'
          --predictors jacov                               | 2 | there is nothing to study
          --predictors nobody                              | 2 | nobody
          --costly-trials 0                                | 2 | --costly-trials at least 1
          --page x                                         | 2 | --page has no effect
          --threads 0                                      | 2 | --threads is 0
          --shipped                                        | 2 | has no effect with --shipped
          --dry-run --output x                             | 2 | --output has no effect with --dry-run
          --resume somewhere                               | 2 | leave out
          --table missing.binpb#accuracy                   | 3 | missing.binpb
          """)
  void whatCannotBeStudiedIsRefusedInALine(String options, int code, String message) {
    Invocation refused = run(study(options.split(" ")));
    assertThat(refused.code()).as(refused.err()).isEqualTo(code);
    assertThat(refused.err()).contains(message);
  }

  @Test
  void aTableOfOnesOwnNeedsAMetric() throws IOException {
    Path csv = folder.resolve("mine.csv");
    String cell = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";
    Files.writeString(csv, "architecture,accuracy\n" + cell + ",90\n");
    Invocation refused = Invocation.of("study", "--table", csv.toString());
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(refused.err()).contains("names no metric: write " + csv + "#METRIC");
  }

  @Test
  void studiesOfTheSameDrawsAreJoined() throws IOException {
    Path whole = folder.resolve("whole");
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    assertThat(into(whole, "--predictors", "rf,bayes_lin_reg").code()).isZero();
    assertThat(into(one, "--predictors", "rf,jacov").code()).isZero();
    Path written = folder.resolve("other.binpb");
    assertThat(into(other, "--predictors", "bayes_lin_reg", "--output", written.toString()).code())
        .isZero();
    Path page = folder.resolve("page.html");
    Invocation joined =
        Invocation.of(
            "study",
            "--join",
            one.toString(),
            "--join",
            written.toString(),
            "--page",
            page.toString(),
            "--json");
    assertThat(joined.code()).as(joined.err()).isZero();
    PredictorStudyResult study = joined.message(PredictorStudyResult.getDefaultInstance());
    StudyTable expected = RunFolder.open(whole, RunKind.STUDY).result().getTables(0);
    assertThat(study.getTablesList()).hasSize(1);
    assertThat(taus(study.getTables(0))).isEqualTo(taus(expected)).hasSize(4);
    assertThat(study.getConfig().getEvaluationsCount()).isEqualTo(2);
    assertThat(study.getConfig().getLeftOutList()).hasSize(1);
    assertThat(page).content().contains("bayes_lin_reg");
    Path seeded = folder.resolve("seeded");
    assertThat(into(seeded, "--predictors", "rf", "--seed", "5").code()).isZero();
    Invocation refused =
        Invocation.of("study", "--join", one.toString(), "--join", seeded.toString());
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_DATA.code());
    assertThat(refused.err()).contains("cannot be joined");
  }

  /** Trials 0 to 2, then 3 to 5, are the six of one study: to the trial, and in every statistic. */
  @Test
  void laterTrialsAreAddedToEarlierOnes() {
    Path whole = folder.resolve("whole");
    Path early = folder.resolve("early");
    Path late = folder.resolve("late");
    assertThat(into(whole, "--trials", "6").code()).isZero();
    assertThat(into(early, "--trials", "3", "--predictors", "rf").code()).isZero();
    assertThat(into(late, "--trials", "3", "--first-trial", "3").code()).isZero();
    // In whatever order they are named.
    Invocation joined =
        Invocation.of("study", "--join", late.toString(), "--join", early.toString(), "--json");
    assertThat(joined.code()).as(joined.err()).isZero();
    PredictorStudyResult study = joined.message(PredictorStudyResult.getDefaultInstance());
    Map<String, StudyScore> expected =
        scores(RunFolder.open(whole, RunKind.STUDY).result().getTables(0));
    Map<String, StudyScore> found = scores(study.getTables(0));
    assertThat(found.keySet()).containsExactlyInAnyOrder("rf10", "rf20");
    found.forEach(
        (name, score) -> {
          StudyScore of = Optional.ofNullable(expected.get(name)).orElseThrow();
          assertThat(score.getTrialTausList()).isEqualTo(of.getTrialTausList()).hasSize(6);
          assertThat(score.getScore().getTrials()).isEqualTo(6);
          assertThat(score.getScore().getMetricsMap())
              .hasSameSizeAs(of.getScore().getMetricsMap())
              .allSatisfy(
                  (metric, statistics) -> {
                    TrialScore wanted = of.getScore().getMetricsOrThrow(metric);
                    assertThat(statistics.getTrials()).isEqualTo(wanted.getTrials());
                    assertThat(
                            List.of(
                                statistics.getMean() - wanted.getMean(),
                                statistics.getDeviation() - wanted.getDeviation(),
                                statistics.getLow() - wanted.getLow(),
                                statistics.getHigh() - wanted.getHigh()))
                        .as(metric)
                        .allSatisfy(apart -> assertThat(apart).isCloseTo(0.0, within(1e-9)));
                  });
        });
    assertThat(study.getConfig().getLeftOutList())
        .anyMatch(line -> line.contains("later trials of 2 points"));
  }

  private static Map<String, StudyScore> scores(StudyTable table) {
    return table.getScoresList().stream()
        .collect(
            Collectors.toMap(
                score -> score.getScore().getPredictor() + score.getScore().getTrainSize(),
                score -> score));
  }

  private static Map<String, List<Float>> taus(StudyTable table) {
    return table.getScoresList().stream()
        .collect(
            Collectors.toMap(
                score -> score.getScore().getPredictor() + score.getScore().getTrainSize(),
                StudyScore::getTrialTausList));
  }

  /** What computing a score takes is known from the table, of some of its rows at least. */
  @Test
  void whatScoresTakeIsReadFromTheTable() {
    Path scores = folder.resolve("scores.binpb");
    assertThat(
            Invocation.of(
                    "score",
                    "--sample",
                    "3",
                    "--channels",
                    "2",
                    "--cells",
                    "1",
                    "--measures",
                    "nwot,params",
                    "--batch-size",
                    "4",
                    "--timed",
                    "--output",
                    scores.toString(),
                    "--run-dir",
                    folder.resolve("scored").toString())
                .code())
        .isZero();
    Path joined = folder.resolve("joined.binpb");
    assertThat(
            Invocation.of(
                    "table",
                    "join",
                    "--every-row",
                    "nasbench201",
                    scores.toString(),
                    "--output",
                    joined.toString())
                .code())
        .isZero();
    Path run = folder.resolve("run");
    Invocation studied =
        into(
            run,
            "--table",
            joined + "#cifar100_test_200ep_seed888",
            "--predictors",
            "rf,params",
            "--train-sizes",
            "10");
    assertThat(studied.code()).as(studied.err()).isZero();
    List<StudyScore> found =
        RunFolder.open(run, RunKind.STUDY).result().getTables(0).getScoresList();
    assertThat(found)
        .allSatisfy(
            score ->
                assertThat(score.getScoreSeconds() > 0)
                    .isEqualTo(score.getScore().getPredictor().equals("params")));
  }

  /** The four files; the scores without what differs from run to run. */
  private static List<String> timeless(Path run) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("scores.csv"))) {
      lines.add(line.replaceFirst("(,[^,]*){" + EvaluationCsv.MEASURED_TIMES.size() + "}$", ""));
    }
    for (String file : List.of("pareto.csv", "winners.csv", "statements.csv")) {
      lines.addAll(Files.readAllLines(run.resolve(file)));
    }
    return lines;
  }
}
