package org.lambdanas.search.study;

import org.lambdanas.proto.v1.PredictorStudyResult;

/** What follows from the scores of a study. */
public final class StudySummary {

  private StudySummary() {}

  /** A study with the winners at each budget and what it says to published statements. */
  public static PredictorStudyResult.Builder with(PredictorStudyResult study) {
    PredictorStudyResult.Builder complete = study.toBuilder().clearWinners().clearStatements();
    study.getTablesList().forEach(table -> complete.addAllWinners(BudgetWinners.of(table)));
    return complete.addAllStatements(PublishedStatement.of(study.getTablesList()));
  }
}
