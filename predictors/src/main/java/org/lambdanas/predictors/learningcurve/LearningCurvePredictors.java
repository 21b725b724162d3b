package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/** The predictors of this package. */
public final class LearningCurvePredictors {

  /** Accuracies where a table has them; the rule of NAS-Bench-NLP is 100 minus the loss. */
  private static final List<String> ACCURACY =
      List.of(Curve.VALIDATION_ACCURACY, Curve.VALIDATION_LOSS);

  private static final String STUDY =
      "White et al., How powerful are performance predictors in NAS?, 2021";
  private static final String SUM_OF_LOSSES =
      "Ru et al., Speedy performance estimation for neural architecture search, 2021";
  private static final String EXTRAPOLATION =
      "Domhan et al., Speeding up automatic hyperparameter optimization of deep neural networks by"
          + " extrapolation of learning curves, 2015";

  private static final String STEPS = "steps";
  private static final String STEP = "step";
  private static final String BURN_IN = "burn_in";
  private static final String EPOCHS_A_POINT = "epochs_a_point";

  private static final List<Predictor> ALL =
      List.of(
          direct(
              "valacc",
              "validation accuracy so far (percent; 100 - loss where there is none)",
              ACCURACY,
              STUDY,
              curve -> curve.inPercent().last()),
          direct(
              "valloss",
              "validation loss so far (minus nats)",
              List.of(Curve.VALIDATION_LOSS),
              STUDY,
              curve -> -curve.last()),
          direct(
              "sotl",
              "sum of training losses (minus nats times epochs)",
              List.of(Curve.TRAIN_LOSS),
              SUM_OF_LOSSES,
              curve -> -Arrays.stream(curve.values()).sum()),
          direct(
              "sotle",
              "training loss of the last epoch (minus nats)",
              List.of(Curve.TRAIN_LOSS),
              SUM_OF_LOSSES,
              curve -> -curve.last()),
          new CurvePredictor(
              description(
                  "lce",
                  "learning curve extrapolation (percent)",
                  ACCURACY,
                  true,
                  List.of(
                      FinalEpoch.SETTING,
                      epochsAPoint(2),
                      SettingDescription.whole(
                          STEPS, 300, 1, 1_000_000, "steps of the random walk"),
                      SettingDescription.number(
                          STEP,
                          1e-4,
                          0,
                          1,
                          "longest standard deviation of a step in each coordinate")),
                  EXTRAPOLATION),
              LearningCurvePredictors::metropolis),
          new CurvePredictor(
              description(
                  "lce_m",
                  "learning curve extrapolation by ensemble sampling (percent)",
                  ACCURACY,
                  true,
                  List.of(
                      FinalEpoch.SETTING,
                      epochsAPoint(FamilyFits.DOUBTFUL_EPOCHS),
                      SettingDescription.whole(STEPS, 800, 1, 1_000_000, "moves of each walker"),
                      SettingDescription.whole(
                          BURN_IN, 500, 0, 1_000_000, "how many of them are not counted")),
                  EXTRAPOLATION),
              LearningCurvePredictors::posterior),
          new SupportVectorPredictor());

  private LearningCurvePredictors() {}

  /** All of them, in the order in which they are listed to people. */
  public static List<Predictor> all() {
    return ALL;
  }

  /** The publications give all families the same weight. */
  private static SettingDescription epochsAPoint(double usual) {
    return SettingDescription.number(
            EPOCHS_A_POINT,
            usual,
            1,
            1e9,
            "epochs that count as one when families are weighted by fit: few for small errors, many"
                + " for good ranks")
        .published(1e9);
  }

  private static Predictor direct(
      String id, String title, List<String> metrics, String source, ToDoubleFunction<Curve> score) {
    return new CurvePredictor(
        description(id, title, metrics, false, List.of(), source),
        (settings, space) ->
            (curve, seed) -> new Extrapolation(score.applyAsDouble(curve), Double.NaN));
  }

  private static PredictorDescription description(
      String id,
      String title,
      List<String> metrics,
      boolean givesDeviation,
      List<SettingDescription> settings,
      String source) {
    return new PredictorDescription(
        id,
        title,
        Family.LEARNING_CURVE,
        List.of(),
        Optional.of(new CurveNeed(metrics, 1)),
        0,
        givesDeviation,
        settings,
        Optional.empty(),
        source);
  }

  private static BiFunction<Curve, Seed, Extrapolation> metropolis(
      Settings settings, String space) {
    MetropolisExtrapolation extrapolation =
        new MetropolisExtrapolation(
            FinalEpoch.of(settings, space),
            settings.number(EPOCHS_A_POINT),
            settings.whole(STEPS),
            settings.number(STEP));
    return (curve, seed) -> extrapolation.extrapolate(curve.asFractions(), seed).inPercent();
  }

  private static BiFunction<Curve, Seed, Extrapolation> posterior(Settings settings, String space) {
    int steps = settings.whole(STEPS);
    int burnIn = settings.whole(BURN_IN);
    if (burnIn >= steps) {
      throw new ConfigException(
          "setting burn_in is " + burnIn + ": must be below steps, which is " + steps);
    }
    PosteriorExtrapolation extrapolation =
        new PosteriorExtrapolation(
            FinalEpoch.of(settings, space), settings.number(EPOCHS_A_POINT), steps, burnIn);
    return (curve, seed) -> extrapolation.extrapolate(curve.asFractions(), seed).inPercent();
  }
}
