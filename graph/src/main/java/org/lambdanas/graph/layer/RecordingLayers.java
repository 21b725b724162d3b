package org.lambdanas.graph.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Remembers the activations of a network while others build it; the network is the same with and
 * without.
 *
 * @param <T> what stands for a tensor
 */
public final class RecordingLayers<T> extends ForwardingLayers<T, T> {

  private final Layers<T> others;
  private final Map<String, Activation<T>> byName = new LinkedHashMap<>();

  /** Records what some layers build. */
  public RecordingLayers(Layers<T> others) {
    this.others = others;
  }

  /**
   * The activations so far, in the order of construction: every convolution, batch norm, rectifier,
   * pool, linear layer and block. Layers computed once for several are listed for each of them.
   */
  public List<Activation<T>> activations() {
    return List.copyOf(byName.values());
  }

  @Override
  protected T build(
      LayerKind kind, String name, List<T> inputs, BiFunction<Layers<T>, List<T>, T> layer) {
    T output = layer.apply(others, inputs);
    return kind == LayerKind.OTHER ? output : record(kind, name, inputs.get(0), output);
  }

  private T record(LayerKind kind, String name, T input, T output) {
    Activation<T> activation = new Activation<>(kind, name, input, output);
    if (byName.put(name, activation) != null) {
      throw new IllegalArgumentException("two layers are named " + name);
    }
    return output;
  }

  @Override
  public void sameAs(String name, String built) {
    Activation<T> known = byName.get(built);
    if (known == null) {
      throw new IllegalArgumentException("no layer is named " + built);
    }
    record(known.kind(), name, known.input(), known.output());
  }

  @Override
  public T block(String name, T x) {
    return record(LayerKind.BLOCK, name, x, others.block(name, x));
  }

  @Override
  public T skip(String name, T x) {
    return record(LayerKind.SKIP, name, x, others.skip(name, x));
  }

  @Override
  public T path(T x) {
    return others.path(x);
  }

  @Override
  public int side(T x) {
    return others.side(x);
  }

  @Override
  public int channels(T x) {
    return others.channels(x);
  }
}
