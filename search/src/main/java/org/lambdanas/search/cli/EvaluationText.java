package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.evaluation.TrialStatistics;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;

/** An evaluation on a terminal, and for programs. */
final class EvaluationText {

  private static final int CELL = 12;

  private final EvaluationConfig config;
  private final List<String> names;
  private final List<EvaluationSummary> summaries;
  private final int width;

  EvaluationText(EvaluationResult result) {
    this.config = result.getConfig();
    this.names = PredictorNames.of(config);
    this.summaries = EvaluationSummary.of(result);
    this.width = names.stream().mapToInt(String::length).max().orElse(0) + 12;
  }

  /** Whether there is not a single number. */
  boolean allFailed() {
    return summaries.stream().allMatch(summary -> summary.trials() == 0);
  }

  /** Tables of Kendall's tau, then what failed. */
  Lines lines() {
    Lines lines = new Lines();
    lines.add(
        "Mean Kendall tau-b"
            + (config.getTrials() > 1 ? " ± standard deviation" : "")
            + " of "
            + config.getMetric()
            + " in "
            + config.getTable()
            + ", "
            + config.getTestSize()
            + " test architectures, "
            + config.getTrials()
            + (config.getTrials() == 1 ? " trial" : " trials"));
    List<EvaluationSummary> trained =
        summaries.stream().filter(s -> s.trainSize() > 0 && s.fidelity() == 0).toList();
    List<EvaluationSummary> watched =
        summaries.stream().filter(s -> s.trainSize() == 0 && s.fidelity() > 0).toList();
    table("train size", trained, EvaluationSummary::trainSize, this::name, lines);
    table("epochs", watched, EvaluationSummary::fidelity, this::name, lines);
    for (int p = 0; p < names.size(); p++) {
      int predictor = p;
      List<EvaluationSummary> both =
          summaries.stream()
              .filter(s -> s.predictor() == predictor && s.trainSize() > 0 && s.fidelity() > 0)
              .toList();
      table(
          "epochs",
          both,
          EvaluationSummary::fidelity,
          summary -> name(summary) + ", n " + summary.trainSize(),
          lines);
    }
    notes(lines);
    return lines;
  }

  private String name(EvaluationSummary summary) {
    return names.get(summary.predictor());
  }

  private void table(
      String what,
      List<EvaluationSummary> shown,
      ToIntFunction<EvaluationSummary> budget,
      Function<EvaluationSummary, String> rowOf,
      Lines lines) {
    if (shown.isEmpty()) {
      return;
    }
    List<Integer> budgets = shown.stream().map(budget::applyAsInt).distinct().sorted().toList();
    lines.add("");
    lines.add(
        padded(what)
            + budgets.stream()
                .map(value -> String.format(Locale.ROOT, "%" + CELL + "d", value))
                .collect(Collectors.joining()));
    for (String row : shown.stream().map(rowOf).distinct().toList()) {
      StringBuilder line = new StringBuilder(padded(row));
      for (int value : budgets) {
        Optional<TrialStatistics> tau =
            shown.stream()
                .filter(s -> rowOf.apply(s).equals(row) && budget.applyAsInt(s) == value)
                .findFirst()
                .flatMap(s -> s.of(Correlation.KENDALL));
        line.append(
            String.format(
                Locale.ROOT, "%" + CELL + "s", tau.map(EvaluationText::cell).orElse("-")));
      }
      lines.add(line.toString());
    }
  }

  private String padded(String text) {
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }

  private static String cell(TrialStatistics tau) {
    return Double.isNaN(tau.deviation())
        ? String.format(Locale.ROOT, "%.3f", tau.mean())
        : String.format(Locale.ROOT, "%.3f±%.3f", tau.mean(), tau.deviation());
  }

  private void notes(Lines lines) {
    List<String> notes = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      int predictor = p;
      List<EvaluationSummary> own =
          summaries.stream().filter(summary -> summary.predictor() == predictor).toList();
      own.stream()
          .flatMap(summary -> summary.failures().stream())
          .distinct()
          .forEach(failure -> notes.add("failed: " + names.get(predictor) + ": " + failure));
      int constants = own.stream().mapToInt(EvaluationSummary::constants).sum();
      if (constants > 0) {
        notes.add(
            "constant predictions, tau counted as 0: "
                + names.get(p)
                + " in "
                + constants
                + " of "
                + own.stream().mapToInt(EvaluationSummary::trials).sum()
                + " points");
      }
    }
    if (config.getDrawRule() == DrawRule.DRAW_RULE_ROW) {
      notes.add("Drawn by row: cells that compute the same may be trained on and tested.");
    }
    if (summaries.stream().allMatch(s -> s.trainingSeconds() + s.partialTrainingSeconds() == 0)) {
      notes.add("The table does not say how long its architectures were trained: costs are 0.");
    }
    if (!notes.isEmpty()) {
      lines.add("").addAll(notes);
    }
  }

  /** Every predictor and budget with all metrics. */
  EvaluationScores scores(Path folder) {
    EvaluationScores.Builder scores =
        EvaluationScores.newBuilder().setConfig(config).setRunDir(folder.toString());
    for (EvaluationSummary summary : summaries) {
      PredictorScore.Builder score =
          scores
              .addPointsBuilder()
              .setPredictor(name(summary))
              .setTrainSize(summary.trainSize())
              .setFidelity(summary.fidelity())
              .setTrials(summary.trials())
              .setConstants(summary.constants())
              .addAllFailures(summary.failures())
              .setTrainingSeconds(summary.trainingSeconds())
              .setFitSeconds(summary.fitSeconds())
              .setPartialTrainingSeconds(summary.partialTrainingSeconds())
              .setPredictSeconds(summary.predictSeconds());
      summary
          .metrics()
          .forEach(
              (id, value) ->
                  score.putMetrics(
                      id,
                      TrialScore.newBuilder()
                          .setMean(value.mean())
                          .setDeviation(value.deviation())
                          .setLow(value.low())
                          .setHigh(value.high())
                          .build()));
    }
    return scores.build();
  }
}
