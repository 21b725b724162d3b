package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.DataConfig;
import picocli.CommandLine.Option;

/** How training images are changed at random. */
final class AugmentationOptions {

  @Option(
      names = "--crop-padding",
      paramLabel = "PIXELS",
      description = "Random crop after padding (default: an eighth of the side; 0: none).")
  private @Nullable Integer cropPadding;

  @Option(
      names = "--least-crop-share",
      paramLabel = "SHARE",
      description =
          "Random window of at least this share of the image, stretched to its size, in place of"
              + " that crop (default: 0, none; paper-imagenet: 0.08).")
  private @Nullable Double leastCropShare;

  @Option(
      names = "--flip",
      negatable = true,
      description = "Mirror half of the images (default: as usual for the data).")
  private @Nullable Boolean flip;

  @Option(names = "--cutout", paramLabel = "PIXELS", description = "Side of the cutout square.")
  private @Nullable Integer cutout;

  /** Sets what was given. */
  void fill(DataConfig.Builder config) {
    // One of the two crops, given alone, replaces the other that a preset has.
    if (cropPadding != null && cropPadding > 0) {
      config.setLeastCropShare(0);
    }
    if (leastCropShare != null && leastCropShare > 0) {
      config.setCropPadding(0);
    }
    Given.setNotNegative("--crop-padding", cropPadding, config::setCropPadding);
    Given.set(leastCropShare, config::setLeastCropShare);
    Given.set(flip, config::setHorizontalFlip);
    Given.setNotNegative("--cutout", cutout, config::setCutout);
  }
}
