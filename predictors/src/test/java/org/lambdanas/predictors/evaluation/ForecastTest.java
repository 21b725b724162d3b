package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.PredictorSpec;

class ForecastTest {

  private static final Forecast FORECAST =
      new Forecast(
          EvaluationConfig.newBuilder()
              .addPredictors(PredictorSpec.newBuilder().setPredictor("slow"))
              .addPredictors(PredictorSpec.newBuilder().setPredictor("read"))
              .setTestSize(100)
              .build());

  private static EvaluationPoint point(int predictor, int n, double fit, double query) {
    return EvaluationPoint.newBuilder()
        .setPredictor(predictor)
        .setTrainSize(n)
        .setFitSeconds(fit)
        .setPredictSeconds(query)
        .build();
  }

  @Test
  void theSmallestBudgetAndOneOfTheLowerThirdComeFirst() {
    List<Budget> open =
        List.of(
            new Budget(0, 1, 1000, 0),
            new Budget(0, 1, 5, 0),
            new Budget(0, 1, 24, 0),
            new Budget(0, 1, 121, 0),
            new Budget(0, 2, 5, 0),
            new Budget(1, 3, 0, 0));
    assertThat(FORECAST.probes(open))
        .containsExactly(new Budget(0, 1, 5, 0), new Budget(0, 1, 24, 0), new Budget(1, 3, 0, 0));
    assertThat(FORECAST.probes(List.of())).isEmpty();
  }

  @Test
  void timesFollowAStraightLineOverTrainSizes() {
    List<EvaluationPoint> measured =
        List.of(point(0, 10, 1, .01), point(0, 30, 5, .01), point(1, 0, 0, .02));
    List<Budget> open =
        List.of(new Budget(0, 0, 100, 0), new Budget(0, 1, 20, 0), new Budget(1, 1, 0, 0));
    Map<Integer, Double> seconds = FORECAST.seconds(open, measured);
    // 1 s of queries, and of the fit 0.2 s for each architecture beyond 10.
    assertThat(seconds.get(0)).isCloseTo(2 + 18 + 2 + 2, within(1e-9));
    assertThat(seconds.get(1)).isCloseTo(2, within(1e-9));
  }

  @Test
  void timesThatFallAreNotGuessedBelowWhatWasMeasured() {
    List<EvaluationPoint> measured = List.of(point(0, 10, 5, 0), point(0, 30, 4, 0));
    assertThat(FORECAST.seconds(List.of(new Budget(0, 0, 1000, 0)), measured))
        .containsEntry(0, 4.0);
  }
}
