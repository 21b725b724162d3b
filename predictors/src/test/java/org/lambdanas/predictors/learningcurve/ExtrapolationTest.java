package org.lambdanas.predictors.learningcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.curve;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.generated;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.observation;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.setting;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.spec;
import static org.lambdanas.predictors.learningcurve.DirectCurvePredictorsTest.predictor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

class ExtrapolationTest {

  /** Parameters of curves that still rise after 30 epochs. */
  private static final Map<CurveFamily, List<double[]>> EXAMPLES =
      Map.of(
          CurveFamily.LOG_LOG_LINEAR,
          List.of(new double[] {.15, 1.4}, new double[] {.05, 2}, new double[] {.3, 1.02}),
          CurveFamily.LOG_POWER,
          List.of(new double[] {.77, 2.98, -.51}, new double[] {.95, 1.5, -1.2}),
          CurveFamily.MMF,
          List.of(new double[] {.9, .1, .05, 1.2}, new double[] {.7, .3, .2, .6}),
          CurveFamily.HILL,
          List.of(new double[] {.77, .59, 2.46}, new double[] {.95, 1.5, 12}));

  private static Prediction predict(String id, double[] fractions) {
    double[] percent = Arrays.stream(fractions).map(value -> 100 * value).toArray();
    try (Model model = predictor(id).fit(spec(id).build(), List.of())) {
      return model.query(List.of(observation(1, curve("validation_accuracy", percent)))).get(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noiselessCurvesOfEachFamilyGoOn(CurveFamily family) {
    for (double[] parameters : EXAMPLES.getOrDefault(family, List.of())) {
      double truth = 100 * family.value(parameters, 0, Math.log(200));
      double[] values = generated(family, parameters, 30);
      for (String id : List.of("lce", "lce_m")) {
        Prediction prediction = predict(id, values);
        assertThat(prediction.getMean())
            .as(id + " " + Arrays.toString(parameters))
            .isCloseTo(truth, within(.1));
        assertThat(prediction.getDeviation()).isBetween(0.0, .5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void soDoCurvesOfManyShapes(CurveFamily family) {
    SplittableRandom random = new Seed(8).random();
    int count = 0;
    while (count < 40) {
      double[] parameters = family.typical();
      for (int d = 0; d < parameters.length; d++) {
        parameters[d] *= random.nextDouble(.3, 1.8);
      }
      double truth = family.value(parameters, 0, Math.log(200));
      double first = family.value(parameters, 0, 0);
      double seen = family.value(parameters, 0, Math.log(30));
      // Where the rise has hardly begun, 32-bit values do not tell where it ends.
      if (truth < .99 && first > 0 && seen - first > .1 * (truth - first)) {
        count++;
        assertThat(predict("lce", generated(family, parameters, 30)).getMean())
            .as(Arrays.toString(parameters))
            .isCloseTo(100 * truth, within(.5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivativesAreThoseOfTheValue(CurveFamily family) {
    double[] free = family.toFree(family.typical());
    double[] gradient = new double[free.length];
    for (int epoch = 1; epoch < 100; epoch += 7) {
      double t = Math.log(epoch);
      family.gradient(family.fromFree(free), t, gradient);
      for (int d = 0; d < free.length; d++) {
        double[] up = free.clone();
        double[] down = free.clone();
        up[d] += 1e-5;
        down[d] -= 1e-5;
        double difference =
            family.value(family.fromFree(up), 0, t) - family.value(family.fromFree(down), 0, t);
        assertThat(gradient[d]).isCloseTo(difference / 2e-5, within(1e-8));
      }
    }
  }

  @Test
  void hillAndLogPowerAreOneFunction() {
    // Which they are only with κ^η in the first.
    double[] hill = {.8, .7, 5};
    double[] logPower = {.8, Math.log(5), -.7};
    assertThat(CurveFamily.HILL.value(hill, 0, Math.log(17)))
        .isCloseTo(CurveFamily.LOG_POWER.value(logPower, 0, Math.log(17)), within(1e-15))
        .isCloseTo(.8 * Math.pow(17, .7) / (Math.pow(5, .7) + Math.pow(17, .7)), within(1e-15));
  }

  @Test
  void noisyCurvesHaveAnUncertainEnd() {
    double[] parameters = {.9, .1, .05, 1.2};
    double truth = 100 * CurveFamily.MMF.value(parameters, 0, Math.log(200));
    double[] values = generated(CurveFamily.MMF, parameters, 60);
    SplittableRandom random = new Seed(2).random();
    for (int i = 0; i < values.length; i++) {
      values[i] += .004 * random.nextGaussian();
    }
    Prediction prediction = predict("lce_m", values);
    assertThat(prediction.getDeviation()).isBetween(.1, 5.0);
    assertThat(prediction.getMean()).isCloseTo(truth, within(3.0));
    assertThat(predict("lce", values).getMean()).isCloseTo(truth, within(3.0));
  }

  @Test
  void rejectedProposalsLeaveTheStateBitIdentical() {
    double[] values = generated(CurveFamily.HILL, CurveFamily.HILL.typical(), 10);
    for (int i = 0; i < values.length; i++) {
      values[i] += i % 2 == 0 ? .01 : -.01;
    }
    FamilyFits fits = FamilyFits.of(values, fit -> true, FamilyFits.DOUBTFUL_EPOCHS);
    double[] start = Mixture.state(fits.fits(), fits.weights());
    start[start.length - 1] = 1e-4;
    MetropolisWalk walk = new MetropolisWalk(fits.mixture(), values, start);
    SplittableRandom random = new Seed(1).random();
    int accepted = 0;
    for (int s = 0; s < 2000; s++) {
      double[] state = walk.state();
      double[] before = state.clone();
      boolean taken = walk.propose(3e-3, 1e-5, random);
      // No state that was handed out is ever written to.
      assertThat(state).containsExactly(before);
      if (taken) {
        accepted++;
        for (int d = 0; d < state.length; d++) {
          assertThat(walk.state()[d]).isNotEqualTo(state[d]);
        }
      } else {
        assertThat(walk.state()).isSameAs(state);
      }
    }
    assertThat(accepted).isBetween(20, 1900);
  }

  @Test
  void proposalsAreTakenWithTheRatioOfTheirLikelihoods() {
    double[] values = {.40, .52, .55, .61, .62};
    Mixture mixture = new Mixture(List.of(CurveFamily.LOG_LOG_LINEAR));
    double[] state = {.2, 1.5, 1, 2e-4};
    MetropolisWalk walk = new MetropolisWalk(mixture, values, state);
    SplittableRandom walked = new Seed(4).random();
    SplittableRandom checked = new Seed(4).random();
    int accepted = 0;
    for (int s = 0; s < 3000; s++) {
      double[] proposal = state.clone();
      for (int d = 0; d < proposal.length; d++) {
        proposal[d] += (d < 3 ? 5e-4 : 2e-4) * checked.nextGaussian();
      }
      double chance = checked.nextDouble();
      // Densities of a normal distribution, multiplied.
      boolean expected =
          proposal[3] > 0 && chance < likelihood(proposal, values) / likelihood(state, values);
      assertThat(walk.propose(5e-4, 2e-4, walked)).isEqualTo(expected);
      state = expected ? proposal : state;
      accepted += expected ? 1 : 0;
      assertThat(walk.state()).containsExactly(state);
    }
    assertThat(accepted).isBetween(300, 2700);
  }

  private static double likelihood(double[] state, double[] values) {
    double product = 1;
    for (int i = 0; i < values.length; i++) {
      double fitted = state[2] * Math.log(state[0] * Math.log(i + 1) + state[1]);
      double residual = fitted - values[i];
      product *= Math.exp(-residual * residual / (2 * state[3])) / Math.sqrt(state[3]);
    }
    return product;
  }

  @Test
  void proposalsThatDoNotRiseAreRejected() {
    double[] values = {.6, .5};
    Mixture mixture = new Mixture(List.of(CurveFamily.LOG_POWER));
    // Falls: the exponent is positive.
    double[] start = {1, 1, .5, 1, 1};
    MetropolisWalk walk = new MetropolisWalk(mixture, values, start);
    assertThat(walk.propose(1e-3, 1e-3, new Seed(1).random())).isFalse();
    assertThat(walk.state()).containsExactly(start);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lce", "lce_m"})
  void shortCurvesStayWhereTheyAre(String id) {
    Prediction one = predict(id, new double[] {.125});
    assertThat(one.getMean()).isCloseTo(12.5, within(1e-5));
    assertThat(one.getDeviation()).isZero();
    Prediction two = predict(id, new double[] {.125, .25});
    assertThat(two.getMean()).isCloseTo(25, within(1e-5));
    assertThat(two.getDeviation()).isCloseTo(12.5, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lce", "lce_m"})
  void oddCurvesHaveFiniteEnds(String id) {
    double[] zero = new double[12];
    double[] flat = new double[12];
    Arrays.fill(flat, .1);
    double[] falling = new double[12];
    double[] wild = new double[12];
    double[] negative = new double[12];
    for (int i = 0; i < 12; i++) {
      falling[i] = .9 - .05 * i;
      wild[i] = i % 3 == 0 ? .1 : .9;
      negative[i] = -50 + i;
    }
    for (double[] values : List.of(zero, flat, falling, wild, negative)) {
      for (int epochs : new int[] {3, 4, 5, 6, 7, 12}) {
        Prediction prediction = predict(id, Arrays.copyOf(values, epochs));
        assertThat(prediction.getMean()).isFinite();
        assertThat(prediction.getDeviation()).isFinite().isNotNegative();
      }
    }
    assertThat(predict(id, flat).getMean()).isCloseTo(10, within(.5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lce", "lce_m"})
  void predictionsHangOnSeedArchitectureAndCurveOnly(String id) {
    Observation first = observation(1, curve("validation_accuracy", 10, 30, 40, 44, 47, 48, 50));
    Observation second = observation(2, curve("validation_accuracy", 10, 30, 40, 44, 47, 48, 50));
    Model model = predictor(id).fit(spec(id).addSettings(setting("steps", 600)).build(), List.of());
    List<Prediction> together = model.query(List.of(first, second));
    assertThat(model.query(List.of(second, first)))
        .containsExactly(together.get(1), together.get(0));
    assertThat(together.get(0).getMean()).isNotEqualTo(together.get(1).getMean());
    Model other =
        predictor(id)
            .fit(spec(id).addSettings(setting("steps", 600)).setSeed(4).build(), List.of());
    assertThat(other.query(List.of(first)).get(0).getMean())
        .isNotEqualTo(together.get(0).getMean())
        .isCloseTo(together.get(0).getMean(), within(5.0));
  }

  @Test
  void theFinalEpochIsASetting() {
    Observation query = observation(1, curve("validation_accuracy", 10, 20, 27, 32, 36, 39, 41));
    double[] means = new double[2];
    for (int i = 0; i < 2; i++) {
      means[i] =
          predictor("lce")
              .fit(
                  spec("lce").addSettings(setting("final_epoch", i == 0 ? 10 : 100)).build(),
                  List.of())
              .query(List.of(query))
              .get(0)
              .getMean();
    }
    assertThat(means[0]).isBetween(41.0, means[1]);
    assertThat(means[1]).isBetween(means[0] + 2, 100.0);
  }
}
