package org.lambdanas.predictors.learningcurve;

import java.util.Map;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/** The epoch at which a full training ends, which extrapolations aim at. */
final class FinalEpoch {

  /** Epochs of the published tables that hold curves, by search space. */
  private static final Map<String, Integer> PUBLISHED =
      Map.of("nasbench201", 200, "darts", 98, "nasbench_nlp", 50);

  static final SettingDescription SETTING =
      SettingDescription.whole(
          "final_epoch",
          0,
          0,
          1_000_000,
          "epoch whose value is predicted; 0: that of the space's published table (nasbench201 200,"
              + " darts 98, nasbench_nlp 50)");

  private FinalEpoch() {}

  static int of(Settings settings, String space) {
    int given = settings.whole(SETTING.name());
    if (given > 0) {
      return given;
    }
    Integer published = PUBLISHED.get(space);
    if (published == null) {
      throw new ConfigException(
          "setting final_epoch is 0, and no published table of space '"
              + Excerpt.of(space)
              + "' says how long a full training is: give the epochs");
    }
    return published;
  }
}
