package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.predictors.metric.Metric;
import org.lambdanas.predictors.metric.Metrics;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.proto.v1.TrialScore;

/**
 * A study as CSV. Every line ends in a line feed; the first has the columns' names. Two studies
 * with one configuration have scores that differ only in {@link EvaluationCsv#MEASURED_TIMES}, the
 * last columns; what is worked out from costs may follow these where a table knows seconds.
 */
public final class StudyCsv {

  private StudyCsv() {}

  /**
   * Every predictor at every budget of every table. Columns: {@code table}, {@code metric}, {@code
   * test_set}, {@code predictor}, {@code train_size}, {@code fidelity}, {@code trials} (that have a
   * result), for each metric {@code _mean}, {@code _low} and {@code _high} (95 % interval of the
   * mean), {@code failures}, {@code training_seconds} and {@code partial_training_seconds}
   * (simulated), {@code score_seconds}, then mean measured times.
   */
  public static String scores(PredictorStudyResult study) {
    List<String> header =
        new ArrayList<>(
            List.of(
                "table", "metric", "test_set", "predictor", "train_size", "fidelity", "trials"));
    for (Metric metric : Metrics.all()) {
      for (String statistic : List.of("_mean", "_low", "_high")) {
        header.add(metric.id() + statistic);
      }
    }
    header.addAll(
        List.of("failures", "training_seconds", "partial_training_seconds", "score_seconds"));
    header.addAll(EvaluationCsv.MEASURED_TIMES);
    List<List<?>> records = new ArrayList<>(List.of(header));
    for (StudyTable table : study.getTablesList()) {
      table.getScoresList().forEach(score -> records.add(score(table, score)));
    }
    return CsvText.commas(records);
  }

  private static List<?> score(StudyTable table, StudyScore studied) {
    PredictorScore score = studied.getScore();
    List<@Nullable Object> fields = new ArrayList<>(ofTable(table));
    fields.addAll(budget(score));
    fields.add(score.getTrials());
    for (Metric metric : Metrics.all()) {
      TrialScore statistics = score.getMetricsMap().get(metric.id());
      fields.add(statistics == null ? null : number(statistics.getMean()));
      fields.add(statistics == null ? null : number(statistics.getLow()));
      fields.add(statistics == null ? null : number(statistics.getHigh()));
    }
    fields.add(String.join("; ", score.getFailuresList()));
    fields.add(score.getTrainingSeconds());
    fields.add(score.getPartialTrainingSeconds());
    fields.add(studied.getScoreSeconds());
    fields.add(score.getFitSeconds());
    fields.add(score.getPredictSeconds());
    StudyCost cost = StudyCost.ofSeconds(studied);
    fields.add(cost.initialisation());
    fields.add(cost.query());
    return fields;
  }

  /**
   * The Pareto-optimal predictors of every table, each with the budgets that no other reaches.
   * Columns: {@code table}, {@code metric}, {@code test_set}, {@code predictor}, {@code
   * train_size}, {@code fidelity}, {@code kendall_tau_mean}, {@code _low}, {@code _high}.
   */
  public static String pareto(PredictorStudyResult study) {
    List<List<?>> records = new ArrayList<>();
    records.add(
        List.of(
            "table",
            "metric",
            "test_set",
            "predictor",
            "train_size",
            "fidelity",
            "kendall_tau_mean",
            "kendall_tau_low",
            "kendall_tau_high"));
    for (StudyTable table : study.getTablesList()) {
      ParetoOptimal.of(table)
          .forEach(
              (predictor, scores) ->
                  scores.forEach(
                      score -> {
                        List<@Nullable Object> fields = new ArrayList<>(ofTable(table));
                        fields.addAll(budget(score.getScore()));
                        fields.addAll(tau(score));
                        records.add(fields);
                      }));
    }
    return CsvText.commas(records);
  }

  /**
   * The best predictor at every budget. Columns: {@code table}, {@code metric}, {@code test_set},
   * the budget as {@code most_train_size} and {@code most_fidelity} (where the table does not know
   * seconds) or {@code most_initialisation_seconds} and {@code most_query_seconds}, {@code
   * predictor}, {@code train_size}, {@code fidelity}, {@code kendall_tau_mean}, {@code _low},
   * {@code _high}, {@code not_distinguishable} (names, "; " between two).
   *
   * @param study with its winners
   */
  public static String winners(PredictorStudyResult study) {
    List<List<?>> records = new ArrayList<>();
    records.add(
        List.of(
            "table",
            "metric",
            "test_set",
            "most_train_size",
            "most_fidelity",
            "most_initialisation_seconds",
            "most_query_seconds",
            "predictor",
            "train_size",
            "fidelity",
            "kendall_tau_mean",
            "kendall_tau_low",
            "kendall_tau_high",
            "not_distinguishable"));
    for (BudgetWinner winner : study.getWinnersList()) {
      boolean seconds = winner.getQuerySeconds() > 0;
      UnaryOperator<@Nullable Object> ifSeconds = value -> seconds ? value : null;
      UnaryOperator<@Nullable Object> ifCounts = value -> seconds ? null : value;
      List<@Nullable Object> fields =
          new ArrayList<>(
              List.of(winner.getTable(), winner.getMetric(), name(winner.getTestSet())));
      fields.add(ifCounts.apply(winner.getTrainSize()));
      fields.add(ifCounts.apply(winner.getFidelity()));
      fields.add(ifSeconds.apply(winner.getInitialisationSeconds()));
      fields.add(ifSeconds.apply(winner.getQuerySeconds()));
      fields.addAll(budget(winner.getBest().getScore()));
      fields.addAll(tau(winner.getBest()));
      fields.add(String.join("; ", winner.getNotDistinguishableList()));
      records.add(fields);
    }
    return CsvText.commas(records);
  }

  /**
   * What the study says to published statements. Columns: {@code table}, {@code metric}, {@code
   * statement}, {@code verdict} ({@code confirmed}, {@code refuted}, {@code open} or {@code not
   * measured}), {@code because}.
   *
   * @param study with its statements
   */
  public static String statements(PredictorStudyResult study) {
    Stream<List<?>> header =
        Stream.of(List.of("table", "metric", "statement", "verdict", "because"));
    Stream<List<?>> records =
        study.getStatementsList().stream()
            .map(
                statement ->
                    List.of(
                        statement.getTable(),
                        statement.getMetric(),
                        statement.getText(),
                        verdict(statement),
                        statement.getBecause()));
    return CsvText.commas(Stream.concat(header, records).toList());
  }

  /** The verdict in a word or two. */
  public static String verdict(StudyStatement statement) {
    return switch (statement.getVerdict()) {
      case STATEMENT_VERDICT_CONFIRMED -> "confirmed";
      case STATEMENT_VERDICT_REFUTED -> "refuted";
      case STATEMENT_VERDICT_OPEN -> "open";
      case STATEMENT_VERDICT_UNSPECIFIED, UNRECOGNIZED -> "not measured";
    };
  }

  private static List<?> ofTable(StudyTable table) {
    return List.of(table.getTable(), table.getMetric(), name(table.getTestSet()));
  }

  private static String name(TestSet kind) {
    return EnumNames.of(kind == TestSet.TEST_SET_UNSPECIFIED ? TestSet.TEST_SET_UNIFORM : kind);
  }

  private static List<?> budget(PredictorScore score) {
    return List.of(score.getPredictor(), score.getTrainSize(), score.getFidelity());
  }

  private static List<@Nullable Object> tau(StudyScore score) {
    List<@Nullable Object> fields = new ArrayList<>();
    TrialScore tau = TableScores.statistics(score).orElseThrow();
    fields.add(number(tau.getMean()));
    fields.add(number(tau.getLow()));
    fields.add(number(tau.getHigh()));
    return fields;
  }

  /** Empty where there is none. */
  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
