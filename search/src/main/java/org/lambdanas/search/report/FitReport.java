package org.lambdanas.search.report;

import static org.lambdanas.search.report.Page.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.ClassPictures;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.PictureFacts;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** The page of a fit: the model, how good it is on pictures that it never saw, beside what else. */
public final class FitReport {

  private FitReport() {}

  /**
   * Writes the page.
   *
   * @param folder of a fit that is done
   * @return an HTML document that refers to nothing outside
   * @throws org.lambdanas.graph.error.DataException if it is not done
   */
  public static String html(RunFolder<FitConfig, FitResult> folder) {
    folder.requireDone();
    FitResult result = folder.result();
    FitFinalist chosen = result.getFinalists(0);
    Page page =
        new Page(
            "A model of " + result.getPictures().getClassesCount() + " classes",
            String.format(
                Locale.ROOT,
                "%,d pictures to learn from, %,d to judge by, %s, %s",
                result.getPictures().getTraining(),
                result.getPictures().getTest(),
                Durations.text(result.getSeconds()),
                result.getProvenance().getStarted()));
    page.verdict(true, result.getVerdictList());
    page.tiles(tiles(result, chosen));
    page.heading("Beside other networks");
    page.paragraph(
        trained(result)
            + " What is right is counted on pictures that nothing was chosen by."
            + " The model was chosen by pictures held out of training.");
    page.largeFigures(List.of(chart(result)));
    page.table(
        List.of(
            "network",
            "what it is",
            "#right, %",
            "#95 % interval",
            "#held out, %",
            "#epochs",
            "#parameters",
            "#multiply-accumulates",
            "#latency, ms",
            "keeps the limits"),
        result.getFinalistsList().stream().map(one -> row(result, one)).toList());
    JudgementReport.confusions(page, result.getJudgement());
    JudgementReport.calibration(page, result.getJudgement());
    page.heading("The cell");
    page.drawing(
        new CellFigure(
            "Drawing of the cell " + chosen.getArchitectureText(),
            CellDrawing.of(chosen.getArchitecture())));
    page.paragraph(chosen.getArchitectureText());
    page.heading("Course of its training");
    page.figures(TrainingReport.charts(epochs(folder, chosen)));
    page.heading("The pictures");
    page.table(List.of("class", "#to learn from", "#to judge by"), classes(result.getPictures()));
    page.heading("What was chosen, and why");
    result.getConfig().getPlan().getChoicesList().forEach(page::paragraph);
    page.table(List.of("phase", "#seconds", "#expected"), phases(result));
    if (result.getMebibytes() > 0) {
      page.paragraph(
          "Memory: %s MiB at most, expected were %s MiB."
              .formatted(
                  number(result.getMebibytes(), 0),
                  number(result.getConfig().getPlan().getMebibytes(), 0)));
    }
    Provenance.show(page, result.getProvenance(), result.getConfig());
    return page.html();
  }

  private static String trained(FitResult result) {
    if (result.getTrainingEpochs() == 0) {
      return "All were trained alike.";
    }
    return result.getFinalistsList().stream()
            .anyMatch(one -> epochs(result, one) != result.getTrainingEpochs())
        ? "All were trained alike, for at most %d epochs, and the best of them once more, for longer."
            .formatted(result.getTrainingEpochs())
        : "All were trained alike, for at most %d epochs.".formatted(result.getTrainingEpochs());
  }

  private static int epochs(FitResult result, FitFinalist one) {
    return one.getEpochs() == 0 ? result.getTrainingEpochs() : one.getEpochs();
  }

  private static List<Page.Tile> tiles(FitResult result, FitFinalist chosen) {
    List<Page.Tile> tiles = new ArrayList<>();
    tiles.add(
        new Page.Tile(
            number(chosen.getTestAccuracy(), 1) + " %",
            "right on pictures it never saw (%s to %s %%)"
                .formatted(number(chosen.getTestLower(), 1), number(chosen.getTestUpper(), 1))));
    tiles.add(new Page.Tile(String.format(Locale.ROOT, "%,d", chosen.getParams()), "parameters"));
    if (chosen.hasLatency()) {
      tiles.add(
          new Page.Tile(
              number(chosen.getLatency().getMilliseconds(), 2) + " ms", "a picture, as measured"));
    }
    tiles.add(
        new Page.Tile(
            String.format(Locale.ROOT, "%,d", result.getSizeOnDisk()), "bytes of SavedModel"));
    return tiles;
  }

  private static DotChart chart(FitResult result) {
    return new DotChart(
        "Right on pictures never seen",
        "percent, with 95 % intervals",
        List.of(""),
        result.getFinalistsList().stream()
            .map(
                one ->
                    new DotChart.Row(
                        one.getName(),
                        one.getOrigin(),
                        List.of(
                            new DotChart.Dot(
                                0, one.getTestAccuracy(), one.getTestLower(), one.getTestUpper()))))
            .toList());
  }

  private static List<String> row(FitResult result, FitFinalist one) {
    return List.of(
        one.getName(),
        one.getOrigin(),
        number(one.getTestAccuracy(), 2),
        number(one.getTestLower(), 1) + " to " + number(one.getTestUpper(), 1),
        number(one.getHeldOutAccuracy(), 2),
        Integer.toString(epochs(result, one)),
        String.format(Locale.ROOT, "%,d", one.getParams()),
        String.format(Locale.ROOT, "%,d", one.getMacs()),
        one.hasLatency() ? number(one.getLatency().getMilliseconds(), 2) : "-",
        one.getWithinLimits() ? "yes" : "no");
  }

  private static List<TrainingEpochRecord> epochs(
      RunFolder<FitConfig, FitResult> folder, FitFinalist chosen) {
    RunFolder<TrainingConfig, TrainingResult> training =
        RunFolder.open(folder.path().resolve(chosen.getFolder()), RunKind.TRAINING);
    return training.history(TrainingHistory.getDefaultInstance()).getEpochsList();
  }

  private static List<List<String>> classes(PictureFacts pictures) {
    return pictures.getClassesList().stream()
        .map(
            (ClassPictures one) ->
                List.of(
                    one.getName(),
                    Integer.toString(one.getTraining()),
                    Integer.toString(one.getTest())))
        .toList();
  }

  private static List<List<String>> phases(FitResult result) {
    return result.getPhasesList().stream()
        .map(
            (FitPhase phase) ->
                List.of(
                    phase.getName(),
                    number(phase.getSeconds(), 0),
                    number(phase.getExpectedSeconds(), 0)))
        .toList();
  }
}
