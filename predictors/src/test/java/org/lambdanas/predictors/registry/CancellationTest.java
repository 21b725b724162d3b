package org.lambdanas.predictors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Every predictor ends soon after it is told to, in the middle of its work. */
class CancellationTest {

  private static final PredictorCatalogue CATALOGUE = PredictorCatalogue.registered();

  /** Looks that are let pass. */
  private static final int LOOKS = 0;

  static List<String> predictors() {
    return CATALOGUE.predictors().stream()
        .map(Predictor::description)
        .map(PredictorDescription::id)
        // Those that tests bring.
        .filter(id -> !id.startsWith("toy_"))
        .toList();
  }

  /** With all that a predictor reads. */
  private static List<Observation> observations(PredictorDescription description) {
    return Cells.observations(20, 1).stream()
        .map(
            observation -> {
              Observation.Builder full = observation.toBuilder();
              for (String metric :
                  List.of("validation_accuracy", "validation_loss", "train_loss")) {
                LearningCurve.Builder curve =
                    LearningCurve.newBuilder().setMetric(metric).setFirstEpoch(1);
                IntStream.rangeClosed(1, 30)
                    .forEach(
                        epoch -> curve.addValues((float) observation.getTarget() * epoch / 31));
                full.addCurves(curve);
              }
              if (description.family() == Family.HYBRID) {
                description
                    .features()
                    .forEach(name -> full.addFeaturesBuilder().setName(name).setValue(1));
              }
              return full.build();
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void fitsAndQueriesEndWhenTold(String id) {
    PredictorDescription description = CATALOGUE.byId(id).description();
    PredictorSpec spec = DamagedModelsTest.spec(id);
    List<Observation> observations = observations(description);
    AtomicInteger looks = new AtomicInteger();
    Runnable check =
        () -> {
          if (looks.incrementAndGet() > LOOKS) {
            throw new InterruptedRunException("told to end");
          }
        };
    try {
      assertThatThrownBy(
              () ->
                  Cancellation.during(
                      check,
                      () -> {
                        try (Model model = CATALOGUE.fit(spec, observations)) {
                          assertThat(description.family())
                              .as("fitted to the end")
                              .isNotEqualTo(Family.MODEL_BASED);
                          return model.query(observations);
                        }
                      }))
          .satisfies(
              e -> assumeTrue(!(e instanceof ConfigException), String.valueOf(e.getMessage())))
          .isInstanceOf(InterruptedRunException.class);
    } finally {
      // What comes after on this thread is not ended.
      Cancellation.check();
    }
    assertThat(looks).hasValue(LOOKS + 1);
  }
}
