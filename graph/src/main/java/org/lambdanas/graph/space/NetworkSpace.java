package org.lambdanas.graph.space;

import java.util.List;
import java.util.Optional;
import org.lambdanas.proto.v1.NetworkConfig;

/**
 * A search space whose members are networks of images: cells, stacked between a stem and a
 * classifier.
 */
public sealed interface NetworkSpace extends SearchSpace permits CellSpace, VertexSpace {

  /**
   * What {@link NetworkSize#depth()} counts in this space.
   *
   * @return the unit
   */
  Depth depth();

  /**
   * How networks of this space can begin.
   *
   * @return at least one
   */
  default List<NetworkStem> stems() {
    return List.of(NetworkStem.SINGLE);
  }

  /**
   * The network that the cells are stacked to.
   *
   * @param size channels, depth and classes
   * @return the blocks from images to logits
   * @throws org.lambdanas.graph.error.ConfigException if the size does not fit the space
   */
  NetworkPlan plan(NetworkSize size);

  /**
   * How architectures are trained, as published.
   *
   * @return the recipe; its name becomes one of the presets of trainings
   */
  TrainingRecipe training();

  /**
   * The size of the space's networks in its publication, where many are looked at.
   *
   * @return channels and depth
   */
  default NetworkConfig usualNetwork() {
    TrainingRecipe recipe = training();
    NetworkConfig.Builder network = recipe.settings().getNetwork().toBuilder();
    depth().set(network, recipe.depth(depth()));
    return network.build();
  }

  @Override
  default Optional<NetworkSpace> networks() {
    return Optional.of(this);
  }
}
