package org.lambdanas.search.cli.predictors;

import java.util.List;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.search.cli.option.ConfigOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which predictor, with which settings. */
final class PredictorChoice {

  @Mixin private final ConfigOptions options;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the predictor; may be given several times.")
  private List<String> settings = List.of();

  /** Of a predictor, with these options among those of its specification. */
  PredictorChoice(String... offered) {
    this.options = ConfigOptions.of(PredictorSpec.getDescriptor()).only(offered).build();
  }

  boolean isGiven() {
    return options.isGiven("--predictor");
  }

  /** The specification, as far as the options go. */
  PredictorSpec.Builder spec() {
    PredictorSpec.Builder spec = options.merge(PredictorSpec.newBuilder());
    settings.forEach(text -> SettingArgument.add(SettingArgument.parse(text), spec));
    return spec;
  }
}
