package org.lambdanas.predictors.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.ServerConfig;

/**
 * What a caller may have computed by a service: scores of networks of bounded size, on the images
 * that come with the program, or on the server's. Nobody names folders or devices of a server.
 *
 * @param dataSet the server's images; may be those that come with the program
 * @param directory where they are; may be empty
 */
record ScoringLimits(String dataSet, String directory) {

  /** The data set that needs no files. */
  private static final String EMBEDDED = "digits";

  private static final int MOST_INITIALISATIONS = 8;
  private static final int MOST_CELLS = 20;

  /** Numbers in the first feature maps of a batch. */
  private static final long MOST_NUMBERS = 1 << 22;

  /** Those of a server. */
  static ScoringLimits of(ServerConfig config) {
    return new ScoringLimits(
        config.getDataSet().isEmpty() ? EMBEDDED : config.getDataSet(), config.getDataDirectory());
  }

  /**
   * Refuses what is too much, and says where the images are.
   *
   * @param path of the specification in the request
   * @return the specification to go by, not to be shown to callers
   * @throws ConfigException that names the field
   */
  PredictorSpec admitted(PredictorSpec spec, String path) {
    check(spec, path);
    if (!spec.getScoring().getData().getDataSet().equals(dataSet)) {
      return spec;
    }
    PredictorSpec.Builder placed = spec.toBuilder();
    placed.getScoringBuilder().getDataBuilder().setDirectory(directory);
    return placed.build();
  }

  /** A model that does not tell where the images are. */
  Model shown(Model model) {
    return directory.isEmpty() ? model : new Shown(model);
  }

  private record Shown(Model model) implements Model {

    @Override
    public List<Prediction> query(List<Observation> queries) {
      return model.query(queries);
    }

    @Override
    public FittedPredictor save() {
      FittedPredictor.Builder saved = model.save().toBuilder();
      if (saved.getSpec().getScoring().hasData()) {
        saved.getSpecBuilder().getScoringBuilder().getDataBuilder().clearDirectory();
      }
      return saved.build();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private void check(PredictorSpec spec, String path) {
    if (!spec.getSharedNetwork().isEmpty()) {
      throw new ConfigException(path + ".shared_network: files are not for callers to name");
    }
    if (!spec.hasScoring()) {
      return;
    }
    String at = path + ".scoring";
    ScoreConfig asked = spec.getScoring();
    if (!asked.getData().getDirectory().isEmpty()
        || (asked.hasData()
            && !asked.getData().getDataSet().equals(EMBEDDED)
            && !asked.getData().getDataSet().equals(dataSet))) {
      throw new ConfigException(
          "%s.data names %s: this server computes scores on %s"
              .formatted(
                  at,
                  asked.getData().getDirectory().isEmpty()
                      ? "'" + Excerpt.of(asked.getData().getDataSet()) + "'"
                      : "a folder",
                  dataSet.equals(EMBEDDED)
                      ? EMBEDDED + ", which come with it"
                      : EMBEDDED + " and " + dataSet));
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

  private void checkSize(ScoreConfig config, String at) {
    most(
        at + ".initialisations",
        (double) Integer.toUnsignedLong(config.getInitialisations()),
        MOST_INITIALISATIONS);
    most(at + ".network.cells", config.getNetwork().getCells(), MOST_CELLS);
    most(at + ".network.cells_per_stage", config.getNetwork().getCellsPerStage(), MOST_CELLS / 3);
    int given = config.getData().getImageSize();
    Optional<Path> folder =
        config.getData().getDataSet().equals(dataSet) && !directory.isEmpty()
            ? Optional.of(Path.of(directory))
            : Optional.empty();
    long side =
        given > 0 ? given : DataSets.open(config.getData().getDataSet(), folder).imageSize();
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
