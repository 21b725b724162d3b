package org.lambdanas.search.cli.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.GivenArchitectures;
import org.lambdanas.search.cli.option.PredictorSettings;
import org.lambdanas.search.cli.option.TextOption;
import picocli.CommandLine.Mixin;

/**
 * The options of all methods of searching: those that differentiate a super-network, and those that
 * ask for evaluations. A mixin of commands.
 */
final class MethodOptions {

  static final String METHOD = "--method";

  @Mixin
  private final ConfigOptions settings =
      ConfigOptions.of(
              SearchConfig.getDescriptor(),
              GuidedConfig.getDescriptor(),
              TableObjective.getDescriptor(),
              TrainingConfig.getDescriptor(),
              ScoreConfig.getDescriptor())
          .without("--measures", "--initial-weights", "--objective")
          .help(
              METHOD,
              "How to search. By the gradient of a super-network: "
                  + String.join(", ", EnumNames.of(SearchMethod.getDescriptor()))
                  + "; by evaluations (--objective): "
                  + String.join(", ", EnumNames.of(StrategyKind.getDescriptor()))
                  + " (default: lambda-darts; with --objective guided).")
          .build();

  @Mixin
  private final TextOption preset =
      new TextOption(
          "--preset",
          "NAME",
          "Defaults: paper or laptop (default: laptop up to 16 pixels, else paper); of trials that"
              + " train, those of lnas train.");

  @Mixin
  private final TextOption objective =
      new TextOption(
          "--objective",
          "WHAT",
          "What an evaluation measures: table:FILE#METRIC, looked up (table:nasbench201#METRIC is"
              + " built in); train, by training with the options of lnas train; or score:MEASURE,"
              + " with those of lnas score.");

  @Mixin private final GivenArchitectures candidates = new GivenArchitectures();
  @Mixin private final PredictorSettings predictor = new PredictorSettings();

  /** The options by themselves. */
  ConfigOptions settings() {
    return settings;
  }

  /** The options of a differentiable search. */
  SearchOptions differentiable() {
    return new SearchOptions(settings, preset);
  }

  /** The options of a search by evaluations. */
  GuidedOptions guided() {
    return new GuidedOptions(settings, preset, objective, candidates, predictor);
  }

  /**
   * Whether a search by evaluations is asked for.
   *
   * @throws ConfigException if there is no method of that name
   */
  boolean isGuided() {
    Optional<String> method = settings.given(METHOD).map(Object::toString);
    if (method.isEmpty()) {
      return objective.given().isPresent();
    }
    boolean differentiable = EnumNames.of(SearchMethod.getDescriptor()).contains(method.get());
    if (!differentiable && !EnumNames.of(StrategyKind.getDescriptor()).contains(method.get())) {
      List<String> names =
          Stream.concat(
                  EnumNames.of(SearchMethod.getDescriptor()).stream(),
                  EnumNames.of(StrategyKind.getDescriptor()).stream())
              .toList();
      throw new ConfigException(
          "%s is %s: use %s"
              .formatted(METHOD, Suggestion.quoted(method.get(), names), String.join(", ", names)));
    }
    return !differentiable;
  }

  /** Whether an objective is given: what it is compared by. */
  boolean isByEvaluations() {
    return objective.given().isPresent();
  }

  /** Refuses methods that ask for evaluations, where nothing says what they measure. */
  void requireByGradient(List<String> methods) {
    for (String method : methods) {
      if (!method.equals(EnumNames.of(StrategyKind.STRATEGY_KIND_RANDOM))
          && EnumNames.of(StrategyKind.getDescriptor()).contains(method)) {
        throw new ConfigException(
            "--methods %s asks for evaluations: say with --objective what they measure"
                .formatted(method));
      }
    }
  }

  /** Those of what runs that go on keep, whatever the method. */
  List<String> namesOfWhatIsKept() {
    return guided().namesOfWhatIsKept();
  }

  /** The method asked for, as typed. */
  String method() {
    return settings.given(METHOD).map(Object::toString).orElse("lambda-darts");
  }

  /** The names of all options. */
  List<String> names() {
    return Stream.concat(
            settings.names().stream(),
            Stream.of(
                preset.name(), objective.name(), GivenArchitectures.FROM, PredictorSettings.SET))
        .toList();
  }

  /** Those that only searches by evaluations have. */
  List<String> onlyGuided() {
    List<String> own = differentiable().names();
    return names().stream().filter(name -> !own.contains(name)).toList();
  }
}
