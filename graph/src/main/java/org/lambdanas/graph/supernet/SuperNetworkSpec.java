package org.lambdanas.graph.supernet;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;

/**
 * What a super-network is built for.
 *
 * @param space its search space
 * @param size channels, depth, image channels and classes
 * @param imageSize side of the square images in pixels
 * @param alphaDeviation standard deviation of the initial architecture parameters, at least 0
 */
public record SuperNetworkSpec(
    CellSpace space, NetworkSize size, int imageSize, double alphaDeviation) {

  /** Checks the ranges. */
  public SuperNetworkSpec {
    space.plan(size).checkImageSize(imageSize);
    if (!(alphaDeviation >= 0) || !Double.isFinite(alphaDeviation)) {
      throw new ConfigException(
          "deviation of the initial alpha is " + alphaDeviation + ": must be at least 0");
    }
  }

  /** The network's blocks. */
  public NetworkPlan plan() {
    return space.plan(size);
  }
}
