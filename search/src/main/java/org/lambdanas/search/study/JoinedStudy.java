package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;

/**
 * Studies of the same draws as one: of other tables, or of other predictors or budgets on the same
 * tables. Trials are drawn by the seed, the trial and the budget alone, so that predictors of
 * different studies can be compared trial by trial.
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

  /**
   * Joins studies. Of what several have measured that counts which has more trials, or else the
   * first.
   *
   * @param studies at least one; where it ran and when is the first one's
   * @throws DataException if they drew from other rows, or otherwise
   */
  public static PredictorStudyResult of(List<PredictorStudyResult> studies) {
    PredictorStudyConfig.Builder config = PredictorStudyConfig.newBuilder();
    Map<TableKey, EvaluationConfig> draws = new LinkedHashMap<>();
    Map<TableKey, StudyTable> tables = new LinkedHashMap<>();
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
      study.getTablesList().forEach(t -> tables.merge(TableKey.of(t), t, JoinedStudy::both));
      seconds += study.getSeconds();
    }
    return PredictorStudyResult.newBuilder()
        .setConfig(config.addAllLeftOut(leftOut.stream().distinct().toList()))
        .setProvenance(studies.get(0).getProvenance())
        .addAllTables(tables.values())
        .setSeconds(seconds)
        .build();
  }

  private static boolean sameDraws(EvaluationConfig one, EvaluationConfig other) {
    return one.getTableSha256().equals(other.getTableSha256())
        && one.getSeed() == other.getSeed()
        && one.getTestSize() == other.getTestSize()
        && one.getDrawRule() == other.getDrawRule();
  }

  private static StudyTable both(StudyTable one, StudyTable other) {
    Map<ScoreKey, StudyScore> scores =
        one.getScoresList().stream()
            .collect(
                Collectors.toMap(
                    ScoreKey::of, score -> score, JoinedStudy::better, LinkedHashMap::new));
    other.getScoresList().forEach(s -> scores.merge(ScoreKey.of(s), s, JoinedStudy::better));
    return one.toBuilder()
        .clearScores()
        .addAllScores(scores.values())
        .setKnowsSeconds(one.getKnowsSeconds() || other.getKnowsSeconds())
        .build();
  }

  private static StudyScore better(StudyScore one, StudyScore other) {
    return other.getTrialTausCount() > one.getTrialTausCount() ? other : one;
  }
}
