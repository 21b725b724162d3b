package org.lambdanas.search.cli.predictors;

import java.util.List;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import picocli.CommandLine.Mixin;

/** The options that say how scores are computed that are not known. */
final class ScoringOptions {

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(ScoreConfig.getDescriptor())
          .only(
              "--data",
              "--data-dir",
              "--train-images",
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

  /** The settings of a score in a space, complete. */
  ScoreConfig of(String space, String measure) {
    return ScoreSettings.complete(
        options.merge(ScoreConfig.newBuilder()).build(),
        SearchSpaces.networkSpaceById(space),
        List.of(measure));
  }
}
