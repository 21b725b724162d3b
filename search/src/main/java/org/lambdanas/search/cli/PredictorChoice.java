package org.lambdanas.search.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;
import picocli.CommandLine.Option;

/** Which predictor, with which settings. */
final class PredictorChoice {

  @Option(
      names = "--predictor",
      paramLabel = "ID",
      description = "Predictor, such as xgb ('lnas predictors list' shows all).")
  private @Nullable String predictor;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description = "Search space of the architectures.")
  private String space = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of every random draw (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private long seed;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the predictor; may be given several times.")
  private List<String> settings = List.of();

  boolean isGiven() {
    return predictor != null;
  }

  String space() {
    return space;
  }

  long seed() {
    return seed;
  }

  /** The specification, as far as these options go. */
  PredictorSpec.Builder spec() {
    PredictorSpec.Builder spec = PredictorSpec.newBuilder().setSpace(space).setSeed(seed);
    if (predictor != null) {
      spec.setPredictor(predictor);
    }
    return spec.addAllSettings(features());
  }

  private List<Feature> features() {
    List<Feature> features = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      try {
        String name = setting.substring(0, Math.max(equals, 0));
        double value = Double.parseDouble(setting.substring(equals + 1));
        if (equals < 1 || features.stream().anyMatch(known -> known.getName().equals(name))) {
          throw malformed(setting);
        }
        features.add(Feature.newBuilder().setName(name).setValue(value).build());
      } catch (NumberFormatException e) {
        throw malformed(setting);
      }
    }
    return features;
  }

  private static ConfigException malformed(String setting) {
    return new ConfigException(
        "setting '"
            + Excerpt.of(setting)
            + "' is not of the form NAME=NUMBER, each name once, such as depth=6");
  }
}
