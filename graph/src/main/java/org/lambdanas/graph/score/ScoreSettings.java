package org.lambdanas.graph.score;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.ScoreConfig;

/** The settings that scores have unless told otherwise. */
public final class ScoreSettings {

  private ScoreSettings() {}

  /**
   * Fills in what is left out: networks as large as those of the space's publication, the images
   * that come with the program, and what the message declares.
   *
   * @param given some settings
   * @param space of the networks
   * @param measures ids
   * @return a complete configuration
   * @throws ConfigException if the depth is given in another unit than the space's
   */
  public static ScoreConfig complete(ScoreConfig given, NetworkSpace space, List<String> measures) {
    NetworkConfig asked = given.getNetwork();
    for (Depth unit : Depth.values()) {
      if (unit != space.depth() && unit.of(asked) > 0) {
        throw new ConfigException(
            "the depth of %s is given by %s (%s), not %s"
                .formatted(space.id(), space.depth().key(), space.depth().option(), unit.key()));
      }
    }
    ScoreConfig.Builder config =
        FieldSetting.withDefaults(ScoreConfig.newBuilder()).setNetwork(space.usualNetwork());
    config.getDataBuilder().setTrainPortion(1);
    config.mergeFrom(given);
    return config.setSpace(space.id()).clearMeasures().addAllMeasures(measures).build();
  }

  /** Has all images scored as they are, whatever changes them and holds some out in a training. */
  public static DataConfig.Builder unchanged(DataConfig.Builder data) {
    return data.clearCropPadding()
        .clearLeastCropShare()
        .clearCutout()
        .clearHorizontalFlip()
        .clearColourJitter()
        .clearAugment()
        .clearAugmentOperations()
        .clearAugmentMagnitude()
        .setTrainPortion(1);
  }
}
