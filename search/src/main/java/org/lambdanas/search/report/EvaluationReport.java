package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;

/** The page of an evaluation: how good predictors are at each budget, and what they cost. */
public final class EvaluationReport {

  private final EvaluationConfig config;
  private final List<String> names;
  private final List<PredictorScore> summaries;
  private final Page page;

  private EvaluationReport(EvaluationResult result) {
    this.config = result.getConfig();
    this.names = PredictorNames.of(config);
    this.summaries = EvaluationSummary.of(result);
    this.page =
        new Page(
            "Predictors on " + config.getTable(),
            config.getMetric()
                + ", "
                + config.getTestSize()
                + " test architectures, "
                + config.getTrials()
                + (config.getTrials() == 1 ? " trial" : " trials")
                + ", seed "
                + Long.toUnsignedString(config.getSeed())
                + ", "
                + result.getProvenance().getStarted());
  }

  /** Writes the page. */
  public static String html(EvaluationResult result) {
    EvaluationReport report = new EvaluationReport(result);
    report.draws();
    report.best();
    report.charts();
    report.taus();
    report.failures();
    report.everything();
    Provenance.show(report.page, result.getProvenance(), report.config);
    return report.page.html();
  }

  private static Optional<TrialScore> tau(PredictorScore summary) {
    return EvaluationSummary.of(summary, Correlation.KENDALL);
  }

  private static double meanTau(PredictorScore summary) {
    return tau(summary).map(TrialScore::getMean).orElse(Double.NEGATIVE_INFINITY);
  }

  private void draws() {
    page.paragraph(
        config.getDrawRule() == DrawRule.DRAW_RULE_ROW
            ? "Drawn by row: cells that compute the same may be trained on and tested."
            : "Cells that compute the same are drawn once: nothing tested was trained on.");
  }

  /** The best predictor of the smallest, a middle and the largest budget of each kind. */
  private void best() {
    List<Page.Tile> tiles = new ArrayList<>();
    for (List<PredictorScore> kind :
        List.of(
            free(),
            summaries.stream().filter(s -> s.getTrainSize() > 0 && s.getFidelity() == 0).toList(),
            summaries.stream().filter(s -> s.getTrainSize() == 0 && s.getFidelity() > 0).toList(),
            summaries.stream().filter(s -> s.getTrainSize() > 0 && s.getFidelity() > 0).toList())) {
      List<String> budgets = kind.stream().map(EvaluationReport::budget).distinct().toList();
      for (int i : places(budgets.size())) {
        kind.stream()
            .filter(summary -> budget(summary).equals(budgets.get(i)))
            .filter(summary -> tau(summary).isPresent())
            .max(Comparator.comparingDouble(EvaluationReport::meanTau))
            .ifPresent(
                summary ->
                    tiles.add(
                        new Page.Tile(
                            Page.number(meanTau(summary), 3),
                            summary.getPredictor() + ", best at " + budget(summary))));
      }
    }
    page.heading("Highest mean Kendall tau-b");
    page.tiles(tiles);
  }

  /** What needs neither trained architectures nor epochs. */
  private List<PredictorScore> free() {
    return summaries.stream().filter(s -> s.getTrainSize() == 0 && s.getFidelity() == 0).toList();
  }

  private static List<Integer> places(int size) {
    return size == 0 ? List.of() : List.of(0, size / 2, size - 1).stream().distinct().toList();
  }

  private static String budget(PredictorScore summary) {
    String trained = "n = " + summary.getTrainSize();
    String epochs = summary.getFidelity() + (summary.getFidelity() == 1 ? " epoch" : " epochs");
    if (summary.getTrainSize() == 0 && summary.getFidelity() == 0) {
      return "no training";
    }
    return summary.getFidelity() == 0
        ? trained
        : summary.getTrainSize() == 0 ? epochs : trained + ", " + epochs;
  }

  private void charts() {
    page.heading("Kendall tau-b over budget");
    int size = config.getTrainSizesList().stream().mapToInt(s -> s).max().orElse(0);
    int epochs = config.getFidelitiesList().stream().mapToInt(f -> f).max().orElse(0);
    List<BudgetChart> charts =
        List.of(
            chart(
                "Kendall tau-b over train size",
                "trained architectures",
                PredictorScore::getTrainSize,
                PredictorScore::getFidelity,
                epochs,
                " (" + epochs + " epochs)"),
            chart(
                "Kendall tau-b over fidelity",
                "epochs of the curve",
                PredictorScore::getFidelity,
                PredictorScore::getTrainSize,
                size,
                " (n = " + size + ")"));
    page.figures(charts);
    page.paragraph(
        config.getTrials() > 1
            ? "Means over the trials. Upright lines: 95 % intervals of the mean, by Student's t"
                + " over the trials."
            : "A single trial: there are no intervals.");
  }

  /** Lines over one kind of budget; what has two kinds is shown at the largest of the other. */
  private BudgetChart chart(
      String title,
      String axis,
      ToIntFunction<PredictorScore> budget,
      ToIntFunction<PredictorScore> other,
      int largestOther,
      String suffix) {
    List<BudgetChart.Line> lines = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      String predictor = names.get(p);
      List<PredictorScore> own =
          summaries.stream()
              .filter(summary -> summary.getPredictor().equals(predictor))
              .filter(summary -> budget.applyAsInt(summary) > 0)
              .filter(
                  summary ->
                      other.applyAsInt(summary) == 0 || other.applyAsInt(summary) == largestOther)
              .toList();
      List<BudgetChart.Point> points =
          own.stream()
              .flatMap(
                  summary ->
                      tau(summary).stream()
                          .map(
                              tau ->
                                  new BudgetChart.Point(
                                      budget.applyAsInt(summary),
                                      tau.getMean(),
                                      tau.getLow(),
                                      tau.getHigh())))
              .toList();
      if (!points.isEmpty()) {
        boolean both = other.applyAsInt(own.get(0)) > 0;
        lines.add(new BudgetChart.Line(names.get(p) + (both ? suffix : ""), p, points));
      }
    }
    return new BudgetChart(title, axis, lines);
  }

  private void taus() {
    page.heading("Mean Kendall tau-b");
    List<PredictorScore> fitted =
        summaries.stream().filter(s -> s.getTrainSize() > 0 && s.getFidelity() == 0).toList();
    List<PredictorScore> watching =
        summaries.stream().filter(s -> s.getTrainSize() == 0 && s.getFidelity() > 0).toList();
    table(
        "Without training.",
        free(),
        PredictorScore::getTrainSize,
        "",
        PredictorScore::getPredictor);
    table(
        "Over train sizes.",
        fitted,
        PredictorScore::getTrainSize,
        "n = ",
        PredictorScore::getPredictor);
    table(
        "Over epochs.",
        watching,
        PredictorScore::getFidelity,
        "f = ",
        PredictorScore::getPredictor);
    for (String predictor : names) {
      List<PredictorScore> both =
          summaries.stream()
              .filter(
                  s ->
                      s.getPredictor().equals(predictor)
                          && s.getTrainSize() > 0
                          && s.getFidelity() > 0)
              .toList();
      table(
          predictor + " over train sizes and epochs.",
          both,
          PredictorScore::getFidelity,
          "f = ",
          summary -> "n = " + summary.getTrainSize());
    }
    if (config.getTrials() > 1) {
      page.paragraph("Mean ± standard deviation over the trials.");
    }
  }

  private void table(
      String title,
      List<PredictorScore> shown,
      ToIntFunction<PredictorScore> budget,
      String prefix,
      Function<PredictorScore, String> rowOf) {
    if (shown.isEmpty()) {
      return;
    }
    List<Integer> budgets = shown.stream().map(budget::applyAsInt).distinct().sorted().toList();
    List<String> header = new ArrayList<>(List.of(""));
    budgets.forEach(value -> header.add("#" + prefix + (value == 0 ? "tau-b" : value)));
    List<List<String>> rows = new ArrayList<>();
    for (String name : shown.stream().map(rowOf).distinct().toList()) {
      List<String> row = new ArrayList<>(List.of(name));
      for (int value : budgets) {
        row.add(
            shown.stream()
                .filter(s -> rowOf.apply(s).equals(name) && budget.applyAsInt(s) == value)
                .findFirst()
                .flatMap(EvaluationReport::tau)
                .map(tau -> withDeviation(tau, 3))
                .orElse("-"));
      }
      rows.add(row);
    }
    page.paragraph(title);
    page.table(header, rows);
  }

  private void failures() {
    List<List<String>> rows = new ArrayList<>();
    for (PredictorScore summary : summaries) {
      for (String failure : summary.getFailuresList()) {
        rows.add(List.of(summary.getPredictor(), budget(summary), failure));
      }
    }
    if (!rows.isEmpty()) {
      page.heading("What failed");
      page.table(List.of("predictor", "budget", "why"), rows);
    }
  }

  private void everything() {
    page.heading("All metrics and costs");
    if (summaries.stream()
        .allMatch(s -> s.getTrainingSeconds() + s.getPartialTrainingSeconds() == 0)) {
      page.paragraph(
          "The table does not say how long its architectures were trained: training times are 0.");
    }
    List<Metric> metrics =
        Metrics.all().stream()
            .filter(
                metric ->
                    summaries.stream().anyMatch(s -> EvaluationSummary.of(s, metric).isPresent()))
            .toList();
    List<String> header = new ArrayList<>(List.of("predictor", "#n", "#epochs", "#trials"));
    metrics.forEach(metric -> header.add("#" + metric.id()));
    header.addAll(
        List.of("#constant", "#training, s", "#fit, s", "#partial training, s", "#query, ms"));
    List<List<String>> rows = new ArrayList<>();
    for (PredictorScore summary : summaries) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  summary.getPredictor(),
                  count(summary.getTrainSize()),
                  count(summary.getFidelity()),
                  Integer.toString(summary.getTrials())));
      for (Metric metric : metrics) {
        row.add(
            EvaluationSummary.of(summary, metric)
                .map(value -> withDeviation(value, 3))
                .orElse("-"));
      }
      row.add(count(summary.getConstants()));
      row.add(Page.number(summary.getTrainingSeconds(), 0));
      row.add(Page.number(summary.getFitSeconds(), 3));
      row.add(Page.number(summary.getPartialTrainingSeconds(), 1));
      row.add(Page.number(summary.getPredictSeconds() * 1000, 3));
      rows.add(row);
    }
    page.table(header, rows);
    page.paragraph(
        "Initialisation time is the training of the whole train set plus the fit; query time is"
            + " partial training plus query, of one architecture. Fit and query were measured, the"
            + " training times are the table's. Constant: trials whose predictions were all the"
            + " same; their correlations count as 0.");
  }

  private static String count(int value) {
    return value == 0 ? "-" : Integer.toString(value);
  }

  private static String withDeviation(TrialScore value, int digits) {
    return Double.isNaN(value.getDeviation())
        ? Page.number(value.getMean(), digits)
        : Page.number(value.getMean(), digits) + " ± " + Page.number(value.getDeviation(), digits);
  }
}
