package org.lambdanas.search.cli.option;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;

/** A setting of a predictor as it is typed: {@code NAME=VALUE}. */
public final class SettingArgument {

  private SettingArgument() {}

  /**
   * Reads a setting.
   *
   * @throws ConfigException if it is not of the form
   */
  public static Feature parse(String text) {
    int equals = text.indexOf('=');
    try {
      if (equals > 0) {
        return Feature.newBuilder()
            .setName(text.substring(0, equals))
            .setValue(Double.parseDouble(text.substring(equals + 1)))
            .build();
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ConfigException(
        "--set is '" + Excerpt.of(text) + "': must be like NAME=NUMBER, such as depth=6");
  }

  /**
   * Adds a setting to a specification.
   *
   * @throws ConfigException if it is there already
   */
  public static void add(Feature setting, PredictorSpec.Builder spec) {
    if (spec.getSettingsList().stream()
        .anyMatch(known -> known.getName().equals(setting.getName()))) {
      throw new ConfigException("--set gives " + setting.getName() + " twice");
    }
    spec.addSettings(setting);
  }
}
