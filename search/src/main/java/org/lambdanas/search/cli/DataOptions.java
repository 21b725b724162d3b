package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Option;

/** Which images: the data set, how many of it, and at which size. */
final class DataOptions {

  /** A run goes on with the same images wherever they are. */
  static final String DIRECTORY = "--data-dir";

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = {
        "digits (embedded, default), cifar10, cifar100, svhn, mnist, fashion-mnist,",
        "or folder: pictures of your own in train/CLASS/ and val/CLASS/."
      })
  private String data = "digits";

  @Option(
      names = DIRECTORY,
      paramLabel = "DIR",
      description = "Folder of the image files, in their published form, plain or gzipped.")
  private @Nullable Path directory;

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description = "Use the first N training images (default: all).")
  private @Nullable Integer trainImages;

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      description = "Resize the images to this side (default: as they are).")
  private @Nullable Integer imageSize;

  /**
   * The data set.
   *
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  DataSet open() {
    return DataSets.open(data, Optional.ofNullable(directory));
  }

  /**
   * Sets what was given. Crop and cutout, where a preset has them, go with the size.
   *
   * @param dataSet the data set
   * @param config complete but for these options
   */
  void fill(DataSet dataSet, DataConfig.Builder config) {
    moveTo(config);
    Given.setPositive("--train-images", trainImages, config::setTrainImages);
    Given.setPositive(
        "--image-size",
        imageSize,
        side -> {
          config.setImageSize(side);
          if (config.getLeastCropShare() == 0) {
            config.setCropPadding(dataSet.augmentation(side).cropPadding());
          }
          if (config.getCutout() > 0) {
            config.setCutout(side / 2);
          }
        });
  }

  /** Says where the images are now, if the command line does. */
  void moveTo(DataConfig.Builder config) {
    Given.set(
        directory, folder -> config.setDirectory(folder.toAbsolutePath().normalize().toString()));
  }

  /** What a later command has to be given to find the images there; empty if this one was not. */
  String argument() {
    return directory == null ? "" : " " + DIRECTORY + " " + ShellWord.of(directory);
  }
}
