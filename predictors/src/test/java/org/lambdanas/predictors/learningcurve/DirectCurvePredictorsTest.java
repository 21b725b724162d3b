package org.lambdanas.predictors.learningcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.curve;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.observation;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.setting;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.spec;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

class DirectCurvePredictorsTest {

  static Predictor predictor(String id) {
    return LearningCurvePredictors.all().stream()
        .filter(predictor -> predictor.description().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static double mean(String id, Observation query) {
    try (Model model = predictor(id).fit(spec(id).build(), List.of())) {
      Prediction prediction = model.query(List.of(query)).get(0);
      assertThat(prediction.getArchitecture()).isEqualTo(query.getArchitecture());
      assertThat(prediction.hasDeviation()).isFalse();
      return prediction.getMean();
    }
  }

  @Test
  void eachReadsItsCurve() {
    Observation both =
        observation(
            5,
            curve("train_loss", 3, 2, 1.5),
            curve("validation_loss", 3.5, 2.5, 2.25),
            curve("validation_accuracy", 20, 40, 55.5));
    assertThat(mean("valacc", both)).isEqualTo(55.5);
    assertThat(mean("valloss", both)).isEqualTo(-2.25);
    assertThat(mean("sotl", both)).isEqualTo(-6.5);
    assertThat(mean("sotle", both)).isEqualTo(-1.5);
    Observation lossOnly = observation(5, curve("validation_loss", 3.5, 2.5, 2.25));
    assertThat(mean("valacc", lossOnly)).isEqualTo(97.75);
  }

  @Test
  void afterOneEpochTheSumIsTheLoss() {
    Observation query = observation(9, curve("train_loss", 4.75));
    assertThat(mean("sotle", query)).isEqualTo(-4.75);
    assertThat(mean("sotl", query)).isEqualTo(-4.75);
  }

  @Test
  void accuracyOfTheLastEpochRanksPerfectly() {
    SplittableRandom random = new Seed(1).random();
    double[] truth = new double[100];
    double[] predicted = new double[100];
    for (int i = 0; i < truth.length; i++) {
      float accuracy = (float) (90 * random.nextDouble());
      truth[i] = accuracy;
      predicted[i] = mean("valacc", observation(i, curve("validation_accuracy", 3, accuracy)));
    }
    assertThat(Correlation.KENDALL.compute(truth, predicted).value()).isOne();
  }

  @Test
  void descriptionsSayWhatIsNeeded() {
    assertThat(LearningCurvePredictors.all())
        .extracting(predictor -> predictor.description().id())
        .containsExactly("valacc", "valloss", "sotl", "sotle", "lce", "lce_m", "lcsvr");
    for (Predictor predictor : LearningCurvePredictors.all()) {
      assertThat(predictor.description().encodings()).isEmpty();
      assertThat(predictor.description().curves()).isPresent();
      boolean fitted = predictor.description().leastObservations() > 0;
      assertThat(predictor.description().family())
          .isEqualTo(fitted ? Family.HYBRID : Family.LEARNING_CURVE);
    }
  }

  @Test
  void savedModelsPredictTheSame() {
    Observation query = observation(7, curve("validation_accuracy", 10, 30, 41, 46, 50, 52));
    for (String id : List.of("valacc", "lce", "lce_m")) {
      PredictorSpec.Builder spec = spec(id);
      if (!id.equals("valacc")) {
        spec.addSettings(setting("steps", 550));
      }
      Model model = predictor(id).fit(spec.build(), List.of());
      Model loaded = predictor(id).load(model.save());
      assertThat(loaded.query(List.of(query))).isEqualTo(model.query(List.of(query)));
      assertThat(loaded.save()).isEqualTo(model.save());
    }
  }

  @Test
  void unfitSpecificationsAreRefused() {
    Predictor predictor = predictor("sotl");
    assertThatThrownBy(() -> predictor.fit(spec("sotl").setEncoding("path").build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no encoding: leave out 'path'");
    assertThatThrownBy(() -> predictor.fit(spec("sotl").clearSpace().build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("names no search space");
    assertThatThrownBy(() -> predictor.fit(spec("valacc").build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("of predictor 'valacc', expected sotl");
    assertThatThrownBy(
            () -> predictor.load(predictor("valacc").fit(spec("valacc").build(), List.of()).save()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("fitted predictor: ");
    assertThatThrownBy(() -> predictor("lce").fit(spec("lce").setSpace("s1").build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("final_epoch is 0");
    assertThatThrownBy(
            () ->
                predictor("lce_m")
                    .fit(spec("lce_m").addSettings(setting("burn_in", 800)).build(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("burn_in is 800");
  }

  @Test
  void unfitQueriesAreRefused() {
    refused(observation(1), "query 1: has no curve train_loss: it has none");
    refused(
        observation(1, curve("validation_loss", 1)),
        "query 1: has no curve train_loss: it has validation_loss");
    refused(observation(1, curve("train_loss")), "has 0 epochs, must have 1 or more");
    refused(
        observation(1, curve("train_loss", 1, Double.NaN)), "curve train_loss is NaN at epoch 2");
    refused(
        observation(1, curve("train_loss", 1).toBuilder().setFirstEpoch(4).build()),
        "starts at epoch 4, must start at 1");
    Observation.Builder foreign = observation(1, curve("train_loss", 1)).toBuilder();
    foreign.getArchitectureBuilder().setSpace("darts");
    refused(foreign.build(), "is of space 'darts', expected nasbench201");
  }

  private static void refused(Observation query, String message) {
    Observation fit = observation(0, curve("train_loss", 1));
    try (Model model = predictor("sotle").fit(spec("sotle").build(), List.of())) {
      assertThat(model.query(List.of(fit)).get(0).getMean()).isCloseTo(-1, within(0.0));
      assertThatThrownBy(() -> model.query(List.of(fit, query)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(message);
    }
  }
}
