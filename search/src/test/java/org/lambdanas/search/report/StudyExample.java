package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.Machine;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.StatementVerdict;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.search.study.StudyCost;

/** A made-up study of 35 predictors on two tables, one of which does not know seconds. */
final class StudyExample {

  static final int[] TRAIN_SIZES = {5, 8, 14, 24, 42, 71, 121, 205, 347, 589, 1000};
  static final int[] FIDELITIES = {1, 2, 3, 5, 7, 9, 13, 19, 26, 37, 52, 73, 102, 142, 199};
  static final int TRIALS = 5;

  private static final List<String> FITTED =
      List.of(
          "blr",
          "bohamiann",
          "dngo",
          "gp",
          "sparse_gp",
          "var_sparse_gp",
          "bananas",
          "bonas",
          "gcn",
          "mlp",
          "nao",
          "seminas",
          "xgb",
          "lgb",
          "ngb",
          "rf");
  private static final List<String> CURVES =
      List.of("lce", "lce_m", "sotl", "sotle", "valacc", "valloss");
  private static final List<String> FREE =
      List.of("fisher", "grad_norm", "grasp", "jacov", "snip", "synflow", "oneshot", "rsws");
  private static final List<String> BOTH =
      List.of("lcsvr", "omni_ngb", "omni_ngb without scores", "omni_ngb without curves");

  private StudyExample() {}

  static PredictorStudyResult study() {
    List<StudyTable> tables = new ArrayList<>();
    for (boolean seconds : new boolean[] {true, false}) {
      for (TestSet kind : List.of(TestSet.TEST_SET_UNIFORM, TestSet.TEST_SET_MUTATED)) {
        tables.add(table(seconds, kind));
      }
    }
    return study(tables);
  }

  static PredictorStudyResult study(List<StudyTable> tables) {
    PredictorStudyResult.Builder result =
        PredictorStudyResult.newBuilder()
            .setConfig(
                PredictorStudyConfig.newBuilder()
                    .addEvaluations(
                        EvaluationConfig.newBuilder()
                            .setTable("nasbench201")
                            .setMetric("cifar10")
                            .addPredictors(PredictorSpec.newBuilder().setPredictor("gp")))
                    .addLeftOut("omni_gp on nasbench201: 40 minutes a fit <too long>."))
            .setProvenance(
                RunProvenance.newBuilder()
                    .setVersion("1.0")
                    .addArguments("study")
                    .setStarted("2026-01-02T03:04:05Z")
                    .setMachine(Machine.newBuilder().setProcessors(2)))
            .setSeconds(5400)
            .addAllTables(tables);
    tables.forEach(table -> winners(result, table));
    for (StudyTable table : tables) {
      if (table.getTestSet() == TestSet.TEST_SET_UNIFORM) {
        statement(result, table, "7 of 31 predictors are Pareto-optimal");
        statement(result, table, "jacov & synflow lead where both times are short");
      }
    }
    return result.build();
  }

  private static void statement(
      PredictorStudyResult.Builder result, StudyTable table, String text) {
    result.addStatements(
        StudyStatement.newBuilder()
            .setText(text)
            .setTable(table.getTable())
            .setMetric(table.getMetric())
            .setVerdict(StatementVerdict.forNumber(result.getStatementsCount() % 4))
            .setBecause("tau 0.51 [0.49, 0.53] against 0.44 < 0.5"));
  }

  static StudyTable table(boolean seconds, TestSet kind) {
    StudyTable.Builder table =
        StudyTable.newBuilder()
            .setTable(seconds ? "nasbench201" : "nasbench_nlp")
            .setSpace(seconds ? "nasbench201" : "nasbench_nlp")
            .setMetric(seconds ? "cifar10_test_200ep" : "perplexity <words>")
            .setDataSet(seconds ? "cifar10" : "")
            .setTestSet(kind)
            .setTestSize(200)
            .setRows(15625)
            .setKnowsSeconds(seconds);
    for (String name : FITTED) {
      for (int n : TRAIN_SIZES) {
        table.addScores(score(table, name, n, 0));
      }
    }
    for (String name : CURVES) {
      for (int f : FIDELITIES) {
        table.addScores(score(table, name, 0, f));
      }
    }
    for (String name : FREE) {
      table.addScores(score(table, name, 0, 0));
    }
    for (String name : BOTH) {
      for (int n : TRAIN_SIZES) {
        for (int f : FIDELITIES) {
          table.addScores(score(table, name, n, f));
        }
      }
    }
    table.addScores(
        StudyScore.newBuilder()
            .setScore(
                PredictorScore.newBuilder()
                    .setPredictor("lcsvr")
                    .setTrainSize(3)
                    .setFidelity(1)
                    .addFailures("needs 5 observations or more, not 3")));
    return table.build();
  }

  /** Grows with both budgets; every name has its own height. */
  static StudyScore score(StudyTable.Builder table, String name, int trainSize, int fidelity) {
    double own = (name.hashCode() & 0xff) / 255.0;
    double fitted = trainSize == 0 ? 0 : Math.log(trainSize) / Math.log(1000);
    double watched = fidelity == 0 ? 0 : Math.log1p(fidelity) / Math.log(200);
    double tau =
        trainSize + fidelity == 0
            ? 0.55 * own
            : (0.55 + 0.25 * own) * Math.max(fitted * 0.9, watched) + 0.1 * fitted * watched;
    double loss = table.getTestSet() == TestSet.TEST_SET_MUTATED ? 0.05 + 0.2 * own : 0;
    double[] taus = new double[TRIALS];
    StudyScore.Builder studied = StudyScore.newBuilder();
    for (int t = 0; t < TRIALS; t++) {
      taus[t] = tau - loss + 0.012 * (t - 2) * (1 + own);
      studied.addTrialTaus((float) taus[t]);
    }
    boolean seconds = table.getKnowsSeconds();
    return studied
        .setScore(
            PredictorScore.newBuilder()
                .setPredictor(name)
                .setTrainSize(trainSize)
                .setFidelity(fidelity)
                .setTrials(TRIALS)
                .putMetrics(Correlation.KENDALL.id(), EvaluationSummary.score(taus))
                .putMetrics(Correlation.SPEARMAN.id(), EvaluationSummary.score(taus))
                .setTrainingSeconds(seconds ? 1000.0 * trainSize : 0)
                .setFitSeconds(trainSize == 0 ? 0 : 0.5 + own)
                .setPartialTrainingSeconds(seconds ? 5.0 * fidelity : 0)
                .setPredictSeconds(
                    trainSize + fidelity == 0 ? 0.5 + 4 * (1 - own) : 2e-4 + own / 500))
        .build();
  }

  private static void winners(PredictorStudyResult.Builder result, StudyTable table) {
    boolean seconds = table.getKnowsSeconds();
    for (int i = 0; i <= 10; i++) {
      for (int q = 0; q <= 13; q++) {
        double initialisation = seconds ? 10 * Math.pow(10, 0.5 * i) : i == 0 ? 0 : TRAIN_SIZES[i];
        double query = seconds ? 0.003 * Math.pow(10, 0.4 * q) : q == 0 ? 0 : FIDELITIES[q];
        StudyCost budget = new StudyCost(initialisation, query);
        Optional<StudyScore> best =
            table.getScoresList().stream()
                .filter(score -> ScoreTables.tau(score.getScore()).isPresent())
                .filter(score -> StudyCost.of(table, score).isWithin(budget))
                .max((a, b) -> Double.compare(mean(a), mean(b)));
        if (best.isEmpty()) {
          continue;
        }
        BudgetWinner.Builder winner =
            BudgetWinner.newBuilder()
                .setTable(table.getTable())
                .setMetric(table.getMetric())
                .setTestSet(table.getTestSet())
                .setBest(best.get());
        if (seconds) {
          winner.setInitialisationSeconds(initialisation).setQuerySeconds(query);
        } else {
          winner.setTrainSize((int) initialisation).setFidelity((int) query);
        }
        if ((i + q) % 3 == 0) {
          winner.addNotDistinguishable("gcn").addNotDistinguishable("bananas");
        }
        result.addWinners(winner);
      }
    }
  }

  private static double mean(StudyScore score) {
    return ScoreTables.tau(score.getScore()).orElseThrow().getMean();
  }
}
