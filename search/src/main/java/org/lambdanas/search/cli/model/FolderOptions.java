package org.lambdanas.search.cli.model;

import java.util.Optional;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.PictureRules;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import picocli.CommandLine.Mixin;

/** Which pictures of one's own a SavedModel is judged by. */
final class FolderOptions {

  @Mixin
  private final ConfigOptions pictures =
      ConfigOptions.of(DataConfig.getDescriptor())
          .only("--held-out", "--held-out-seed", "--skip-broken")
          .help(
              "--held-out",
              "Share of the pictures of each class that are the test images, where the folder of"
                  + " the images has no train and val (default: as in the network's training;"
                  + " at least 0 and below 1).")
          .build();

  /** The first that is given although other images than pictures of one's own are named. */
  Optional<String> misplaced(String data) {
    return pictures.names().stream()
        .filter(option -> pictures.isGiven(option) && !DataSets.FOLDER.equals(data))
        .findFirst();
  }

  /** The pictures that the network's training held out, unless options say otherwise. */
  PictureRules rules(ExportedModel exported, String data) {
    DataConfig.Builder config = FieldSetting.withDefaults(DataConfig.newBuilder()).setDataSet(data);
    exported
        .card()
        .ifPresent(
            card -> config.setHeldOut(card.getHeldOut()).setHeldOutSeed(card.getHeldOutSeed()));
    DataConfig asked = pictures.merge(config).build();
    pictures.check(asked);
    return PictureRules.of(asked);
  }
}
