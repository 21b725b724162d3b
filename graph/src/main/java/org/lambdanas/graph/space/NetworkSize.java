package org.lambdanas.graph.space;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.Stem;

/**
 * The size of a network.
 *
 * @param channels channels of the first stage, at least 1
 * @param depth in the unit of the space, at least 1
 * @param imageChannels channels of the images, at least 1
 * @param classes number of classes, at least 2
 * @param stem how images become the first feature maps
 */
public record NetworkSize(
    int channels, int depth, int imageChannels, int classes, NetworkStem stem) {

  /**
   * A network for small images.
   *
   * @param channels channels of the first stage, at least 1
   * @param depth in the unit of the space, at least 1
   * @param imageChannels channels of the images, at least 1
   * @param classes number of classes, at least 2
   */
  public NetworkSize(int channels, int depth, int imageChannels, int classes) {
    this(channels, depth, imageChannels, classes, NetworkStem.SINGLE);
  }

  /** Checks the ranges. */
  public NetworkSize {
    check("channels", channels, 1);
    check("cells", depth, 1);
    check("image channels", imageChannels, 1);
    check("classes", classes, 2);
  }

  /**
   * The size that a configuration asks for.
   *
   * @param space whose unit the depth is in
   * @param network channels, depth and stem
   * @param imageChannels channels of the images, at least 1
   * @param classes number of classes, at least 2
   * @return the size
   * @throws ConfigException if the depth is given in another unit, or a number is out of range
   */
  public static NetworkSize of(
      NetworkSpace space, NetworkConfig network, int imageChannels, int classes) {
    return new NetworkSize(
        network.getChannels(),
        space.depth().of(network),
        imageChannels,
        classes,
        NetworkStem.of(network.getStem()));
  }

  /**
   * As messages of trained networks have it.
   *
   * @param imageSize side of the images in pixels
   * @param asked the stem as the configuration says it
   */
  public ModelSize message(int imageSize, Stem asked) {
    return ModelSize.newBuilder()
        .setChannels(channels)
        .setCells(depth)
        .setImageChannels(imageChannels)
        .setClasses(classes)
        .setImageSize(imageSize)
        .setStem(asked)
        .build();
  }

  private static void check(String what, int value, int least) {
    if (value < least || value > 1 << 16) {
      throw new ConfigException(
          "number of " + what + " is " + value + ": must be " + least + " to 65536");
    }
  }
}
