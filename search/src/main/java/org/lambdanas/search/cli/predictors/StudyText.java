package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.study.ParetoOptimal;
import org.lambdanas.search.study.StudyCsv;

/** A study on a terminal. */
final class StudyText {

  /** Of all budgets so many are shown of each cost. */
  private static final int SHOWN = 4;

  private static final int USUAL_NETWORKS = 40;

  private StudyText() {}

  /**
   * The winners and the Pareto-optimal predictors of each table, then the statements.
   *
   * @param study with its winners and statements
   */
  static Lines of(PredictorStudyResult study) {
    Lines lines = new Lines();
    for (StudyTable table : study.getTablesList()) {
      lines.add(
          "%s, %s, %s test sets of %d",
          table.getTable(),
          table.getMetric(),
          EnumNames.of(
              table.getTestSet() == TestSet.TEST_SET_UNSPECIFIED
                  ? TestSet.TEST_SET_UNIFORM
                  : table.getTestSet()),
          table.getTestSize());
      winners(table, study, lines);
      Map<String, List<StudyScore>> optimal = ParetoOptimal.of(table);
      long measured =
          table.getScoresList().stream()
              .map(score -> score.getScore().getPredictor())
              .filter(name -> !ParetoOptimal.isAblation(name))
              .distinct()
              .count();
      lines.add(
          "  Pareto-optimal, %d of %d predictors: %s",
          optimal.size(), measured, String.join(", ", optimal.keySet()));
      lines.add("");
    }
    statements(study, lines);
    if (study.getConfig().getLeftOutCount() > 0) {
      lines.add("Left out:");
      study.getConfig().getLeftOutList().forEach(what -> lines.add("  " + what));
      lines.add("");
    }
    lines.add("Fits and predictions took %s of one thread.", Durations.text(study.getSeconds()));
    if (!study.getRunDir().isEmpty()) {
      lines.add("Folder: " + study.getRunDir());
    }
    return lines;
  }

  /**
   * Says how to ask a study, if it can be asked.
   *
   * @param kept where it is; empty: it comes with the program
   */
  static void next(PredictorStudyResult study, Optional<Path> kept, Lines lines) {
    study.getTablesList().stream()
        .filter(table -> table.getTestSet() != TestSet.TEST_SET_MUTATED)
        .findFirst()
        .ifPresent(
            table -> {
              List<Object> words = new ArrayList<>(List.of("lnas recommend"));
              kept.ifPresent(path -> words.addAll(List.of("--study", path)));
              words.addAll(
                  List.of("--space", table.getSpace(), "--observations " + networks(table)));
              lines.next(words.toArray());
            });
  }

  /** As many as are usual, or as few as the study asks for. */
  private static int networks(StudyTable table) {
    return Math.max(
        USUAL_NETWORKS,
        table.getScoresList().stream()
            .mapToInt(score -> score.getScore().getTrainSize())
            .filter(size -> size > 0)
            .min()
            .orElse(USUAL_NETWORKS));
  }

  private static void winners(StudyTable table, PredictorStudyResult study, Lines lines) {
    List<BudgetWinner> own =
        study.getWinnersList().stream()
            .filter(winner -> winner.getTable().equals(table.getTable()))
            .filter(winner -> winner.getMetric().equals(table.getMetric()))
            .filter(winner -> winner.getTestSet() == table.getTestSet())
            .toList();
    List<Double> initialisations =
        some(own.stream().map(winner -> initialisation(table, winner)).toList());
    List<Double> queries = some(own.stream().map(winner -> query(table, winner)).toList());
    lines.add("  The best at some budgets (mean Kendall tau-b, 95 % interval):");
    for (BudgetWinner winner : own) {
      if (initialisations.contains(initialisation(table, winner))
          && queries.contains(query(table, winner))) {
        lines.add("    " + budget(table, winner) + ": " + best(winner));
      }
    }
  }

  /** A few, the first and the last among them. */
  private static List<Double> some(List<Double> all) {
    List<Double> distinct = List.copyOf(new TreeSet<>(all));
    return IntStream.range(0, distinct.size())
        .filter(
            i ->
                distinct.size() <= SHOWN
                    || IntStream.range(0, SHOWN)
                        .anyMatch(k -> i == k * (distinct.size() - 1) / (SHOWN - 1)))
        .mapToObj(distinct::get)
        .toList();
  }

  private static double initialisation(StudyTable table, BudgetWinner winner) {
    return table.getKnowsSeconds() ? winner.getInitialisationSeconds() : winner.getTrainSize();
  }

  private static double query(StudyTable table, BudgetWinner winner) {
    return table.getKnowsSeconds() ? winner.getQuerySeconds() : winner.getFidelity();
  }

  private static String budget(StudyTable table, BudgetWinner winner) {
    return table.getKnowsSeconds()
        ? "%10s before, %8s a query"
            .formatted(
                Durations.text(winner.getInitialisationSeconds()), small(winner.getQuerySeconds()))
        : "%4d trained%s"
            .formatted(
                winner.getTrainSize(),
                winner.getFidelity() > 0
                    ? ", %3d epochs a query".formatted(winner.getFidelity())
                    : "");
  }

  private static String small(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%.0f ms", 1000 * seconds)
        : Durations.text(seconds);
  }

  private static String best(BudgetWinner winner) {
    PredictorScore score = winner.getBest().getScore();
    String budget =
        (score.getTrainSize() > 0 ? " n " + score.getTrainSize() : "")
            + (score.getFidelity() > 0 ? " epochs " + score.getFidelity() : "");
    String tau =
        EvaluationSummary.of(score, Correlation.KENDALL)
            .map(
                t ->
                    Double.isNaN(t.getLow())
                        ? String.format(Locale.ROOT, "%.3f", t.getMean())
                        : String.format(
                            Locale.ROOT, "%.3f [%.3f, %.3f]", t.getMean(), t.getLow(), t.getHigh()))
            .orElse("-");
    return score.getPredictor()
        + budget
        + " "
        + tau
        + (winner.getNotDistinguishableCount() == 0
            ? ""
            : "; as good by these trials: "
                + String.join(", ", winner.getNotDistinguishableList()));
  }

  private static void statements(PredictorStudyResult study, Lines lines) {
    Map<String, List<StudyStatement>> byTable =
        study.getStatementsList().stream()
            .collect(
                Collectors.groupingBy(
                    statement -> statement.getTable() + ", " + statement.getMetric(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byTable.forEach(
        (table, statements) -> {
          lines.add("Published statements (White et al., 2021) on %s:", table);
          for (StudyStatement statement : statements) {
            if (isMeasured(statement)) {
              lines.add("  %-10s %s", StudyCsv.verdict(statement), statement.getText());
              lines.add("             " + statement.getBecause());
            }
          }
          long open = statements.stream().filter(statement -> !isMeasured(statement)).count();
          if (open > 0) {
            lines.add("  %d more say what was not measured: see --json or statements.csv", open);
          }
          lines.add("");
        });
  }

  private static boolean isMeasured(StudyStatement statement) {
    return statement.getVerdict() != StatementVerdict.STATEMENT_VERDICT_UNSPECIFIED;
  }
}
