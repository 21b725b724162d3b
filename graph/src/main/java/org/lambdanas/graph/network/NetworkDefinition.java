package org.lambdanas.graph.network;

import org.lambdanas.graph.layer.Layers;

/**
 * How a network is put together from layers, whatever these compute. A definition of one's own can
 * do all that a searched network can.
 */
public interface NetworkDefinition {

  /** Builds the network from images {@code [batch, height, width, channels]}. */
  <T> NetworkOutputs<T> build(Layers<T> layers, T images);
}
