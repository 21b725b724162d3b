package org.lambdanas.search.cli.option;

import java.util.List;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;
import picocli.CommandLine.Option;

/** Settings of a predictor. A mixin of commands. */
public final class PredictorSettings {

  /** The option's name. */
  public static final String SET = "--set";

  @Option(
      names = SET,
      paramLabel = "NAME=VALUE",
      description = "A setting of the predictor; may be given several times.")
  private List<String> settings = List.of();

  /**
   * What was given.
   *
   * @throws org.lambdanas.graph.error.ConfigException if one is not of the form, or is given twice
   */
  public List<Feature> given() {
    PredictorSpec.Builder spec = PredictorSpec.newBuilder();
    settings.forEach(text -> SettingArgument.add(SettingArgument.parse(text), spec));
    return spec.getSettingsList();
  }
}
