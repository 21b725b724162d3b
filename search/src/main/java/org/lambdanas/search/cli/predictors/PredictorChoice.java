package org.lambdanas.search.cli.predictors;

import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.PredictorSettings;
import picocli.CommandLine.Mixin;

/** Which predictor, with which settings. */
final class PredictorChoice {

  @Mixin private final ConfigOptions options;

  @Mixin private final PredictorSettings settings = new PredictorSettings();

  /** Of a predictor, with these options among those of its specification. */
  PredictorChoice(String... offered) {
    this.options = ConfigOptions.of(PredictorSpec.getDescriptor()).only(offered).build();
  }

  boolean isGiven() {
    return options.isGiven("--predictor");
  }

  /** The specification, as far as the options go. */
  PredictorSpec.Builder spec() {
    return options.merge(PredictorSpec.newBuilder()).addAllSettings(settings.given());
  }
}
