package org.lambdanas.graph.layer;

/**
 * What goes into a layer of a network and what comes out.
 *
 * @param <T> what stands for a tensor
 * @param kind of the layer
 * @param name of the layer, unique among a network's activations
 * @param input of the layer
 * @param output of the layer
 */
public record Activation<T>(LayerKind kind, String name, T input, T output) {}
