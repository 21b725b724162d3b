package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.evaluation.PredictorNames;
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
  private final ScoreTables tables;
  private final Page page;

  private EvaluationReport(EvaluationResult result) {
    this.config = result.getConfig();
    this.names = PredictorNames.of(config);
    this.summaries = EvaluationSummary.of(result);
    this.tables = new ScoreTables(summaries);
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
    report.page.heading("Mean Kendall tau-b");
    report.tables.taus(report.page);
    report.failures();
    report.page.heading("All metrics and costs");
    report.tables.everything(report.page);
    report.page.csv(
        "All metrics and costs as CSV", "summary", EvaluationCsv.summary(report.summaries));
    Provenance.show(report.page, result.getProvenance(), report.config);
    return report.page.html();
  }

  private static double meanTau(PredictorScore summary) {
    return ScoreTables.tau(summary).map(TrialScore::getMean).orElse(Double.NEGATIVE_INFINITY);
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
            tables.free(),
            tables.needing(true, false),
            tables.needing(false, true),
            tables.needing(true, true))) {
      List<String> budgets = kind.stream().map(ScoreTables::budget).distinct().toList();
      for (int i : places(budgets.size())) {
        kind.stream()
            .filter(summary -> ScoreTables.budget(summary).equals(budgets.get(i)))
            .filter(summary -> ScoreTables.tau(summary).isPresent())
            .max(Comparator.comparingDouble(EvaluationReport::meanTau))
            .ifPresent(
                summary ->
                    tiles.add(
                        new Page.Tile(
                            Page.number(meanTau(summary), 3),
                            summary.getPredictor() + ", best at " + ScoreTables.budget(summary))));
      }
    }
    page.heading("Highest mean Kendall tau-b");
    page.tiles(tiles);
  }

  private static List<Integer> places(int size) {
    return size == 0 ? List.of() : List.of(0, size / 2, size - 1).stream().distinct().toList();
  }

  private void charts() {
    page.heading("Kendall tau-b over budget");
    page.figures(
        List.of(
            BudgetCurves.overTrainSize("Kendall tau-b over train size", names, summaries),
            BudgetCurves.overEpochs("Kendall tau-b over fidelity", names, summaries)));
    page.paragraph(
        config.getTrials() > 1
            ? "Means over the trials. Upright lines: 95 % intervals of the mean, by Student's t"
                + " over the trials."
            : "A single trial: there are no intervals.");
  }

  private void failures() {
    List<List<String>> rows = tables.failures();
    if (!rows.isEmpty()) {
      page.heading("What failed");
      page.table(List.of("predictor", "budget", "why"), rows);
    }
  }
}
