package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
  List<String> lines() {
    List<String> lines = new ArrayList<>();
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
      List<String> lines) {
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

  private void notes(List<String> lines) {
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
      lines.add("");
      lines.addAll(notes);
    }
  }

  /** Every predictor and budget with all metrics. */
  JsonObject json(Path folder) {
    JsonArray points = new JsonArray();
    for (EvaluationSummary summary : summaries) {
      JsonObject point = new JsonObject();
      point.addProperty("predictor", name(summary));
      point.addProperty("train_size", summary.trainSize());
      point.addProperty("fidelity", summary.fidelity());
      point.addProperty("trials", summary.trials());
      point.addProperty("constants", summary.constants());
      JsonObject metrics = new JsonObject();
      summary
          .metrics()
          .forEach(
              (id, value) -> {
                JsonObject one = new JsonObject();
                one.addProperty("mean", value.mean());
                one.addProperty("deviation", value.deviation());
                one.addProperty("low", value.low());
                one.addProperty("high", value.high());
                metrics.add(id, one);
              });
      point.add("metrics", metrics);
      JsonArray failures = new JsonArray();
      summary.failures().forEach(failures::add);
      point.add("failures", failures);
      point.addProperty("training_seconds", summary.trainingSeconds());
      point.addProperty("fit_seconds", summary.fitSeconds());
      point.addProperty("partial_training_seconds", summary.partialTrainingSeconds());
      point.addProperty("predict_seconds", summary.predictSeconds());
      points.add(point);
    }
    JsonObject json = new JsonObject();
    json.addProperty("table", config.getTable());
    json.addProperty("metric", config.getMetric());
    json.add("points", points);
    json.addProperty("run_dir", folder.toString());
    return json;
  }
}
