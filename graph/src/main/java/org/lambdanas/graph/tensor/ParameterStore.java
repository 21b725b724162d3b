package org.lambdanas.graph.tensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lambdanas.graph.random.Seed;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/**
 * The parameters of one role (weights, running statistics, an optimiser's memory) in one graph, in
 * the order in which they were first asked for. Asking again for a name gives the same parameter:
 * that is how a training graph and an inference graph share weights.
 */
public final class ParameterStore {

  private final Ops tf;
  private final Precision precision;
  private final String role;
  private final Seed seed;
  private final boolean fed;
  private final Map<String, Parameter> byName = new LinkedHashMap<>();
  private final Map<String, Initial> initials = new LinkedHashMap<>();

  /**
   * An empty store; the role is the prefix of names in the graph, each parameter's draws depend on
   * its name only.
   */
  public ParameterStore(Ops tf, Precision precision, String role, Seed seed) {
    this(tf, precision, role, seed, false);
  }

  private ParameterStore(Ops tf, Precision precision, String role, Seed seed, boolean fed) {
    this.tf = tf;
    this.precision = precision;
    this.role = role;
    this.seed = seed;
    this.fed = fed;
  }

  /** The same of parameters that every run is given. */
  public static ParameterStore fed(Ops tf, Precision precision, String role, Seed seed) {
    return new ParameterStore(tf, precision, role, seed, true);
  }

  /** How a parameter's initial values are drawn. */
  @FunctionalInterface
  public interface Initial {

    /** Draws the values. */
    double[] draw(java.util.SplittableRandom random, int size);

    /** The same value everywhere. */
    static Initial constant(double value) {
      return (random, size) -> {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
      };
    }
  }

  /** The parameter of a name, made on first use. */
  public Parameter get(String name, Shape shape, Initial initial) {
    initials.putIfAbsent(name, initial);
    Parameter parameter =
        byName.computeIfAbsent(
            name,
            n ->
                new Parameter(
                    tf,
                    precision,
                    role + "/" + n,
                    shape,
                    () -> drawn(n, shape, initial, seed),
                    fed));
    if (!parameter.shape().equals(shape)) {
      throw new IllegalArgumentException(parameter + " was asked for with shape " + shape);
    }
    return parameter;
  }

  private static double[] drawn(String name, Shape shape, Initial initial, Seed seed) {
    return initial.draw(seed.child(name).random(), Math.toIntExact(shape.size()));
  }

  /** Draws initial values. */
  public Map<Parameter, double[]> drawn(Seed other) {
    Map<Parameter, double[]> values = new LinkedHashMap<>();
    byName.forEach(
        (name, parameter) -> {
          Initial initial = Objects.requireNonNull(initials.get(name));
          values.put(parameter, drawn(name, parameter.shape(), initial, other));
        });
    return values;
  }

  /** All parameters, in the order of first use. */
  public List<Parameter> all() {
    return List.copyOf(byName.values());
  }
}
