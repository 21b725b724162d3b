package org.lambdanas.search.cli.predictors;

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
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.IntervalCover;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.cli.verb.Lines;

/** An evaluation on a terminal, and for programs. */
final class EvaluationText {

  private static final int CELL = 12;

  private static final Metric COVER = new IntervalCover(90);

  private final EvaluationResult result;
  private final EvaluationConfig config;
  private final List<String> names;
  private final List<PredictorScore> summaries;
  private final int kept;
  private final int width;

  EvaluationText(EvaluationResult result) {
    this.result = result;
    this.config = result.getConfig();
    this.names = PredictorNames.of(config);
    this.kept = result.getDrawsCount();
    this.summaries = EvaluationSummary.of(result);
    this.width = names.stream().mapToInt(String::length).max().orElse(0) + 12;
  }

  /** Whether there is not a single number. */
  boolean allFailed() {
    return summaries.stream().allMatch(summary -> summary.getTrials() == 0);
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
    tables(Correlation.KENDALL, lines);
    if (summaries.stream().anyMatch(s -> EvaluationSummary.of(s, COVER).isPresent())) {
      lines.add("").add("Share of the truth within intervals that claim 90 %");
      tables(COVER, lines);
    }
    notes(lines);
    return lines;
  }

  private void tables(Metric metric, Lines lines) {
    List<PredictorScore> trained =
        summaries.stream().filter(s -> s.getTrainSize() > 0 && s.getFidelity() == 0).toList();
    List<PredictorScore> watched =
        summaries.stream().filter(s -> s.getTrainSize() == 0 && s.getFidelity() > 0).toList();
    List<PredictorScore> free =
        summaries.stream().filter(s -> s.getTrainSize() == 0 && s.getFidelity() == 0).toList();
    table(
        metric,
        "no training",
        free,
        PredictorScore::getTrainSize,
        PredictorScore::getPredictor,
        lines);
    table(
        metric,
        "train size",
        trained,
        PredictorScore::getTrainSize,
        PredictorScore::getPredictor,
        lines);
    table(
        metric,
        "epochs",
        watched,
        PredictorScore::getFidelity,
        PredictorScore::getPredictor,
        lines);
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
          metric,
          "epochs",
          both,
          PredictorScore::getFidelity,
          summary -> summary.getPredictor() + ", n " + summary.getTrainSize(),
          lines);
    }
  }

  private void table(
      Metric metric,
      String what,
      List<PredictorScore> all,
      ToIntFunction<PredictorScore> budget,
      Function<PredictorScore, String> rowOf,
      Lines lines) {
    // Failures have no metric, and are shown all the same; deviations are not measured in all.
    List<PredictorScore> shown =
        metric == COVER
            ? all.stream().filter(s -> EvaluationSummary.of(s, metric).isPresent()).toList()
            : all;
    if (shown.isEmpty()) {
      return;
    }
    List<Integer> budgets = shown.stream().map(budget::applyAsInt).distinct().sorted().toList();
    lines.add("");
    lines.add(
        padded(what)
            + budgets.stream()
                .map(value -> value == 0 ? "" : Integer.toString(value))
                .map(value -> String.format(Locale.ROOT, "%" + CELL + "s", value))
                .collect(Collectors.joining()));
    for (String row : shown.stream().map(rowOf).distinct().toList()) {
      StringBuilder line = new StringBuilder(padded(row));
      for (int value : budgets) {
        Optional<TrialScore> tau =
            shown.stream()
                .filter(s -> rowOf.apply(s).equals(row) && budget.applyAsInt(s) == value)
                .findFirst()
                .flatMap(s -> EvaluationSummary.of(s, metric));
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

  private static String cell(TrialScore tau) {
    return Double.isNaN(tau.getDeviation())
        ? String.format(Locale.ROOT, "%.3f", tau.getMean())
        : String.format(Locale.ROOT, "%.3f±%.3f", tau.getMean(), tau.getDeviation());
  }

  private void notes(Lines lines) {
    List<String> notes = new ArrayList<>();
    for (String predictor : names) {
      List<PredictorScore> own =
          summaries.stream().filter(summary -> summary.getPredictor().equals(predictor)).toList();
      own.stream()
          .flatMap(summary -> summary.getFailuresList().stream())
          .distinct()
          .forEach(failure -> notes.add("failed: " + predictor + ": " + failure));
      int constants = own.stream().mapToInt(PredictorScore::getConstants).sum();
      if (constants > 0) {
        notes.add(
            "constant predictions, tau counted as 0: "
                + predictor
                + " in "
                + constants
                + " of "
                + own.stream().mapToInt(PredictorScore::getTrials).sum()
                + " points");
      }
    }
    if (kept < config.getTrials()) {
      notes.add(
          "Predictions are kept of the first "
              + kept
              + " trials: --keep-predictions is "
              + config.getKeepPredictions()
              + ".");
    }
    scores().forEach(notes::add);
    if (config.getDrawRule() == DrawRule.DRAW_RULE_ROW) {
      notes.add("Drawn by row: cells that compute the same may be trained on and tested.");
    }
    if (summaries.stream()
        .allMatch(s -> s.getTrainingSeconds() + s.getPartialTrainingSeconds() == 0)) {
      notes.add("The table does not say how long its architectures were trained: costs are 0.");
    }
    if (!notes.isEmpty()) {
      lines.add("").addAll(notes);
    }
  }

  /** Where the scores come from that some predictors are. */
  private List<String> scores() {
    List<String> read = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      int predictor = p;
      PredictorDescription description =
          Predictors.byId(config.getPredictors(p).getPredictor()).description();
      List<EvaluationPoint> points =
          result.getPointsList().stream()
              .filter(point -> point.getPredictor() == predictor && point.getFailure().isEmpty())
              .toList();
      long computed = points.stream().mapToLong(EvaluationPoint::getComputed).sum();
      if (computed > 0) {
        notes.add(
            "computed for %d of %d queries, in their time: %s"
                .formatted(computed, (long) points.size() * config.getTestSize(), names.get(p)));
      } else if (!points.isEmpty() && description.family() == Family.ZERO_COST) {
        read.add(names.get(p));
      }
    }
    if (!read.isEmpty()) {
      notes.add(
          "read from the table, which does not say what computing them took: "
              + String.join(", ", read));
    }
    return notes;
  }

  /** Every predictor and budget with all metrics. */
  EvaluationScores scores(Path folder) {
    return EvaluationScores.newBuilder()
        .setConfig(config)
        .addAllPoints(summaries)
        .setRunDir(folder.toString())
        .build();
  }
}
