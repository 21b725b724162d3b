package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;

/** Scores of predictors at their budgets, as tables of a page. */
record ScoreTables(List<PredictorScore> scores) {

  /** Copies the scores. */
  ScoreTables {
    scores = List.copyOf(scores);
  }

  static Optional<TrialScore> tau(PredictorScore score) {
    return EvaluationSummary.of(score, Correlation.KENDALL);
  }

  /** A predictor's budget in words. */
  static String budget(PredictorScore score) {
    String trained = "n = " + score.getTrainSize();
    String epochs = score.getFidelity() + (score.getFidelity() == 1 ? " epoch" : " epochs");
    if (score.getTrainSize() == 0 && score.getFidelity() == 0) {
      return "no training";
    }
    return score.getFidelity() == 0
        ? trained
        : score.getTrainSize() == 0 ? epochs : trained + ", " + epochs;
  }

  /** What needs neither trained architectures nor epochs. */
  List<PredictorScore> free() {
    return needing(false, false);
  }

  /** The scores of predictors that are fitted, that read curves, or both. */
  List<PredictorScore> needing(boolean trained, boolean epochs) {
    return scores.stream()
        .filter(s -> s.getTrainSize() > 0 == trained && s.getFidelity() > 0 == epochs)
        .toList();
  }

  /** Kendall's tau of each predictor by budget. */
  void taus(Page page) {
    table(
        page,
        "Without training.",
        free(),
        PredictorScore::getTrainSize,
        "",
        PredictorScore::getPredictor);
    table(
        page,
        "Over train sizes.",
        needing(true, false),
        PredictorScore::getTrainSize,
        "n = ",
        PredictorScore::getPredictor);
    table(
        page,
        "Over epochs.",
        needing(false, true),
        PredictorScore::getFidelity,
        "f = ",
        PredictorScore::getPredictor);
    List<PredictorScore> both = needing(true, true);
    for (String predictor : both.stream().map(PredictorScore::getPredictor).distinct().toList()) {
      table(
          page,
          predictor + " over train sizes and epochs.",
          both.stream().filter(s -> s.getPredictor().equals(predictor)).toList(),
          PredictorScore::getFidelity,
          "f = ",
          score -> "n = " + score.getTrainSize());
    }
    if (scores.stream().anyMatch(score -> score.getTrials() > 1)) {
      page.paragraph("Mean ± standard deviation over the trials.");
    }
  }

  private static void table(
      Page page,
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
                .flatMap(ScoreTables::tau)
                .map(tau -> withDeviation(tau, 3))
                .orElse("-"));
      }
      rows.add(row);
    }
    page.paragraph(title);
    page.table(header, rows);
  }

  /** Why trials have no result; a row for each reason. */
  List<List<String>> failures() {
    List<List<String>> rows = new ArrayList<>();
    for (PredictorScore score : scores) {
      for (String failure : score.getFailuresList()) {
        rows.add(List.of(score.getPredictor(), budget(score), failure));
      }
    }
    return rows;
  }

  /** All metrics and costs. */
  void everything(Page page) {
    if (scores.stream()
        .allMatch(s -> s.getTrainingSeconds() + s.getPartialTrainingSeconds() == 0)) {
      page.paragraph(
          "The table does not say how long its architectures were trained: training times are 0.");
    }
    List<Metric> metrics =
        Metrics.all().stream()
            .filter(
                metric ->
                    scores.stream().anyMatch(s -> EvaluationSummary.of(s, metric).isPresent()))
            .toList();
    List<String> header = new ArrayList<>(List.of("predictor", "#n", "#epochs", "#trials"));
    metrics.forEach(metric -> header.add("#" + metric.id()));
    header.addAll(
        List.of("#constant", "#training, s", "#fit, s", "#partial training, s", "#query, ms"));
    List<List<String>> rows = new ArrayList<>();
    for (PredictorScore score : scores) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  score.getPredictor(),
                  count(score.getTrainSize()),
                  count(score.getFidelity()),
                  Integer.toString(score.getTrials())));
      for (Metric metric : metrics) {
        row.add(
            EvaluationSummary.of(score, metric).map(value -> withDeviation(value, 3)).orElse("-"));
      }
      row.add(count(score.getConstants()));
      row.add(Page.number(score.getTrainingSeconds(), 0));
      row.add(Page.number(score.getFitSeconds(), 3));
      row.add(Page.number(score.getPartialTrainingSeconds(), 1));
      row.add(Page.number(score.getPredictSeconds() * 1000, 3));
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
