package org.lambdanas.predictors.service;

import java.util.List;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;

/**
 * What a caller may have computed by a service: scores of networks of bounded size, on the images
 * that come with the program. Nobody names folders or devices of a server.
 */
final class ScoringLimits {

  /** The data set that needs no files. */
  private static final String EMBEDDED = "digits";

  private static final int MOST_INITIALISATIONS = 8;
  private static final int MOST_CELLS = 20;

  /** Numbers in the first feature maps of a batch. */
  private static final long MOST_NUMBERS = 1 << 22;

  private ScoringLimits() {}

  /**
   * Refuses what is too much.
   *
   * @param path of the specification in the request
   * @throws ConfigException that names the field
   */
  static void check(PredictorSpec spec, String path) {
    if (!spec.getSharedNetwork().isEmpty()) {
      throw new ConfigException(path + ".shared_network: files are not for callers to name");
    }
    if (!spec.hasScoring()) {
      return;
    }
    String at = path + ".scoring";
    ScoreConfig asked = spec.getScoring();
    if (!asked.getData().getDirectory().isEmpty()
        || (asked.hasData() && !asked.getData().getDataSet().equals(EMBEDDED))) {
      throw new ConfigException(
          "%s.data names %s: this server computes scores on %s, which come with it"
              .formatted(
                  at,
                  asked.getData().getDirectory().isEmpty()
                      ? "'" + Excerpt.of(asked.getData().getDataSet()) + "'"
                      : "a folder",
                  EMBEDDED));
    }
    if (asked.hasExecution()) {
      throw new ConfigException(at + ".execution is the server's: leave it out");
    }
    if (spec.getSpace().isEmpty()) {
      throw new ConfigException(path + ".space is missing: scores are of networks of a space");
    }
    checkSize(
        ScoreSettings.complete(
            asked, SearchSpaces.networkSpaceById(spec.getSpace()), List.of(spec.getPredictor())),
        at);
  }

  private static void checkSize(ScoreConfig config, String at) {
    most(
        at + ".initialisations",
        (double) Integer.toUnsignedLong(config.getInitialisations()),
        MOST_INITIALISATIONS);
    most(at + ".network.cells", config.getNetwork().getCells(), MOST_CELLS);
    most(at + ".network.cells_per_stage", config.getNetwork().getCellsPerStage(), MOST_CELLS / 3);
    int given = config.getData().getImageSize();
    long side = given > 0 ? given : DataSets.byName(EMBEDDED).imageSize();
    double numbers = 1.0 * side * side * config.getBatchSize() * config.getNetwork().getChannels();
    most(at + ": batch_size * channels * image_size^2", numbers, MOST_NUMBERS);
  }

  private static void most(String what, double value, long most) {
    if (!(value >= 0 && value <= most)) {
      throw new ConfigException(
          "%s is %.0f: this server computes at most %d".formatted(what, value, most));
    }
  }
}
