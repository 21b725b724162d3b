package org.lambdanas.predictors.weightsharing;

import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.zerocost.FeaturePredictor;

/** The predictors of this package: scores with shared weights, known or computed. */
public final class WeightSharingPredictors {

  private static final List<SettingDescription> SETTINGS =
      List.of(
          SettingDescription.whole(
              SharedScore.IMAGES,
              SharedScore.DEFAULTS.getImages(),
              0,
              1 << 20,
              "images that each architecture is judged by, where it is computed; 0: all"),
          SettingDescription.whole(
              SharedScore.BATCH_SIZE,
              SharedScore.DEFAULTS.getBatchSize(),
              1,
              1 << 20,
              "images whose statistics norms take over"));

  private static final List<Predictor> ALL =
      List.of(
          predictor("oneshot", "negative loss with weights trained as the sum of all operations"),
          predictor("rsws", "accuracy with weights trained on one architecture a step"));

  private WeightSharingPredictors() {}

  /** All of them, in the order in which they are listed to people. */
  public static List<Predictor> all() {
    return ALL;
  }

  private static Predictor predictor(String id, String title) {
    PredictorDescription description =
        new PredictorDescription(
                id,
                title,
                Family.WEIGHT_SHARING,
                List.of(),
                Optional.empty(),
                0,
                false,
                SETTINGS,
                Optional.empty(),
                id.equals("rsws")
                    ? "Li and Talwalkar, Random search and reproducibility for NAS, 2019"
                    : "Bender et al., Understanding and simplifying one-shot search, 2018")
            .reading(List.of(id));
    return new FeaturePredictor(description, spec -> SharedScore.of(spec, SETTINGS), spec -> false);
  }
}
