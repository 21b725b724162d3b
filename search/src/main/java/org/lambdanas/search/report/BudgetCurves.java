package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.proto.v1.PredictorScore;

/** Kendall's tau of predictors over one kind of budget; of the other each has its largest. */
final class BudgetCurves {

  private BudgetCurves() {}

  /**
   * Over the architectures that predictors are fitted on.
   *
   * @param names of the predictors that may be shown; their places are the numbers of the colours
   */
  static BudgetChart overTrainSize(String title, List<String> names, List<PredictorScore> scores) {
    return new BudgetChart(
        title,
        "trained architectures",
        lines(
            names,
            scores,
            PredictorScore::getTrainSize,
            PredictorScore::getFidelity,
            epochs -> " (" + epochs + " epochs)"));
  }

  /** Over the epochs of the curves that predictors read. */
  static BudgetChart overEpochs(String title, List<String> names, List<PredictorScore> scores) {
    return new BudgetChart(
        title,
        "epochs of the curve",
        lines(
            names,
            scores,
            PredictorScore::getFidelity,
            PredictorScore::getTrainSize,
            size -> " (n = " + size + ")"));
  }

  private static List<BudgetChart.Line> lines(
      List<String> names,
      List<PredictorScore> scores,
      ToIntFunction<PredictorScore> budget,
      ToIntFunction<PredictorScore> other,
      IntFunction<String> suffix) {
    List<BudgetChart.Line> lines = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      String predictor = names.get(p);
      List<PredictorScore> own =
          scores.stream()
              .filter(score -> score.getPredictor().equals(predictor))
              .filter(score -> budget.applyAsInt(score) > 0)
              .toList();
      int largest = own.stream().mapToInt(other).max().orElse(0);
      List<BudgetChart.Point> points =
          own.stream()
              .filter(score -> other.applyAsInt(score) == largest)
              .flatMap(
                  score ->
                      EvaluationSummary.of(score, Correlation.KENDALL).stream()
                          .map(
                              tau ->
                                  new BudgetChart.Point(
                                      budget.applyAsInt(score),
                                      tau.getMean(),
                                      tau.getLow(),
                                      tau.getHigh())))
              .toList();
      if (!points.isEmpty()) {
        lines.add(
            new BudgetChart.Line(
                predictor + (largest > 0 ? suffix.apply(largest) : ""), p, points));
      }
    }
    return lines;
  }
}
