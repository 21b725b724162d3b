package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.run.ShellWord;

/** The options that concern images: how they depend on each other. */
record ImageOptions(ConfigOptions options) {

  /** A run goes on with the same images wherever they are. */
  static final String DIRECTORY = "--data-dir";

  /**
   * The data set.
   *
   * @throws ConfigException if there is none of that name
   */
  static DataSet dataSet(DataConfig asked) {
    return DataSets.open(
        asked.getDataSet(),
        Optional.of(asked.getDirectory()).filter(d -> !d.isEmpty()).map(Path::of));
  }

  /**
   * Adapts what a preset says to the options given: crop and cutout, where it has them, go with the
   * size of the images, and one of the two crops, given alone, replaces the other.
   */
  void adapt(DataConfig.Builder config, DataConfig asked, DataSet dataSet) {
    if (options.isGiven("--image-size")) {
      int side = asked.getImageSize();
      if (config.getLeastCropShare() == 0) {
        config.setCropPadding(dataSet.augmentation(side).cropPadding());
      }
      if (config.getCutout() > 0) {
        config.setCutout(side / 2);
      }
    }
    if (options.isGiven("--crop-padding") && asked.getCropPadding() > 0) {
      config.setLeastCropShare(0);
    }
    if (options.isGiven("--least-crop-share") && asked.getLeastCropShare() > 0) {
      config.setCropPadding(0);
    }
  }

  /** Refuses a cutout that leaves nothing of an image. */
  static void check(DataConfig config) {
    if (config.getImageSize() > 0 && config.getCutout() >= config.getImageSize()) {
      throw new ConfigException(
          "--cutout is "
              + config.getCutout()
              + ": must be below the side of the images, "
              + config.getImageSize());
    }
  }

  /** Says where the images are now, if the command line does. */
  void moveTo(DataConfig.Builder config) {
    options
        .given(DIRECTORY)
        .ifPresent(folder -> config.setDirectory(ConfigOptions.absolute((Path) folder)));
  }

  /** What a later command has to be given to find the images there; empty if this one was not. */
  String argument() {
    return options
        .given(DIRECTORY)
        .map(folder -> " " + DIRECTORY + " " + ShellWord.of((Path) folder))
        .orElse("");
  }
}
