package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.differentiable.SearchData;
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

  /** Side of the images that are asked for. */
  int side(DataConfig asked, DataSet dataSet) {
    return options.isGiven("--image-size") ? asked.getImageSize() : dataSet.imageSize();
  }

  /**
   * Takes over what a search says of its images: which, their size and classes, which of them are
   * held out, and what may be done to them. A size or window that the preset asks for stays.
   */
  void follow(DataConfig.Builder config, DataConfig search) {
    config
        .setDirectory(search.getDirectory())
        .setHorizontalFlip(search.getHorizontalFlip())
        .setColourJitter(search.getColourJitter())
        .setHeldOut(search.getHeldOut())
        .setHeldOutSeed(search.getHeldOutSeed())
        .setSkipBroken(search.getSkipBroken());
    if (search.getAugment() != Augment.AUGMENT_UNSPECIFIED) {
      // As in searches of early versions.
      config
          .setAugment(search.getAugment())
          .setAugmentOperations(search.getAugmentOperations())
          .setAugmentMagnitude(search.getAugmentMagnitude());
    }
    if (!options.isGiven(DIRECTORY)) {
      config.setClasses(search.getClasses());
    }
    if (config.getLeastCropShare() == 0) {
      if (search.getCutout() > 0) {
        config.setCutout(search.getCutout());
      } else if (config.getCutout() > 0) {
        config.setCutout(search.getImageSize() / 2);
      }
      config
          .setImageSize(search.getImageSize())
          .setCropPadding(search.getCropPadding())
          .setLeastCropShare(search.getLeastCropShare());
    }
  }

  /**
   * What is said of a data set that was read.
   *
   * @param config where it is now
   * @param images some of its images
   * @param use how many of them do what
   */
  static String line(DataConfig config, ImageSet images, String use) {
    return "data %s: %s; %d classes, %dx%d pixels"
        .formatted(
            config.getDirectory().isEmpty()
                ? config.getDataSet()
                : config.getDataSet() + " " + config.getDirectory(),
            use,
            images.classNames().size(),
            images.width(),
            images.height());
  }

  /** The same of the images of a search. */
  static String line(DataConfig config, SearchData data) {
    return line(
        config,
        data.weights().images(),
        "%d images for the weights, %d for alpha"
            .formatted(data.weights().images().size(), data.alpha().images().size()));
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
