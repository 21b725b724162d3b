package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.proto.v1.Calibration;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.ModelLatency;
import org.lambdanas.proto.v1.WrongPicture;

/** The page of a model on labelled pictures: how good it is, where it errs, how sure it may be. */
public final class JudgementReport {

  private final ModelJudgement judgement;
  private final Page page;

  private JudgementReport(ModelJudgement judgement) {
    this.judgement = judgement;
    this.page =
        new Page(
            "Model on " + judgement.getData(),
            judgement.getModel() + ", " + judgement.getImages() + " pictures");
  }

  /**
   * Writes the page.
   *
   * @param worst PNG files of the worst pictures, in their order
   */
  public static String html(ModelJudgement judgement, List<byte[]> worst) {
    JudgementReport report = new JudgementReport(judgement);
    report.summary();
    confusions(report.page, judgement);
    calibration(report.page, judgement);
    report.worst(worst);
    report.model();
    return report.page.html();
  }

  private void summary() {
    page.tiles(
        List.of(
            new Page.Tile(
                Page.number(judgement.getAccuracy(), 2) + " %",
                "accuracy (95 %% interval %s to %s)"
                    .formatted(
                        Page.number(judgement.getAccuracyLow(), 2),
                        Page.number(judgement.getAccuracyHigh(), 2))),
            new Page.Tile(
                Page.number(judgement.getBalancedAccuracy(), 2) + " %",
                "balanced accuracy: the mean recall of the classes"),
            new Page.Tile(Page.number(judgement.getMacroF1(), 4), "macro F1"),
            new Page.Tile(
                Page.number(judgement.getCalibration().getExpectedError(), 4),
                "expected calibration error, "
                    + judgement.getCalibration().getBinsCount()
                    + " bins"),
            new Page.Tile(
                Page.number(judgement.getSingle().getMilliseconds(), 2) + " ms",
                "for a picture, alone")));
    if (judgement.getWholeFolder()) {
      page.paragraph(
          "All pictures of the folder were judged. If the model was trained on some of them, it is"
              + " worse on others.");
    }
    if (judgement.getUnknownClassesCount() > 0) {
      page.paragraph(
          judgement.getUnknownImages()
              + " pictures were left out, of classes that the model does not know: "
              + ClassMatch.names(judgement.getUnknownClassesList()));
    }
    if (judgement.getMissingClassesCount() > 0) {
      page.paragraph(
          "There were no pictures of " + ClassMatch.names(judgement.getMissingClassesList()));
    }
    if (judgement.getBrokenCount() > 0) {
      page.paragraph(
          judgement.getBrokenCount()
              + " pictures could not be read and were passed over, such as "
              + judgement.getBroken(0).getPicture());
    }
  }

  /** Which classes are taken for which. */
  static void confusions(Page page, ModelJudgement judgement) {
    page.heading("What is taken for what");
    page.largeFigures(
        List.of(
            new ConfusionMap(
                "Confusion matrix: rows are what pictures show, columns what they are taken for",
                judgement.getClassesList())));
    page.heading("Classes");
    page.table(
        List.of("class", "#pictures", "#answered", "#precision", "#recall", "#F1"),
        judgement.getClassesList().stream().map(JudgementReport::row).toList());
    List<List<?>> csv = new ArrayList<>();
    csv.add(List.of("class", "pictures", "answered", "precision", "recall", "f1"));
    for (ClassJudgement one : judgement.getClassesList()) {
      csv.add(
          List.of(
              one.getName(),
              one.getImages(),
              one.getAnswered(),
              one.hasPrecision() ? (Object) one.getPrecision() : "",
              one.hasRecall() ? (Object) one.getRecall() : "",
              one.hasF1() ? (Object) one.getF1() : ""));
    }
    page.csv("This table as CSV", "classes", CsvText.commas(csv));
  }

  private static List<String> row(ClassJudgement one) {
    return List.of(
        one.getName(),
        Long.toString(one.getImages()),
        Long.toString(one.getAnswered()),
        one.hasPrecision() ? Page.number(one.getPrecision(), 4) : "",
        one.hasRecall() ? Page.number(one.getRecall(), 4) : "",
        one.hasF1() ? Page.number(one.getF1(), 4) : "");
  }

  /** How far probabilities can be believed. */
  static void calibration(Page page, ModelJudgement judgement) {
    page.heading("How sure it may be");
    Calibration with = judgement.getCalibrationWithTemperature();
    String temperature = Page.number(judgement.getTemperature(), 3);
    page.largeFigures(
        List.of(
            new ReliabilityDiagram("Reliability, as it answers", judgement.getCalibration()),
            new ReliabilityDiagram("Reliability, logits divided by " + temperature, with)));
    page.table(
        List.of("", "#expected calibration error", "#negative log likelihood, nats"),
        List.of(
            row("as it answers", judgement.getCalibration()),
            row("logits divided by " + temperature, with)));
    page.paragraph(
        judgement.getTemperatureAtLimit()
            ? "No temperature from 0.01 to 100 has the smallest negative log likelihood: it would"
                + " be beyond."
            : "The temperature is that of the smallest negative log likelihood on these same"
                + " pictures; on others it will do somewhat worse. It changes no answer.");
  }

  private static List<String> row(String name, Calibration calibration) {
    return List.of(
        name,
        Page.number(calibration.getExpectedError(), 4),
        Page.number(calibration.getNegativeLogLikelihood(), 4));
  }

  private void worst(List<byte[]> pictures) {
    if (judgement.getWorstCount() == 0) {
      return;
    }
    page.heading("Most confidently wrong");
    List<Page.Thumbnail> thumbnails = new ArrayList<>();
    for (int i = 0; i < judgement.getWorstCount(); i++) {
      WrongPicture wrong = judgement.getWorst(i);
      thumbnails.add(
          new Page.Thumbnail(
              pictures.get(i),
              List.of(
                  "is %s (%s)".formatted(wrong.getIs(), Page.number(wrong.getProbabilityIs(), 3)),
                  "taken for %s (%s)"
                      .formatted(
                          wrong.getTakenFor(), Page.number(wrong.getProbabilityTakenFor(), 3)),
                  wrong.getPicture())));
    }
    page.thumbnails(thumbnails);
    page.paragraph("As the model sees them, with the probabilities that it gives.");
  }

  private void model() {
    page.heading("Size and speed");
    page.names(
        List.of(
            List.of("model", judgement.getModel()),
            List.of("bytes of its files", Long.toString(judgement.getBytes())),
            List.of("numbers in its variables", Long.toString(judgement.getValues())),
            List.of("one picture", speed(judgement.getSingle())),
            List.of(
                judgement.getBatched().getBatch() + " pictures", speed(judgement.getBatched()))));
  }

  private static String speed(ModelLatency latency) {
    return "%s ms (quartiles %s to %s, %d runs), %s pictures a second"
        .formatted(
            Page.number(latency.getMilliseconds(), 3),
            Page.number(latency.getLower(), 3),
            Page.number(latency.getUpper(), 3),
            latency.getRuns(),
            Page.number(latency.getPicturesPerSecond(), 0));
  }
}
