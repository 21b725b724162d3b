package org.lambdanas.graph.network;

import java.util.Optional;

/**
 * What a network computes.
 *
 * @param <T> what stands for a tensor
 * @param logits {@code [batch, classes]}
 * @param auxiliary logits of the auxiliary head, where there is one
 */
public record NetworkOutputs<T>(T logits, Optional<T> auxiliary) {

  /** A network without an auxiliary head. */
  public static <T> NetworkOutputs<T> of(T logits) {
    return new NetworkOutputs<>(logits, Optional.empty());
  }
}
