package org.lambdanas.graph.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A state of a cell, with what its outgoing edges derive from it in common (its rectified or pooled
 * form), computed once.
 */
final class CellState<T> {

  private final T value;
  private final Map<String, T> derived = new HashMap<>();

  CellState(T value) {
    this.value = value;
  }

  T value() {
    return value;
  }

  T derived(String what, UnaryOperator<T> how) {
    return derived.computeIfAbsent(what, key -> how.apply(value));
  }
}
