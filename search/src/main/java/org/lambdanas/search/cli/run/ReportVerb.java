package org.lambdanas.search.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.NoFolder;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.PageWritten;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.report.ComparisonReport;
import org.lambdanas.search.report.EvaluationReport;
import org.lambdanas.search.report.FitReport;
import org.lambdanas.search.report.GuidedReport;
import org.lambdanas.search.report.ScoringReport;
import org.lambdanas.search.report.SearchReport;
import org.lambdanas.search.report.SharingReport;
import org.lambdanas.search.report.StudyReport;
import org.lambdanas.search.report.TrainingReport;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.scoring.ScoringRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page of a run. */
@Command(
    name = "report",
    header = "Write the page of a run.",
    description =
        "Of a search, a training (of one network or of shared weights) or a comparison, "
            + "done or not; of an evaluation, a fit, a study, a ranking or scores that are done. "
            + "They write their own, report.html, when they are done.",
    footer = {"lnas report runs/mine", "lnas report runs/mine --output mine.html"})
public final class ReportVerb extends Verb {

  private static final String FILE = "report.html";

  @Parameters(paramLabel = "DIR", description = "Folder of the run.")
  private Path run = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write it (default: report.html in the folder).")
  private @Nullable Path output;

  @Override
  protected Result execute() {
    Path file = output == null ? run.resolve(FILE) : output;
    AtomicFile.write(file, page(run).getBytes(UTF_8));
    return Result.ok(
        List.of("written to " + file), PageWritten.newBuilder().setReport(file.toString()).build());
  }

  /** Writes the page of a run into its folder. */
  public static void write(RunFolder<?, ?> run) {
    AtomicFile.write(run.path().resolve(FILE), page(run.path()).getBytes(UTF_8));
  }

  private static String page(Path run) {
    RunKind<?, ?> kind =
        RunFolder.kindOf(run)
            .orElseThrow(
                () ->
                    new DataException(
                        "%s holds no run: %s"
                            .formatted(
                                run, NoFolder.why(run, "no run left its configuration there"))));
    if (kind.equals(RunKind.SCORES)) {
      return ScoringReport.html(
          RunFolder.open(run, RunKind.SCORES).result(),
          BenchmarkTableFile.open(run.resolve(ScoringRun.TABLE)));
    }
    if (kind.equals(RunKind.GUIDED)) {
      return GuidedReport.html(RunFolder.open(run, RunKind.GUIDED));
    }
    if (kind.equals(RunKind.COMPARISON)) {
      return ComparisonReport.html(RunFolder.open(run, RunKind.COMPARISON));
    }
    if (kind.equals(RunKind.EVALUATION)) {
      return EvaluationReport.html(RunFolder.open(run, RunKind.EVALUATION).result());
    }
    if (kind.equals(RunKind.FIT)) {
      return FitReport.html(RunFolder.open(run, RunKind.FIT));
    }
    if (kind.equals(RunKind.STUDY)) {
      return StudyReport.html(RunFolder.open(run, RunKind.STUDY).result());
    }
    if (kind.equals(RunKind.TRAINING)) {
      RunFolder<TrainingConfig, ?> folder = RunFolder.open(run, RunKind.TRAINING);
      return TrainingReport.html(
          folder.config(),
          folder.provenance(),
          folder.history(TrainingHistory.getDefaultInstance()).getEpochsList());
    }
    if (kind.equals(RunKind.SHARING)) {
      RunFolder<SharingConfig, ?> folder = RunFolder.open(run, RunKind.SHARING);
      return SharingReport.html(
          folder.config(),
          folder.provenance(),
          folder.history(TrainingHistory.getDefaultInstance()).getEpochsList());
    }
    if (kind.equals(RunKind.RANKING)) {
      return SharingReport.html(RunFolder.open(run, RunKind.RANKING).result());
    }
    RunFolder<SearchConfig, SearchResult> folder = RunFolder.open(run, RunKind.SEARCH);
    return SearchReport.html(
        folder.config(),
        folder.provenance(),
        folder.history(SearchHistory.getDefaultInstance()).getEpochsList(),
        folder.isDone() ? Optional.of(folder.result()) : Optional.empty());
  }
}
