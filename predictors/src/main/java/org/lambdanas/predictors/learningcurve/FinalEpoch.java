package org.lambdanas.predictors.learningcurve;

import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/** The epoch at which a full training ends, which extrapolations aim at. */
final class FinalEpoch {

  static final SettingDescription SETTING =
      SettingDescription.whole(
          "final_epoch",
          0,
          0,
          1_000_000,
          SearchSpaces.all().stream()
              .filter(space -> space.benchmark().fullEpochs() > 0)
              .map(space -> space.id() + " " + space.benchmark().fullEpochs())
              .collect(
                  Collectors.joining(
                      ", ",
                      "epoch whose value is predicted; 0: that of the space's published table (",
                      ")")));

  private FinalEpoch() {}

  static int of(Settings settings, String space) {
    int given = settings.whole(SETTING.name());
    if (given > 0) {
      return given;
    }
    int published = SearchSpaces.byId(space).benchmark().fullEpochs();
    if (published == 0) {
      throw new ConfigException(
          "setting final_epoch is 0, and no published table of space '"
              + Excerpt.of(space)
              + "' says how long a full training is: give the epochs");
    }
    return published;
  }
}
