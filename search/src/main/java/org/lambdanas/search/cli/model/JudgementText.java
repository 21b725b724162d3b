package org.lambdanas.search.cli.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.proto.v1.Calibration;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.WrongPicture;
import org.lambdanas.search.cli.verb.Lines;

/** A judgement for people. */
final class JudgementText {

  /** More classes do not fit a terminal side by side. */
  private static final int WIDEST_MATRIX = 16;

  private static final int MOST_CONFUSIONS = 10;
  private static final int LONGEST_NAME = 24;

  private final ModelJudgement judgement;
  private final Lines lines = new Lines();

  private JudgementText(ModelJudgement judgement) {
    this.judgement = judgement;
  }

  static Lines of(ModelJudgement judgement) {
    JudgementText text = new JudgementText(judgement);
    text.summary();
    text.classes();
    if (judgement.getClassesCount() <= WIDEST_MATRIX) {
      text.matrix();
    } else {
      text.confusions();
    }
    text.worst();
    return text.lines;
  }

  private void line(String what, String format, Object... values) {
    lines.add("%-16s %s", what, String.format(Locale.ROOT, format, values));
  }

  private void summary() {
    line("model", "%s", judgement.getModel());
    line(
        "pictures",
        "%d of %s%s",
        judgement.getImages(),
        judgement.getData(),
        judgement.getWholeFolder()
            ? ", all of the folder: those that it was trained on, if any, flatter"
            : "");
    if (judgement.getUnknownClassesCount() > 0) {
      line(
          "left out",
          "%d of %s, which the model does not know",
          judgement.getUnknownImages(),
          ClassMatch.names(judgement.getUnknownClassesList()));
    }
    if (judgement.getMissingClassesCount() > 0) {
      line("no pictures of", "%s", ClassMatch.names(judgement.getMissingClassesList()));
    }
    if (judgement.getBrokenCount() > 0) {
      line("passed over", "%d pictures that cannot be read", judgement.getBrokenCount());
    }
    line(
        "accuracy",
        "%.2f %% (95 %% interval %.2f to %.2f)",
        judgement.getAccuracy(),
        judgement.getAccuracyLow(),
        judgement.getAccuracyHigh());
    line("balanced", "%.2f %%, mean recall of the classes", judgement.getBalancedAccuracy());
    line("macro F1", "%.4f", judgement.getMacroF1());
    line("calibration", "%s", text(judgement.getCalibration()));
    line(
        "  temperature",
        "%.4f%s: %s",
        judgement.getTemperature(),
        judgement.getTemperatureAtLimit()
            ? " (the best is beyond)"
            : " (the best on these pictures)",
        text(judgement.getCalibrationWithTemperature()));
    line(
        "latency",
        "%.3f ms for a picture alone (quartiles %.3f to %.3f)",
        judgement.getSingle().getMilliseconds(),
        judgement.getSingle().getLower(),
        judgement.getSingle().getUpper());
    line(
        "throughput",
        "%.0f pictures a second in batches of %d",
        judgement.getBatched().getPicturesPerSecond(),
        judgement.getBatched().getBatch());
    line("size", "%d bytes, %d values", judgement.getBytes(), judgement.getValues());
  }

  private static String text(Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "expected error %.4f, negative log likelihood %.4f",
        calibration.getExpectedError(),
        calibration.getNegativeLogLikelihood());
  }

  private int nameWidth() {
    return judgement.getClassesList().stream()
        .mapToInt(one -> shown(one.getName()).length())
        .reduce(5, Math::max);
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  private void classes() {
    String name = "%-" + nameWidth() + "s";
    lines.add("");
    lines.add(name + "  pictures  answered  precision  recall      F1", "class");
    for (ClassJudgement one : judgement.getClassesList()) {
      lines.add(
          name + "  %8d  %8d  %9s  %6s  %6s",
          shown(one.getName()),
          one.getImages(),
          one.getAnswered(),
          share(one.hasPrecision(), one.getPrecision()),
          share(one.hasRecall(), one.getRecall()),
          share(one.hasF1(), one.getF1()));
    }
  }

  private static String share(boolean known, double value) {
    return known ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }

  private void matrix() {
    List<ClassJudgement> classes = judgement.getClassesList();
    int width =
        classes.stream()
            .mapToInt(one -> Long.toString(one.getImages()).length())
            .reduce(3, Math::max);
    String name = "%2d %-" + nameWidth() + "s ";
    StringBuilder head = new StringBuilder(" ".repeat(nameWidth() + 4));
    for (int c = 1; c <= classes.size(); c++) {
      head.append((" %" + width + "d").formatted(c));
    }
    lines.add("");
    lines.add("What the pictures of each class are taken for");
    lines.addAll(List.of(head.toString()));
    for (int c = 0; c < classes.size(); c++) {
      ClassJudgement one = classes.get(c);
      StringBuilder row = new StringBuilder(name.formatted(c + 1, shown(one.getName())));
      one.getTakenForList()
          .forEach(count -> row.append((" %" + width + "s").formatted(count == 0 ? "." : count)));
      lines.addAll(List.of(row.toString()));
    }
  }

  private record Confusion(String is, String takenFor, long pictures, long of) {}

  private void confusions() {
    List<Confusion> all = new ArrayList<>();
    for (int t = 0; t < judgement.getClassesCount(); t++) {
      ClassJudgement one = judgement.getClasses(t);
      for (int a = 0; a < one.getTakenForCount(); a++) {
        if (a != t && one.getTakenFor(a) > 0) {
          all.add(
              new Confusion(
                  one.getName(),
                  judgement.getClasses(a).getName(),
                  one.getTakenFor(a),
                  one.getImages()));
        }
      }
    }
    if (all.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Most frequent confusions");
    all.stream()
        .sorted(Comparator.comparingLong(Confusion::pictures).reversed())
        .limit(MOST_CONFUSIONS)
        .forEachOrdered(
            one ->
                lines.add(
                    "%6d of %d pictures of %s are taken for %s",
                    one.pictures(), one.of(), shown(one.is()), shown(one.takenFor())));
  }

  private void worst() {
    if (judgement.getWorstCount() == 0) {
      return;
    }
    lines.add("");
    lines.add("Most confidently wrong: probability, what it is, what it is taken for, picture");
    String row = "%.4f  %-" + nameWidth() + "s  %-" + nameWidth() + "s  %s";
    for (WrongPicture wrong : judgement.getWorstList()) {
      lines.add(
          row,
          wrong.getProbabilityTakenFor(),
          shown(wrong.getIs()),
          shown(wrong.getTakenFor()),
          wrong.getPicture());
    }
  }
}
