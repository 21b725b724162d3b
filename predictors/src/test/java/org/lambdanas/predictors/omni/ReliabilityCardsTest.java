package org.lambdanas.predictors.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Bootstrap;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;

class ReliabilityCardsTest {

  @Test
  void agreementIsKendallsTau() {
    double[] truth = {2, 1, 4, 4, 5, 3, 8, 7};
    double[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    Agreement agreement = Agreement.of(truth, values);
    assertThat(agreement.tau()).isCloseTo(0.6182840223353118, within(1e-12));
    RandomGenerator random = new Seed(1).random();
    for (int n : new int[] {10, 63, 64, 65, 200}) {
      double[] x = random.doubles(n).map(v -> Math.rint(9 * v)).toArray();
      double[] y = random.doubles(n).map(v -> Math.rint(9 * v)).toArray();
      assertThat(Agreement.of(x, y).tau())
          .isCloseTo(Correlation.KENDALL.compute(x, y).value(), within(1e-12));
    }
    assertThat(Agreement.of(truth, new double[8]).tau()).isZero();
    double none = Double.NEGATIVE_INFINITY;
    assertThat(Agreement.of(new double[] {1, 2, 3}, new double[] {none, none, 0}).tau())
        .isCloseTo(2 / Math.sqrt(6), within(1e-12));
  }

  /** Independent orders have a tau of 0, which 95 % of the intervals hold. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    for (int n : new int[] {10, 80}) {
      Agreement none = Agreement.none(n);
      int held = 0;
      int draws = 200;
      for (int draw = 0; draw < draws; draw++) {
        RandomGenerator random = new Seed(draw).child(n).random();
        Agreement agreement =
            Agreement.of(random.doubles(n).toArray(), random.doubles(n).toArray());
        Bootstrap.Ends ends = agreement.interval(none, 0.95, random);
        held += ends.low() <= 0 && 0 <= ends.high() ? 1 : 0;
      }
      assertThat(held / (double) draws).as("n = " + n).isBetween(0.88, 0.99);
    }
  }

  private static List<Observation> observations(int count, long seed) {
    RandomGenerator random = new Seed(seed).child("noise").random();
    List<Observation> observations = new ArrayList<>();
    for (Observation query : Cells.queries(count, seed)) {
      double truth = Cells.text(query).split("nor_conv_3x3", -1).length + 0.1 * random.nextDouble();
      observations.add(
          query.toBuilder()
              .setTarget(truth)
              .addFeatures(Feature.newBuilder().setName("good").setValue(truth))
              .addFeatures(Feature.newBuilder().setName("noise").setValue(random.nextDouble()))
              .addFeatures(
                  Feature.newBuilder()
                      .setName("params")
                      .setValue(truth + 2 * random.nextGaussian()))
              .build());
    }
    return observations;
  }

  @Test
  void aCardTellsGoodScoresAndPredictorsFromOthers() {
    List<Observation> observations = observations(12, 5);
    ReliabilityCard card =
        new ReliabilityCards(observations, new Seed(0))
            .score("noise")
            .score("good")
            .predictor(
                Predictors.byId("gp"),
                PredictorSpec.newBuilder().setPredictor("gp").setSpace("nasbench201").build())
            .card();
    assertThat(card.getEntriesList())
        .extracting(Reliability::getName)
        .containsExactlyInAnyOrder("good", "gp", "params", "noise")
        .startsWith("good");
    Reliability good = entry(card, "good");
    Reliability noise = entry(card, "noise");
    Reliability bar = entry(card, "params");
    Reliability gp = entry(card, "gp");
    assertThat(good.getKendallTau()).isEqualTo(1);
    assertThat(good.getBetter()).isTrue();
    assertThat(noise.getBetter()).isFalse();
    assertThat(noise.getLow()).isLessThan(noise.getHigh());
    assertThat(bar.getKind()).isEqualTo("score");
    assertThat(bar.getGain()).isEqualTo(bar.getKendallTau());
    assertThat(good.getGain()).isCloseTo(1 - bar.getKendallTau(), within(1e-12));
    assertThat(gp.getKind()).isEqualTo("model-based");
    assertThat(gp.getKendallTau()).isBetween(gp.getLow(), gp.getHigh());
  }

  private static Reliability entry(ReliabilityCard card, String name) {
    return card.getEntriesList().stream()
        .filter(entry -> entry.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What it was not fitted on: something that learns its observations by heart knows nothing. */
  @Test
  void predictorsAreJudgedByWhatTheyHaveNotSeen() {
    List<Observation> chance =
        observations(24, 6).stream()
            .map(o -> o.toBuilder().setTarget(o.getFeatures(1).getValue()).build())
            .toList();
    ReliabilityCard card =
        new ReliabilityCards(chance, new Seed(0))
            .predictor(
                Predictors.byId("rf"),
                PredictorSpec.newBuilder().setPredictor("rf").setSpace("nasbench201").build())
            .card();
    assertThat(entry(card, "rf").getKendallTau()).isLessThan(0.5);
    assertThat(entry(card, "rf").getLow()).isLessThan(0.1);
  }

  @Test
  void tooFewObservationsOrOneWithoutATargetAreRefused() {
    assertThatThrownBy(() -> new ReliabilityCards(observations(7, 1), new Seed(0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("8 observations with targets or more, there are 7");
    List<Observation> some = new ArrayList<>(observations(9, 1));
    some.set(3, some.get(3).toBuilder().clearKnownTarget().build());
    assertThatThrownBy(() -> new ReliabilityCards(some, new Seed(0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("observation 3 has no target");
    assertThatThrownBy(() -> new ReliabilityCards(observations(9, 1), new Seed(0)).score("zen"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no zen");
    assertThat(ReliabilityCards.scores(observations(9, 1)))
        .isEqualTo(Arrays.asList("good", "noise", "params"));
  }
}
