package org.lambdanas.predictors.gaussian;

import java.util.List;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;

/** The settings that all Gaussian processes here have in common. */
final class KernelSettings {

  private static final String LENGTH_SCALE = "length_scale";
  private static final String VARIANCE = "variance";
  private static final String NOISE = "noise";
  private static final String OPTIMISE = "optimise";

  private KernelSettings() {}

  static List<SettingDescription> descriptions(boolean optimise) {
    return List.of(
        SettingDescription.number(
            LENGTH_SCALE,
            0,
            0,
            1e6,
            "length scale of the kernel, in units of the features; 0: 0.645 times the root mean"
                + " square distance of the training rows"),
        SettingDescription.number(
                VARIANCE, 1, 1e-6, 1e6, "variance of the function, of standardised labels")
            .searchedLogarithmically(0.1, 10),
        SettingDescription.number(
                NOISE, 0.1, 1e-6, 1e6, "variance of the noise on standardised labels")
            .searchedLogarithmically(0.001, 1),
        SettingDescription.whole(
            OPTIMISE,
            optimise ? 1 : 0,
            0,
            1,
            "1: length scale, variance and noise are fitted, from the values given; 0: they stay"));
  }

  static KernelParameters parameters(Settings settings, SparseRows rows) {
    double lengthScale = settings.number(LENGTH_SCALE);
    return new KernelParameters(
        lengthScale == 0 ? LengthScale.of(rows) : lengthScale,
        settings.number(VARIANCE),
        settings.number(NOISE));
  }

  static boolean optimise(Settings settings) {
    return settings.whole(OPTIMISE) == 1;
  }
}
