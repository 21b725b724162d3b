package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.predictors.evaluation.EvaluationFolder;
import org.lambdanas.proto.v1.PageWritten;
import org.lambdanas.search.comparison.ComparedRuns;
import org.lambdanas.search.comparison.ComparisonFolder;
import org.lambdanas.search.report.ComparisonReport;
import org.lambdanas.search.report.EvaluationReport;
import org.lambdanas.search.report.SearchReport;
import org.lambdanas.search.report.TrainingReport;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.TrainingFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page of a run. */
@Command(
    name = "report",
    description = {
      "Write the page of a search, a training or a comparison, done or not, or of an evaluation",
      "that is done.",
      "They write their own, report.html, when they are done."
    })
final class ReportVerb extends Verb {

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
  static void write(Path run) {
    AtomicFile.write(run.resolve(FILE), page(run).getBytes(UTF_8));
  }

  private static String page(Path run) {
    if (Files.exists(run.resolve("comparison.txtpb"))) {
      ComparisonFolder folder = ComparisonFolder.open(run);
      return ComparisonReport.html(
          folder, folder.isDone() ? folder.result() : new ComparedRuns(folder).all());
    }
    if (EvaluationFolder.isEvaluation(run)) {
      return EvaluationReport.html(EvaluationFolder.open(run).result());
    }
    if (TrainingFolder.isTraining(run)) {
      TrainingFolder folder = TrainingFolder.open(run);
      return TrainingReport.html(
          folder.config(), folder.provenance(), folder.history().getEpochsList());
    }
    RunFolder folder = RunFolder.open(run);
    return SearchReport.html(
        folder.config(), folder.provenance(), folder.history().getEpochsList());
  }
}
