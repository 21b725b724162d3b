package org.lambdanas.search.report;

import static org.lambdanas.search.report.Page.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.TrainedMethod;
import org.lambdanas.search.comparison.TrainedSummary;

/** What a comparison has trained from scratch: each method and baseline, and each two of them. */
final class TrainedSection {

  private TrainedSection() {}

  /**
   * Shows it.
   *
   * @param result with what its trainings come to
   */
  static void show(Page page, ComparisonResult result) {
    page.heading("Trained from scratch");
    page.paragraph(
        TrainedSummary.explanation(result)
            + ". All were trained alike; the epoch was chosen by pictures held out of training.");
    DotChart chart = chart(result);
    if (!chart.isEmpty()) {
      page.largeFigures(List.of(chart));
    }
    page.table(
        List.of("method", "#right, %", "#95 % interval", "#of seeds"),
        result.getTrainedMethodsList().stream()
            .map(
                method ->
                    List.of(
                        method.getMethod(),
                        TrainedSummary.text(method.getAccuracy()),
                        TrainedSummary.interval(method.getAccuracy()),
                        Integer.toString(method.getAccuracy().getTrials())))
            .toList());
    page.subheading("Which is better");
    page.paragraph(TrainedSummary.RULE);
    result.getTrainedPairsList().forEach(pair -> page.paragraph(pair.getWords() + "."));
    page.subheading("Every training");
    page.table(
        List.of(
            "network",
            "#seed",
            "what it is",
            "#right, %",
            "#95 % interval",
            "#held out, %",
            "#parameters",
            "#multiply-accumulates",
            "cell"),
        result.getTrainingsList().stream().map(TrainedSection::row).toList());
  }

  private static DotChart chart(ComparisonResult result) {
    List<DotChart.Row> rows = new ArrayList<>();
    for (TrainedMethod method : result.getTrainedMethodsList()) {
      if (method.getAccuracy().getTrials() > 0) {
        rows.add(
            new DotChart.Row(
                method.getMethod(),
                "",
                List.of(
                    new DotChart.Dot(
                        0,
                        method.getAccuracy().getMean(),
                        method.getAccuracy().getLow(),
                        method.getAccuracy().getHigh()))));
      }
    }
    return new DotChart(
        "Right on pictures never seen", "percent, with 95 % intervals", List.of(""), rows);
  }

  private static List<String> row(ComparedTraining one) {
    boolean done = one.getDiverged().isEmpty();
    return List.of(
        one.getMethod(),
        Long.toUnsignedString(one.getSeed()),
        done ? one.getOrigin() : one.getOrigin() + "; " + one.getDiverged(),
        done ? number(one.getTestAccuracy(), 2) : "-",
        done ? number(one.getTestLower(), 1) + " to " + number(one.getTestUpper(), 1) : "-",
        done ? number(one.getHeldOutAccuracy(), 2) : "-",
        String.format(Locale.ROOT, "%,d", one.getParams()),
        String.format(Locale.ROOT, "%,d", one.getMacs()),
        one.getArchitectureText());
  }
}
