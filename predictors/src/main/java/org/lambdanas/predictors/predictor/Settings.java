package org.lambdanas.predictors.predictor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * Values of all settings that a predictor declares.
 *
 * @param values by name, in the order of declaration
 */
public record Settings(Map<String, Double> values) {

  /** Copies, keeping the order. */
  public Settings {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The given values, and the defaults for the others; ConfigException if one is unknown or out of
   * range.
   */
  public static Settings of(List<SettingDescription> declared, List<Feature> given) {
    return of(declared, given, false);
  }

  /** The settings that a specification gives, and the defaults or published values for others. */
  public static Settings of(List<SettingDescription> declared, PredictorSpec spec) {
    return of(declared, spec.getSettingsList(), spec.getAsPublished());
  }

  private static Settings of(
      List<SettingDescription> declared, List<Feature> given, boolean asPublished) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (SettingDescription setting : declared) {
      values.put(setting.name(), asPublished ? setting.published() : setting.defaultValue());
    }
    for (Feature feature : given) {
      SettingDescription setting =
          declared.stream()
              .filter(known -> known.name().equals(feature.getName()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "unknown setting "
                              + Suggestion.quoted(feature.getName(), values.keySet())
                              + ": known are "
                              + String.join(", ", values.keySet())));
      double value = feature.getValue();
      if (!(value >= setting.least() && value <= setting.most())
          || (setting.integer() && value != Math.rint(value))) {
        throw new ConfigException(
            "setting %s is %s: must be %s%s to %s"
                .formatted(
                    setting.name(),
                    value,
                    setting.integer() ? "a whole number, " : "",
                    setting.least(),
                    setting.most()));
      }
      values.put(setting.name(), value);
    }
    return new Settings(values);
  }

  /** The value of a declared setting. */
  public double number(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("setting " + name + " is not declared");
    }
    return value;
  }

  /** The value of a setting, or another where it is not declared. */
  public double number(String name, double otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** The value of a declared setting that is a whole number. */
  public int whole(String name) {
    return Math.toIntExact(Math.round(number(name)));
  }
}
