package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import picocli.CommandLine.Mixin;

/** The options that say how scores are computed that are not known. */
final class ScoringOptions {

  private static final String DIRECTORY = "--data-dir";

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(ScoreConfig.getDescriptor())
          .only(
              "--data",
              DIRECTORY,
              "--train-images",
              "--skip-broken",
              "--image-size",
              "--channels",
              "--cells-per-stage",
              "--cells",
              "--stem",
              "--batch-size",
              "--initialisations",
              "--seed",
              "--counted",
              "--precision")
          .named("--batch-size", "--score-batch")
          .named("--seed", "--score-seed")
          .help(
              "--channels",
              "Networks that are scored: channels of the first stage (default: as published).")
          .build();

  boolean isGiven() {
    return names().stream().anyMatch(options::isGiven);
  }

  List<String> names() {
    return options.names();
  }

  /** The settings of scores in a space, complete but for which. */
  ScoreConfig of(String space) {
    return ScoreSettings.complete(
        options.merge(ScoreConfig.newBuilder()).build(),
        SearchSpaces.networkSpaceById(space),
        List.of());
  }

  /** Whether more is said than where the images are. */
  boolean says() {
    return names().stream().filter(name -> !name.equals(DIRECTORY)).anyMatch(options::isGiven);
  }

  /** How a predictor computes scores, as its own specification has it, with the images here. */
  PredictorSpec placed(PredictorSpec spec) {
    PredictorSpec.Builder placed = spec.toBuilder();
    options
        .given(DIRECTORY)
        .ifPresent(
            folder ->
                placed
                    .getScoringBuilder()
                    .getDataBuilder()
                    .setDirectory(ConfigOptions.absolute((Path) folder)));
    return placed.build();
  }

  /** The same without the place of the images, which others have elsewhere. */
  static PredictorSpec withoutPlace(PredictorSpec spec) {
    PredictorSpec.Builder without = spec.toBuilder();
    if (spec.getScoring().hasData()) {
      without.getScoringBuilder().getDataBuilder().clearDirectory();
    }
    return without.build();
  }
}
