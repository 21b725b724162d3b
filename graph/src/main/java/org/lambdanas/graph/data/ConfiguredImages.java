package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.proto.v1.DataConfig;

/**
 * The images that a configuration names.
 *
 * @param config which data set, from where, how many and at which size
 * @param dataSet its data set
 */
public record ConfiguredImages(DataConfig config, DataSet dataSet) {

  /**
   * Opens the data set of a configuration.
   *
   * @param config resolved
   * @return its images, not yet read
   * @throws org.lambdanas.graph.error.ConfigException if there is no such data set
   * @throws org.lambdanas.graph.error.DataException if its folder holds no pictures in folders
   */
  public static ConfiguredImages of(DataConfig config) {
    return new ConfiguredImages(config, DataSets.open(config.getDataSet(), directory(config)));
  }

  private static Optional<Path> directory(DataConfig config) {
    return config.getDirectory().isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(config.getDirectory()));
  }

  /**
   * Reads images; pictures of one's own at the configured size already.
   *
   * @param split which of them; of the training images only as many as the configuration says
   * @return the images
   * @throws org.lambdanas.graph.error.DataException if the files cannot be used
   */
  public ImageSet load(Split split) {
    return dataSet.load(
        directory(config),
        split,
        split == Split.TRAIN ? config.getTrainImages() : 0,
        config.getImageSize(),
        PictureRules.of(config));
  }

  /**
   * Brings images to the configured size.
   *
   * @param images as {@link #load} gave them
   * @return the same ones if no size is configured
   */
  public ImageSet sized(ImageSet images) {
    return config.getImageSize() == 0 ? images : images.resized(config.getImageSize());
  }
}
