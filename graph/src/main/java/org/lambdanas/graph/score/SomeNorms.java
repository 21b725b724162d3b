package org.lambdanas.graph.score;

import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.lambdanas.graph.layer.ForwardingLayers;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.NetworkOutputs;

/**
 * A network without most of its batch norms.
 *
 * @param whole the network with all of them
 * @param kept names of those that stay
 */
record SomeNorms(NetworkDefinition whole, Pattern kept) implements NetworkDefinition {

  @Override
  public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
    return whole.build(new Fewer<>(layers, kept), images);
  }

  private static final class Fewer<T> extends ForwardingLayers<T, T> {

    private final Layers<T> others;
    private final Pattern kept;

    private Fewer(Layers<T> others, Pattern kept) {
      this.others = others;
      this.kept = kept;
    }

    @Override
    protected T build(
        LayerKind kind, String name, List<T> inputs, BiFunction<Layers<T>, List<T>, T> layer) {
      return kind == LayerKind.BATCH_NORM && !kept.matcher(name).matches()
          ? inputs.get(0)
          : layer.apply(others, inputs);
    }

    @Override
    public void sameAs(String name, String built) {
      others.sameAs(name, built);
    }

    @Override
    public boolean shares() {
      return others.shares();
    }

    @Override
    public T skip(String name, T x) {
      return others.skip(name, x);
    }

    @Override
    public T path(T x) {
      return others.path(x);
    }

    @Override
    public T block(String name, T x) {
      return others.block(name, x);
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
}
