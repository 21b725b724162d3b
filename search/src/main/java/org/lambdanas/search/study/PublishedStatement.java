package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;

/**
 * What White et al. (How powerful are performance predictors in NAS?, 2021) say of predictors, each
 * put to a table: short initialisation is the smallest train size that was measured, a short query
 * trains for no epoch, and medium ones are in the middle of what was measured. Those compared are
 * theirs, but for the statements about OMNI.
 *
 * @param text what is said
 * @param spaces ids of the search spaces that it is about
 * @param judgement what a table says to it
 */
record PublishedStatement(String text, Predicate<String> spaces, Judgement judgement) {

  /** All of them. */
  static final List<PublishedStatement> ALL =
      List.of(
          ofTable(
              "jacov and synflow lead where initialisation and queries are short.",
              OnBudgets::shortTimes),
          new PublishedStatement(
              "Zero-cost predictors fail in the DARTS space (the best has a tau below 0.3).",
              "darts"::equals,
              on(OnBudgets::zeroCostFails)),
          ofTable(
              "Weight sharing is weak: it ranks worse than the best zero-cost predictor.",
              OnBudgets::weightSharingIsWeak),
          ofTable(
              "SoTL-E leads at short initialisation and medium query times.",
              OnBudgets::sotleLeads),
          ofTable("LCE is the last of the learning-curve predictors.", OnBudgets::lceIsLast),
          ofTable(
              "SemiNAS leads the model-based predictors at medium initialisation and short"
                  + " queries.",
              OnBudgets::seminasLeads),
          ofTable(
              "Boosted trees lead the model-based predictors at the longest initialisation.",
              OnBudgets::boostedTreesLead),
          ofTable(
              "jacov and synflow beat all model-based predictors until many networks (24) are"
                  + " trained.",
              OnBudgets::scoresBeatModels),
          ofTable(
              "The parts of OMNI are complementary: it ranks better than without any one of them.",
              OnHybrids::partsAreComplementary),
          ofTable(
              "OMNI ranks better than the best other predictor at its budget, by up to 30 %.",
              OnHybrids::beatsTheOthers),
          new PublishedStatement(
              "On mutation-based test sets model-based predictors fall.",
              space -> true,
              OnMutations::modelsFall),
          new PublishedStatement(
              "On mutation-based test sets SemiNAS falls most of the model-based predictors.",
              space -> true,
              OnMutations::seminasFallsMost),
          new PublishedStatement(
              "On mutation-based test sets boosted trees fall least of the model-based predictors.",
              space -> true,
              OnMutations::boostedTreesFallLeast),
          ofTable("7 of the 31 predictors are Pareto-optimal.", OnBudgets::sevenAreOptimal),
          ofTable(
              "A high tau at short queries makes the better guided search.",
              scores ->
                  Finding.notMeasured(
                      "a study ranks and does not search; 'lnas compare --objective' compares"
                          + " searches")));

  private static PublishedStatement ofTable(String text, OfTable judgement) {
    return new PublishedStatement(text, space -> true, on(judgement));
  }

  /** What one table says. */
  private interface OfTable {
    Finding of(TableScores scores);
  }

  /** What a table says with uniform test sets, and with mutated ones if there are any. */
  interface Judgement {
    Finding of(TableScores uniform, Optional<TableScores> mutated);
  }

  private static Judgement on(OfTable judgement) {
    return (uniform, mutated) -> judgement.of(uniform);
  }

  /** All statements that concern them, put to the tables of a study with uniform test sets. */
  static List<StudyStatement> of(List<StudyTable> tables) {
    List<StudyStatement> statements = new ArrayList<>();
    for (StudyTable table : tables) {
      if (table.getTestSet() != TestSet.TEST_SET_MUTATED) {
        TableScores scores = new TableScores(table);
        Optional<TableScores> mutated = mutated(table, tables).map(TableScores::new);
        for (PublishedStatement statement : ALL) {
          if (statement.spaces.test(table.getSpace())) {
            Finding finding = statement.judgement.of(scores, mutated);
            statements.add(
                StudyStatement.newBuilder()
                    .setText(statement.text)
                    .setTable(table.getTable())
                    .setMetric(table.getMetric())
                    .setVerdict(finding.verdict())
                    .setBecause(finding.because())
                    .build());
          }
        }
      }
    }
    return statements;
  }

  private static Optional<StudyTable> mutated(StudyTable uniform, List<StudyTable> tables) {
    return tables.stream()
        .filter(other -> other.getTestSet() == TestSet.TEST_SET_MUTATED)
        .filter(other -> other.getTable().equals(uniform.getTable()))
        .filter(other -> other.getMetric().equals(uniform.getMetric()))
        .findFirst();
  }
}
