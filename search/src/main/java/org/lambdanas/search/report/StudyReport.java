package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.study.StudyCsv;
import org.lambdanas.search.study.StudySummary;

/**
 * The page of a study of predictors: which predictor at which budget, on each table and kind of
 * test sets (White et al., How powerful are performance predictors in NAS?, 2021).
 */
public final class StudyReport {

  private final PredictorStudyResult result;
  private final Page page;

  private StudyReport(PredictorStudyResult result) {
    this.result = result;
    this.page =
        new Page(
            "Study of predictors",
            String.join(
                    ", ",
                    result.getTablesList().stream().map(StudyTable::getTable).distinct().toList())
                + (result.getTablesCount() > 0 ? ", " : "")
                + result.getProvenance().getStarted());
  }

  /**
   * Writes the page.
   *
   * @param result with the winners and statements that are worked out from its scores; without
   *     them, as files have it, they are worked out here
   * @return an HTML document that refers to nothing outside, byte for byte the same for the same
   *     result
   */
  public static String html(PredictorStudyResult result) {
    boolean complete = result.getWinnersCount() + result.getStatementsCount() > 0;
    return page(complete ? result : StudySummary.with(result).build());
  }

  private static String page(PredictorStudyResult result) {
    StudyReport report = new StudyReport(result);
    report.overview();
    report.statements();
    for (List<StudyTable> group : report.groups()) {
      new StudySection(report.page, result, group).write();
    }
    report.leftOut();
    Provenance.show(report.page, result.getProvenance(), result.getConfig());
    return report.page.html();
  }

  /** Tables with one metric, with all their kinds of test sets. */
  private List<List<StudyTable>> groups() {
    Map<List<String>, List<StudyTable>> groups = new LinkedHashMap<>();
    for (StudyTable table : result.getTablesList()) {
      groups
          .computeIfAbsent(List.of(table.getTable(), table.getMetric()), name -> new ArrayList<>())
          .add(table);
    }
    return List.copyOf(groups.values());
  }

  private void overview() {
    Set<String> predictors = new LinkedHashSet<>();
    long scores = 0;
    for (StudyTable table : result.getTablesList()) {
      table.getScoresList().forEach(score -> predictors.add(score.getScore().getPredictor()));
      scores += table.getScoresList().stream().filter(StudyReport::isMeasured).count();
    }
    if (scores == 0) {
      page.paragraph("Nothing has been measured yet.");
      return;
    }
    page.tiles(
        List.of(
            new Page.Tile(Integer.toString(predictors.size()), "predictors and variants"),
            new Page.Tile(Integer.toString(groups().size()), "tables and metrics"),
            new Page.Tile(Long.toString(scores), "scores at budgets"),
            new Page.Tile(
                Durations.text(result.getSeconds()), "fitting and predicting, of one thread")));
    page.paragraph(
        "How well a predictor ranks architectures is Kendall's tau-b of its predictions with what"
            + " was measured, the mean over trials with draws of their own. Initialisation is what"
            + " it costs before the first query: training the architectures it is fitted on, and"
            + " the fit. A query costs the epochs that the predictor reads of an architecture's"
            + " training, the scores that it reads, and the prediction.");
  }

  static boolean isMeasured(StudyScore score) {
    return EvaluationSummary.of(score.getScore(), Correlation.KENDALL).isPresent();
  }

  private void statements() {
    if (result.getStatementsCount() == 0) {
      return;
    }
    page.heading("What is said of predictors, and what was measured");
    page.paragraph(
        "Confirmed and refuted: the 95 % intervals leave no doubt. Open: they leave both"
            + " possible.");
    Map<String, List<Page.Finding>> findings = new LinkedHashMap<>();
    for (StudyStatement statement : result.getStatementsList()) {
      findings
          .computeIfAbsent(statement.getText(), text -> new ArrayList<>())
          .add(
              new Page.Finding(
                  style(statement.getVerdict()),
                  StudyCsv.verdict(statement),
                  where(statement),
                  statement.getBecause()));
    }
    findings.forEach(page::statement);
    page.csv("Statements as CSV", "statements", StudyCsv.statements(result));
  }

  private static String where(StudyStatement statement) {
    return statement.getMetric().isEmpty()
        ? statement.getTable()
        : statement.getTable() + ", " + statement.getMetric();
  }

  private static String style(StatementVerdict verdict) {
    return switch (verdict) {
      case STATEMENT_VERDICT_CONFIRMED -> "yes";
      case STATEMENT_VERDICT_REFUTED -> "no";
      default -> "soft";
    };
  }

  private void leftOut() {
    List<List<String>> failures = new ArrayList<>();
    for (StudyTable table : result.getTablesList()) {
      String where = StudySection.name(table) + ", " + StudySection.kind(table);
      for (List<String> row :
          new ScoreTables(table.getScoresList().stream().map(StudyScore::getScore).toList())
              .failures()) {
        failures.add(List.of(where, row.get(0), row.get(1), row.get(2)));
      }
    }
    Set<String> unasked = new TreeSet<>(PredictorFamilies.ids());
    result.getConfig().getEvaluationsList().stream()
        .flatMap(evaluation -> evaluation.getPredictorsList().stream())
        .forEach(spec -> unasked.remove(spec.getPredictor()));
    result.getTablesList().stream()
        .flatMap(table -> table.getScoresList().stream())
        .forEach(score -> unasked.remove(PredictorFamilies.id(score.getScore().getPredictor())));
    page.heading("What was left out");
    result.getConfig().getLeftOutList().forEach(page::paragraph);
    if (!unasked.isEmpty()) {
      page.paragraph("Not asked for: " + String.join(", ", unasked) + ".");
    }
    if (!failures.isEmpty()) {
      page.paragraph("Trials without a result, each reason once:");
      page.table(List.of("table", "predictor", "budget", "why"), failures);
    }
    if (unasked.isEmpty() && failures.isEmpty() && result.getConfig().getLeftOutCount() == 0) {
      page.paragraph("Nothing: every predictor has a result on every table.");
    }
  }
}
