package org.lambdanas.graph.data;

import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.proto.v1.DataConfig;

/**
 * How pictures of one's own are divided where their folder does not say it, and what is done about
 * broken ones. Without effect on published data sets.
 *
 * @param heldOut share of the pictures of each class that are the test images of a folder without
 *     train and val, 0 (none) to below 1
 * @param heldOutSeed which pictures these are
 * @param skipBroken whether pictures that cannot be read are passed over and counted; else the
 *     first is an error
 */
public record PictureRules(double heldOut, long heldOutSeed, boolean skipBroken) {

  /**
   * Those of a configuration.
   *
   * @param config resolved
   * @return its rules
   */
  public static PictureRules of(DataConfig config) {
    return new PictureRules(config.getHeldOut(), config.getHeldOutSeed(), config.getSkipBroken());
  }

  /**
   * Those that hold if nothing else is said.
   *
   * @return the declared defaults
   */
  public static PictureRules usual() {
    return of(FieldSetting.withDefaults(DataConfig.newBuilder()).build());
  }

  HeldOut division() {
    return new HeldOut(heldOut, heldOutSeed);
  }
}
