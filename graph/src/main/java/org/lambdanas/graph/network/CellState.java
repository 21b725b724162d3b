package org.lambdanas.graph.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.layer.Layers;

/**
 * A state of a cell, with what its outgoing edges derive from it in common (its rectified or pooled
 * form), computed once.
 */
final class CellState<T> {

  private final Layers<T> layers;
  private final UnaryOperator<T> link;
  private final Map<String, Derived<T>> derived = new HashMap<>();
  private T next;

  /** What was derived, and the name of the layer that was built for it. */
  private record Derived<T>(String name, CellState<T> state) {}

  /**
   * A state whose readers form a chain.
   *
   * @param value the state
   * @param link put before every reader but the first; with identities, the gradients of all
   *     readers are added in pairs
   */
  CellState(Layers<T> layers, T value, UnaryOperator<T> link) {
    this.layers = layers;
    this.next = value;
    this.link = link;
  }

  CellState(Layers<T> layers, T value) {
    this(layers, value, UnaryOperator.identity());
  }

  /** The state, for one reader. */
  T value() {
    T value = next;
    next = link.apply(value);
    return value;
  }

  /**
   * What several edges derive from this state, for one reader; its readers form a chain too.
   *
   * @param what the same for all that derive the same
   * @param name of the layer that this reader would build
   * @param how builds it
   */
  T derived(String what, String name, UnaryOperator<T> how) {
    return derived(what, name, how, link);
  }

  T derived(String what, String name, UnaryOperator<T> how, UnaryOperator<T> itsLink) {
    Derived<T> known = derived.get(what);
    if (known == null || !layers.shares()) {
      known = new Derived<>(name, new CellState<>(layers, how.apply(value()), itsLink));
      derived.put(what, known);
    } else {
      layers.sameAs(name, known.name());
    }
    return known.state().value();
  }
}
