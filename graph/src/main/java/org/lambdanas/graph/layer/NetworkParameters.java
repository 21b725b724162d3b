package org.lambdanas.graph.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;

/** What a network keeps. Networks that are built on the same parameters share them. */
public record NetworkParameters(ParameterStore weights, ParameterStore statistics) {

  /**
   * Empty stores of a graph.
   *
   * @param prefix of the parameters' names, for a second set of them; the initial values do not
   *     depend on it
   * @param seed of the initial values
   */
  public static NetworkParameters of(GraphRuntime runtime, String prefix, Seed seed) {
    return new NetworkParameters(
        store(runtime, prefix, "weights", seed), store(runtime, prefix, "statistics", seed));
  }

  /** Empty stores of parameters that every run is given. */
  public static NetworkParameters fed(GraphRuntime runtime) {
    Seed none = new Seed(0);
    return new NetworkParameters(
        ParameterStore.fed(runtime.ops(), runtime.precision(), "weights", none),
        ParameterStore.fed(runtime.ops(), runtime.precision(), "statistics", none));
  }

  private static ParameterStore store(GraphRuntime runtime, String prefix, String role, Seed seed) {
    return new ParameterStore(runtime.ops(), runtime.precision(), prefix + role, seed.child(role));
  }

  /** All parameters so far: weights, then statistics, in the order of construction. */
  public List<Parameter> all() {
    List<Parameter> all = new ArrayList<>(weights.all());
    all.addAll(statistics.all());
    return all;
  }

  /** Draws initial values: the same ones for the seed that these parameters were made with. */
  public Map<Parameter, double[]> drawn(Seed seed) {
    Map<Parameter, double[]> values = new LinkedHashMap<>(weights.drawn(seed.child("weights")));
    values.putAll(statistics.drawn(seed.child("statistics")));
    return values;
  }
}
