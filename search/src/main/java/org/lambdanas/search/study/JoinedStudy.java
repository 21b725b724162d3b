package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;

/**
 * Studies of the same draws as one: of other tables, or of other predictors, budgets or trials on
 * the same tables. Trials are drawn by the seed, the trial and the budget alone, so that predictors
 * of different studies can be compared trial by trial.
 */
public final class JoinedStudy {

  private JoinedStudy() {}

  private record TableKey(String table, String metric, TestSet testSet) {

    static TableKey of(StudyTable table) {
      return new TableKey(table.getTable(), table.getMetric(), table.getTestSet());
    }

    static TableKey of(EvaluationConfig config) {
      return new TableKey(config.getTable(), config.getMetric(), config.getTestSet());
    }

    /** As what is left out begins. */
    String text() {
      return StudyPlan.name(table, metric, testSet);
    }
  }

  private record ScoreKey(String predictor, int trainSize, int fidelity) {

    static ScoreKey of(StudyScore score) {
      PredictorScore of = score.getScore();
      return new ScoreKey(of.getPredictor(), of.getTrainSize(), of.getFidelity());
    }
  }

  /** What one study has of a table, from which trial on. */
  private record Part(int firstTrial, StudyTable table) {}

  /**
   * Joins studies. Trials that follow those of another are added to them; of the same trials those
   * of the study count that has more, or else the first.
   *
   * @param studies at least one; where it ran and when is the first one's
   * @throws DataException if they drew from other rows, or otherwise
   */
  public static PredictorStudyResult of(List<PredictorStudyResult> studies) {
    PredictorStudyConfig.Builder config = PredictorStudyConfig.newBuilder();
    Map<TableKey, EvaluationConfig> draws = new LinkedHashMap<>();
    Map<TableKey, List<Part>> parts = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    double seconds = 0;
    for (PredictorStudyResult study : studies) {
      for (EvaluationConfig evaluation : study.getConfig().getEvaluationsList()) {
        EvaluationConfig first = draws.putIfAbsent(TableKey.of(evaluation), evaluation);
        if (first != null && !sameDraws(first, evaluation)) {
          throw new DataException(
              "%s: the studies draw from other rows, by other seeds or other sizes of test sets: they cannot be joined"
                  .formatted(TableKey.of(evaluation).text()));
        }
        config.addEvaluations(evaluation);
      }
      // What an earlier study left out may have been measured now.
      leftOut.removeIf(
          line ->
              study.getTablesList().stream()
                  .flatMap(
                      table ->
                          table.getScoresList().stream()
                              .map(
                                  score ->
                                      TableKey.of(table).text()
                                          + ": "
                                          + score.getScore().getPredictor()
                                          + " "))
                  .anyMatch(line::startsWith));
      leftOut.addAll(study.getConfig().getLeftOutList());
      for (StudyTable table : study.getTablesList()) {
        TableKey key = TableKey.of(table);
        parts
            .computeIfAbsent(key, k -> new ArrayList<>())
            .add(new Part(firstTrial(study, key), table));
      }
      seconds += study.getSeconds();
    }
    for (TableKey key : draws.keySet()) {
      if (!parts.containsKey(key)) {
        leftOut.removeIf(line -> line.startsWith(key.text() + ": "));
        leftOut.add(key.text() + ": not measured yet");
      }
    }
    PredictorStudyResult.Builder joined =
        PredictorStudyResult.newBuilder()
            .setProvenance(studies.get(0).getProvenance())
            .setSeconds(seconds);
    parts.forEach((key, of) -> joined.addTables(joined(key, of, leftOut)));
    return joined.setConfig(config.addAllLeftOut(leftOut.stream().distinct().toList())).build();
  }

  private static int firstTrial(PredictorStudyResult study, TableKey key) {
    return study.getConfig().getEvaluationsList().stream()
        .filter(evaluation -> TableKey.of(evaluation).equals(key))
        .mapToInt(EvaluationConfig::getFirstTrial)
        .min()
        .orElse(0);
  }

  private static boolean sameDraws(EvaluationConfig one, EvaluationConfig other) {
    return one.getTableSha256().equals(other.getTableSha256())
        && one.getSeed() == other.getSeed()
        && one.getTestSize() == other.getTestSize()
        && one.getDrawRule() == other.getDrawRule();
  }

  private static StudyTable joined(TableKey key, List<Part> parts, List<String> leftOut) {
    List<Part> ordered = parts.stream().sorted(Comparator.comparingInt(Part::firstTrial)).toList();
    int begin = ordered.get(0).firstTrial();
    Map<ScoreKey, StudyScore> scores = new LinkedHashMap<>();
    int apart = 0;
    for (Part part : ordered) {
      int before = part.firstTrial() - begin;
      for (StudyScore score : part.table().getScoresList()) {
        ScoreKey of = ScoreKey.of(score);
        if (before == 0) {
          scores.merge(of, score, JoinedStudy::better);
          continue;
        }
        StudyScore known = scores.get(of);
        if (known != null && known.getTrialTausCount() == before) {
          scores.put(of, followed(known, score));
        } else {
          apart++;
        }
      }
    }
    if (apart > 0) {
      leftOut.add(
          "%s: later trials of %d points, as not all trials before them are measured"
              .formatted(key.text(), apart));
    }
    return parts.get(0).table().toBuilder()
        .clearScores()
        .addAllScores(scores.values())
        .setKnowsSeconds(parts.stream().anyMatch(part -> part.table().getKnowsSeconds()))
        .build();
  }

  /** With the trials that follow. */
  private static StudyScore followed(StudyScore one, StudyScore next) {
    return one.toBuilder()
        .setScore(EvaluationSummary.pooled(one.getScore(), next.getScore()))
        .addAllTrialTaus(next.getTrialTausList())
        .build();
  }

  private static StudyScore better(StudyScore one, StudyScore other) {
    return other.getTrialTausCount() > one.getTrialTausCount() ? other : one;
  }
}
