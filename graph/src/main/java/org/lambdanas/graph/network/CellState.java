package org.lambdanas.graph.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A state of a cell, with what its outgoing edges derive from it in common (its rectified or pooled
 * form), computed once.
 */
final class CellState<T> {

  private final UnaryOperator<T> link;
  private final Map<String, CellState<T>> derived = new HashMap<>();
  private T next;

  /**
   * A state whose readers form a chain.
   *
   * @param value the state
   * @param link put before every reader but the first; with identities, the gradients of all
   *     readers are added in pairs
   */
  CellState(T value, UnaryOperator<T> link) {
    this.next = value;
    this.link = link;
  }

  CellState(T value) {
    this(value, UnaryOperator.identity());
  }

  /** The state, for one reader. */
  T value() {
    T value = next;
    next = link.apply(value);
    return value;
  }

  /** What several edges derive from this state, for one reader; its readers form a chain too. */
  T derived(String what, UnaryOperator<T> how) {
    return derived(what, how, link);
  }

  T derived(String what, UnaryOperator<T> how, UnaryOperator<T> itsLink) {
    CellState<T> known = derived.get(what);
    if (known == null) {
      known = new CellState<>(how.apply(value()), itsLink);
      derived.put(what, known);
    }
    return known.value();
  }
}
