package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;

class ObservationRecommenderTest {

  private static final List<String> SOME = List.of("rf", "bayes_lin_reg", "jacov");

  private static double convolutions(Observation of) {
    return of.getArchitecture().getEdgeCell().getOperationsList().stream()
        .mapToDouble(
            operation ->
                operation.equals("nor_conv_3x3") ? 2 : operation.equals("nor_conv_1x1") ? 1 : 0)
        .sum();
  }

  /**
   * Networks with a score, and with a curve of five epochs whose third tells the target.
   *
   * @param target of a network with its score and chance
   */
  private static List<Observation> networks(
      int count, ToDoubleFunction<Observation> target, double noise) {
    RandomGenerator random = new Seed(7).random();
    List<Observation> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Architecture cell = NasBench201Space.INSTANCE.sample(random);
      Observation scored =
          Observation.newBuilder()
              .setArchitecture(cell)
              .addFeatures(Feature.newBuilder().setName("jacov").setValue(random.nextDouble()))
              .build();
      double value = 50 + target.applyAsDouble(scored) + noise * random.nextDouble();
      networks.add(
          scored.toBuilder()
              .setTarget(value)
              .addCurves(
                  LearningCurve.newBuilder()
                      .setMetric("validation_accuracy")
                      .addAllValues(List.of(1f, 2f, (float) value, 40f, 41f)))
              .addCurves(
                  LearningCurve.newBuilder()
                      .setMetric("epoch_seconds")
                      .addAllValues(List.of(10f, 10f, 10f, 10f, 10f)))
              .build());
    }
    return networks;
  }

  private static Recommendation recommend(
      List<Observation> networks, int epochs, int threads, List<String> predictors) {
    return new ObservationRecommender(networks, epochs, new Seed(1), threads, line -> {})
        .recommend(predictors, Optional.empty());
  }

  private static RecommendedPredictor other(Recommendation answer, String id) {
    return answer.getOthersList().stream()
        .filter(other -> other.getPredictor().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static double score(Observation of) {
    return of.getFeatures(0).getValue();
  }

  @Test
  void aScoreThatTellsAllIsNamed() {
    Recommendation answer =
        recommend(networks(60, ObservationRecommenderTest::score, 0), 0, 1, SOME);
    assertThat(answer.getBest().getPredictor()).isEqualTo("jacov");
    assertThat(answer.getBest().getTau().getMean()).isEqualTo(1);
    assertThat(answer.hasGainOfATenth()).isFalse();
    assertThat(answer.getOthersList())
        .hasSize(2)
        .allSatisfy(
            other -> {
              assertThat(other.getNotDistinguishable()).isFalse();
              assertThat(other.getTau().getHigh()).isLessThan(.9);
            });
    assertThat(answer.getObservations()).isEqualTo(60);
    assertThat(answer.getSpace()).isEqualTo("nasbench201");
  }

  @Test
  void whatDependsOnTheCellIsNotLeftToAScore() {
    Recommendation answer =
        recommend(networks(60, ObservationRecommenderTest::convolutions, .5), 0, 1, SOME);
    assertThat(answer.getBest().getPredictor()).isEqualTo("bayes_lin_reg");
    assertThat(answer.getBest().getTau().getMean()).isGreaterThan(.5);
    assertThat(answer.getBest().getTau().getLow()).isLessThan(answer.getBest().getTau().getMean());
    assertThat(other(answer, "jacov").getNotDistinguishable()).isFalse();
    assertThat(other(answer, "jacov").getTau().getMean()).isBetween(-.4, .4);
    assertThat(answer.getGainOfATenth().getMean()).isBetween(-.02, .05);
    assertThat(answer.getBy()).isEqualTo("cross-validation");
  }

  /** Of what chance tells apart the mean of several models is taken. */
  @Test
  void theSafestBetIsNamedWhereNothingIsKnown() {
    List<Observation> networks = networks(9, network -> 0, 1);
    assertThat(recommend(networks, 0, 1, List.of("rf", "ensemble")).getBest().getPredictor())
        .isEqualTo("ensemble");
  }

  @Test
  void threadsAndOrderOfNamesChangeNothing() {
    List<Observation> networks = networks(30, ObservationRecommenderTest::convolutions, 2);
    Recommendation one = recommend(networks, 0, 1, List.of("rf", "bayes_lin_reg"));
    Recommendation three = recommend(networks, 0, 3, List.of("bayes_lin_reg", "rf"));
    assertThat(withoutTimes(three)).isEqualTo(withoutTimes(one));
  }

  private static Recommendation withoutTimes(Recommendation answer) {
    Recommendation.Builder without = answer.toBuilder().clearSeconds();
    without.getBestBuilder().clearFitSeconds().clearQuerySeconds();
    without.getOthersBuilderList().forEach(other -> other.clearFitSeconds().clearQuerySeconds());
    return without.build();
  }

  @Test
  void curvesAreReadAsFarAsQueriesMayBeTrained() {
    List<Observation> networks = networks(40, ObservationRecommenderTest::convolutions, 4);
    Recommendation answer = recommend(networks, 3, 1, List.of("rf", "valacc"));
    assertThat(answer.getBest().getPredictor()).isEqualTo("valacc");
    assertThat(answer.getBest().getFidelity()).isEqualTo(3);
    assertThat(answer.getBest().getTau().getMean()).isEqualTo(1);
    assertThat(answer.getBest().getQuerySeconds()).isBetween(30.0, 31.0);
    assertThat(answer.getEpochs()).isEqualTo(3);
    // The second epoch is the same for all.
    assertThat(recommend(networks, 2, 1, List.of("rf", "valacc")).getBest().getPredictor())
        .isEqualTo("rf");
    assertThatThrownBy(() -> recommend(networks, 0, 1, List.of("valacc")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("valacc")
        .hasMessageContaining("--epochs");
    assertThatThrownBy(() -> recommend(networks, 9, 1, List.of("valacc")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not every observation has");
    assertThat(ObservationRecommender.epochsWithin(35, networks)).hasValue(3);
  }

  @Test
  void onlyWhatFindsWhatItReadsRuns() {
    List<Observation> networks = networks(20, ObservationRecommenderTest::score, 0);
    Contestants contestants = new Contestants(networks, 0);
    assertThat(contestants.quick().stream().map(Contestant::id))
        .contains("gp", "ensemble", "jacov", "omni_gp")
        .doesNotContain("synflow", "valacc", "lcsvr", "oneshot", "mlp");
    assertThat(contestants.slow().stream().map(Contestant::id))
        .contains("mlp", "seminas", "omni_ngb")
        .doesNotContain("gp", "lce");
    assertThatThrownBy(() -> contestants.named("synflow"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("synflow");
  }

  @Test
  void whatTakesLongerThanIsLeftSaysSo() {
    List<Observation> networks = networks(20, ObservationRecommenderTest::score, 0);
    PredictorRace race = new PredictorRace(networks, new Seed(1), 1, runner -> {});
    Contestants contestants = new Contestants(networks, 0);
    race.enter(List.of(contestants.named("jacov")), () -> false);
    race.enter(List.of(contestants.named("rf")), () -> true);
    assertThat(race.runners().get(1).failure().orElseThrow()).contains("--seconds");
    assertThat(race.inIt()).extracting(runner -> runner.contestant().id()).containsExactly("jacov");
  }

  @Test
  void tooFewNetworksAreAnError() {
    assertThatThrownBy(
            () -> recommend(networks(7, ObservationRecommenderTest::score, 0), 0, 1, SOME))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("8 trained networks or more, there are 7");
  }
}
