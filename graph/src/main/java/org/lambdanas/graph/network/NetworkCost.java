package org.lambdanas.graph.network;

import java.util.List;
import java.util.function.Function;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * What a network costs, from shapes alone.
 *
 * @param weights number of trainable values; architecture parameters are not counted
 * @param multiplyAccumulates of one image's forward pass, in convolutions and linear layers
 */
public record NetworkCost(long weights, long multiplyAccumulates) {

  /** The cost of a space's super-network. */
  public static NetworkCost ofSuperNetwork(CellSpace space, NetworkSize size, int imageSize) {
    CostLayers layers = superNetwork(space, size, imageSize);
    return new NetworkCost(layers.weights(), layers.multiplyAccumulates());
  }

  /** Numbers that the layers of a space's super-network put out for one image. */
  public static long valuesOfSuperNetwork(CellSpace space, NetworkSize size, int imageSize) {
    return superNetwork(space, size, imageSize).values();
  }

  private static CostLayers superNetwork(CellSpace space, NetworkSize size, int imageSize) {
    CostLayers layers = new CostLayers();
    NetworkPlan plan = space.plan(size);
    plan.checkImageSize(imageSize);
    new NetworkBuilder<>(layers)
        .superNetwork(
            plan,
            new FeatureShape(imageSize, imageSize, size.imageChannels()),
            (cell, type, edge, operation) -> FeatureShape.SCALAR);
    return layers;
  }

  /** Numbers that the layers of an architecture's network put out for one image. */
  public static long valuesOfArchitecture(
      NetworkSpace space, Architecture architecture, NetworkSize size, int imageSize) {
    return layers(
            new ArchitectureDefinition(space, architecture, space.plan(size)),
            new FeatureShape(imageSize, imageSize, size.imageChannels()))
        .values();
  }

  /** The cost of an architecture's discrete network; DataException if it is not of the space. */
  public static NetworkCost ofArchitecture(
      NetworkSpace space, Architecture architecture, NetworkSize size, int imageSize) {
    return of(
        new ArchitectureDefinition(space, architecture, space.plan(size)),
        new FeatureShape(imageSize, imageSize, size.imageChannels()));
  }

  /** The cost of a network whose cells have these operations, and no others, on their edges. */
  public static NetworkCost ofEdges(
      CellSpace space,
      Function<CellType, List<CellSpace.ChosenEdge>> edges,
      NetworkSize size,
      int imageSize) {
    CostLayers layers = new CostLayers();
    new NetworkBuilder<>(layers)
        .discreteNetwork(
            edges, space.plan(size), new FeatureShape(imageSize, imageSize, size.imageChannels()));
    return new NetworkCost(layers.weights(), layers.multiplyAccumulates());
  }

  /** The cost of a network for images of a shape. */
  public static NetworkCost of(NetworkDefinition definition, FeatureShape image) {
    CostLayers layers = layers(definition, image);
    return new NetworkCost(layers.weights(), layers.multiplyAccumulates());
  }

  private static CostLayers layers(NetworkDefinition definition, FeatureShape image) {
    CostLayers layers = new CostLayers();
    definition.build(layers, image);
    return layers;
  }
}
