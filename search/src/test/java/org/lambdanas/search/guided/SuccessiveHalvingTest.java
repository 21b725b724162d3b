package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.search.guided.Strategy.Outcome;
import org.lambdanas.search.guided.Strategy.Proposal;

class SuccessiveHalvingTest {

  private static final Domain DOMAIN = Domain.of(NasBench201Space.INSTANCE);
  private static final int EPOCHS = 27;

  private static StrategyConfig config(String predictor) {
    return FieldSetting.withDefaults(StrategyConfig.newBuilder())
        .setMethod(StrategyKind.STRATEGY_KIND_SUCCESSIVE_HALVING)
        .setMostEpochs(EPOCHS)
        .setPredictor(predictor)
        .build();
  }

  /** Code of the cell: any order of quality will do. */
  private static double quality(Proposal proposal) {
    return proposal.architecture().hashCode() / (double) (1L << 32) * 40 + 50;
  }

  /** A training that falls behind at first the more, the better it ends. */
  private static TrialResult result(Proposal proposal, boolean crossing) {
    double end = quality(proposal);
    Measurement.Builder measured = Measurement.newBuilder();
    LearningCurve.Builder losses = LearningCurve.newBuilder().setMetric("train_loss");
    int epochs = proposal.fidelity() == 0 ? EPOCHS : proposal.fidelity();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      losses.addValues((float) (100 - end));
    }
    double soFar = crossing && proposal.fidelity() != 0 ? -end : end;
    return TrialResult.newBuilder()
        .setMeasurement(measured.setValue(soFar).addCurves(losses))
        .build();
  }

  private static List<Proposal> run(StrategyConfig config, boolean crossing, int queries) {
    Strategy strategy = Strategies.of(config, DOMAIN, new Seed(1), queries);
    List<Proposal> all = new ArrayList<>();
    while (all.size() < queries) {
      Proposal proposal = strategy.ask(1).get(0);
      all.add(proposal);
      TrialResult result = result(proposal, crossing);
      strategy.tell(new Outcome(proposal, result.getMeasurement().getValue(), result));
    }
    return all;
  }

  private static double count(List<Proposal> proposals, int fidelity) {
    return proposals.stream().filter(proposal -> proposal.fidelity() == fidelity).count();
  }

  @Test
  void oneInThreeGoesOnForThreeTimesTheEpochs() {
    List<Proposal> proposals = run(config(""), false, 600);
    assertThat(proposals.stream().map(Proposal::fidelity)).containsOnly(0, 1, 3, 9);
    assertThat(count(proposals, 1) / count(proposals, 3)).isBetween(2.2, 3.1);
    assertThat(count(proposals, 3) / count(proposals, 9)).isBetween(2.0, 3.1);
    assertThat(count(proposals, 9) / count(proposals, 0)).isBetween(1.5, 3.1);
  }

  @Test
  void theBestGoOn() {
    List<Proposal> proposals = run(config(""), false, 600);
    double whole = mean(proposals, 0);
    assertThat(whole).isGreaterThan(mean(proposals, 9));
    assertThat(mean(proposals, 9)).isGreaterThan(mean(proposals, 3));
    assertThat(mean(proposals, 3)).isGreaterThan(mean(proposals, 1));
  }

  @Test
  void aPredictorOfCurvesSeesWhatTheValueSoFarHides() {
    assertThat(mean(run(config("sotle"), true, 400), 0))
        .isGreaterThan(mean(run(config(""), true, 400), 0) + 10);
  }

  private static double mean(List<Proposal> proposals, int fidelity) {
    return proposals.stream()
        .filter(proposal -> proposal.fidelity() == fidelity)
        .mapToDouble(SuccessiveHalvingTest::quality)
        .average()
        .orElseThrow();
  }
}
